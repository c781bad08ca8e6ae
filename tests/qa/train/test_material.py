import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import DataError
from qa.datasets.squad import Article, Asked
from qa.train.material import Material, read_material

TEST = "Test_Article"


def lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def official(path: Path, *articles: tuple[str, list[str]]) -> None:
    """A file in SQuAD's form: titles and their paragraphs, each with one question on its first word."""
    path.parent.mkdir(exist_ok=True)
    data = [{"title": title, "paragraphs": [paragraph(text) for text in texts]} for title, texts in articles]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")


def paragraph(text: str) -> dict[str, Any]:
    first = text.split(" ")[0]
    return {"context": text, "qas": [{"question": f"{text}?", "answers": [{"answer_start": 0, "text": first}]}]}


def fragment(title: str | None, context: str, question: str, answer: str, *, ambiguous: bool = False) -> dict[str, Any]:
    start = context.index(answer)
    fields = {"title": title, "context": context, "question": question, "answer_start": start, "answer": answer}
    return fields | {"ambiguous_start": ambiguous}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Every source, small: SQuAD's fragments, two dev files, reviews, posts and QAMR."""
    lines(
        tmp_path / "squad/train_fragments.jsonl",
        [
            *(fragment(f"Fruit_{n}", f"Red apple {n}.", f"q{n}", "apple") for n in range(40)),
            *(fragment(None, f"Blue sky {n}.", f"u{n}", "sky") for n in range(40)),
            fragment(None, "Blue sky 0.", "again", "Blue"),
            fragment(None, "Blue sky 0.", "unclear", "Blue", ambiguous=True),
        ],
    )
    (tmp_path / "squad/test-articles.txt").write_text(f"{TEST}\nOther_Test\n", encoding="utf-8")
    both = [(f"Dev_{n}", [f"Green pear {n}."]) for n in range(20)]
    official(tmp_path / "squad/dev-v2.0.json", (TEST, ["Secret one."]), *both)
    only_first = [(f"First_{n}", [f"Old pear {n}."]) for n in range(20)]
    official(tmp_path / "squad/dev-v1.1.json", (TEST, ["Secret one."]), ("Other_Test", ["Secret two."]), *only_first)
    official(tmp_path / "squadshifts/amazon_reviews_v1.0.json", ("All", [f"Good thing {n}." for n in range(100)]))
    official(tmp_path / "squadshifts/reddit_v1.0.json", ("All", [f"Odd post {n}." for n in range(13)]))
    lines(
        tmp_path / "qamr/sentence-qa.jsonl",
        [qamr(f"doc{d}:0:{s}", f"Sentence {s}.", f"q{d}{s}", 0, "Sentence") for d in range(20) for s in (1, 0)],
    )
    return tmp_path


def qamr(identifier: str, sentence: str, question: str, start: int | None, answer: str) -> dict[str, Any]:
    return {"id": identifier, "sentence": sentence, "question": question, "answer_start": start, "answer": answer}


def ids(articles: list[Article]) -> list[str]:
    return [a.id for a in articles]


def every(found: Material) -> list[Article]:
    return [a for part in (found.train, found.held_out) for articles in part.values() for a in articles]


def test_every_article_is_either_trained_on_or_held_out(data: Path) -> None:
    found = read_material(data)
    assert list(found.train) == list(found.held_out) == ["squad", "untitled", "squad2", "shifts", "qamr"]
    named = sorted(ids(found.train["squad"]) + ids(found.held_out["squad"]))
    assert named == sorted(f"Fruit_{n}" for n in range(40))
    assert len(set(ids(every(found)))) == len(every(found))
    # One in 12 of 40 and of 20, one in 6 of 40: some are held out, most are not.
    for name in ("squad", "squad2"):
        assert 0 < len(found.held_out[name]) < len(found.train[name])


def test_what_is_held_out_depends_on_the_article_alone(data: Path) -> None:
    before = read_material(data)
    rows = (data / "squad/train_fragments.jsonl").read_text().splitlines()
    (data / "squad/train_fragments.jsonl").write_text("\n".join(rows[39:19:-1] + rows[40:]))  # half of them, backwards
    after = read_material(data)
    left = {f"Fruit_{n}" for n in range(20, 40)}
    assert set(ids(after.held_out["squad"])) == set(ids(before.held_out["squad"])) & left
    assert set(ids(after.train["squad"])) == set(ids(before.train["squad"])) & left


def test_reading_twice_is_the_same(data: Path) -> None:
    assert read_material(data) == read_material(data)


def test_test_articles_are_never_read(data: Path) -> None:
    found = read_material(data)
    assert {TEST, "Other_Test"} & set(ids(every(found))) == set()
    assert [p for a in every(found) for p in a.paragraphs if "Secret" in p.text] == []


def test_the_first_dev_set_adds_only_articles_that_the_second_lacks(data: Path) -> None:
    official(data / "squad/dev-v1.1.json", ("Dev_3", ["An older text."]), ("First_0", ["Old pear 0."]))
    found = read_material(data)
    articles = found.train["squad2"] + found.held_out["squad2"]
    assert sorted(ids(articles)) == sorted([*(f"Dev_{n}" for n in range(20)), "First_0"])
    assert "An older text." not in {p.text for a in articles for p in a.paragraphs}


def test_fragments_without_an_article_are_grouped_in_their_order(data: Path) -> None:
    found = read_material(data)
    articles = sorted(found.train["untitled"] + found.held_out["untitled"], key=lambda a: int(a.id.split(".")[1]))
    assert ids(articles) == [f"untitled.{n}" for n in range(0, 40, 6)]
    assert [p.text for a in articles for p in a.paragraphs] == [f"Blue sky {n}." for n in range(40)]
    assert articles[0].title == ""
    assert articles[0].paragraphs[0].asked == (Asked("u0", ((5, 8),)), Asked("again", ((0, 4),)))


def test_reviews_and_posts_are_grouped_apart(data: Path) -> None:
    found = read_material(data)
    articles = {a.id: [p.text for p in a.paragraphs] for a in found.train["shifts"] + found.held_out["shifts"]}
    assert len(articles) == 17 + 3  # 100 and 13 paragraphs, six together
    assert articles["amazon_reviews.96"] == [f"Good thing {n}." for n in range(96, 100)]
    assert articles["reddit.6"] == [f"Odd post {n}." for n in range(6, 12)]


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is missing"):
        read_material(tmp_path)
