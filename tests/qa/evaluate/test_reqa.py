import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import Passage
from index.embeddings import EmbeddingCache
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.reqa import PARTS, Query, measure_reqa, read_reqa
from qa.model import Fusion
from tests.fake_encoder import BagOfWords

# title, paragraph, sentence; "Red." stands twice, in different paragraphs
CANDIDATES = [
    ("Old_Fruit", 0, "Red."),
    ("Old_Fruit", 0, "Red wine 👩🏽‍🚀."),
    ("Old_Fruit", 1, "Green pear."),
    ("Sky", 2, "Red."),
    ("Sky", 2, "Blue blue moon."),
    ("Sky", 3, "White sun."),
]
# question, answer sentence, paragraph; the second is asked twice with different answers
QUERIES = [
    ("red wine", "Red wine 👩🏽‍🚀.", 0),
    ("red", "Green pear.", 1),
    ("red", "Red.", 2),
    ("white moon", "Green pear.", 1),
    ("blue sun", "White sun.", 3),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "reqa").mkdir()
    (tmp_path / "squad").mkdir()
    candidates = [{"title": t, "paragraph_id": p, "sentence": s} for t, p, s in CANDIDATES]
    queries = [{"question": q, "answer_sentence": s, "paragraph_id": p} for q, s, p in QUERIES]
    for name, rows in (("candidates", candidates), ("queries", queries)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"reqa/reqa_squad_dev_{name}.jsonl").write_text(text)
    (tmp_path / "squad/test-articles.txt").write_text("Old_Fruit\nAnother\n")
    return tmp_path


@pytest.fixture
def remembering(tmp_path: Path, fake: BagOfWords) -> Iterator[RememberingEncoder]:
    with EmbeddingCache(tmp_path / "cache") as cache:
        yield RememberingEncoder(fake, cache)


def test_candidates_become_articles_whose_paragraphs_are_passages(data: Path) -> None:
    articles, _ = read_reqa(data)
    assert [a.document.id for a in articles] == ["Old_Fruit", "Sky"]
    assert articles[0].document.title == "Old Fruit"
    assert [a.passages for a in articles] == [(Passage(0, 2), Passage(2, 3))] * 2
    sentences = [(a.document.id, a.document.text[s.start : s.end]) for a in articles for s in a.sentences]
    assert sentences == [(title, sentence) for title, _, sentence in CANDIDATES]


def test_a_question_asked_twice_is_one_with_both_answers(data: Path) -> None:
    _, queries = read_reqa(data)
    assert queries == [
        Query("red wine", frozenset({"Red wine 👩🏽‍🚀."}), test=True),
        Query("red", frozenset({"Green pear.", "Red."}), test=True),
        Query("white moon", frozenset({"Green pear."}), test=True),
        Query("blue sun", frozenset({"White sun."}), test=False),
    ]


def test_ranks_are_those_worked_out_by_hand(data: Path, remembering: RememberingEncoder) -> None:
    measures = {m.name: m for m in measure_reqa(data, remembering, Fusion((0.0, 0.0, 1.0, 0.0)))}
    # By the sentence's cosine alone, all six sentences candidates of every question:
    # "red wine"    "Red wine." 1, "Red." twice .71, the rest 0: rank 1.
    # "red"         "Red." twice 1: ranks 1 and 2 are shared, rank 1.5, better than any of "Green pear.".
    # "white moon"  "White sun." and "Blue blue moon." .5 share 1.5; the other four share ranks 3 to 6: 4.5.
    # "blue sun"    "Blue blue moon." and "White sun." .5: rank 1.5.
    test = [1, 1.5, 4.5]
    for part in ("vectors", "BM25 and vectors", "vectors and their passage's", "all four"):
        measure = measures[f"ReQA test articles: {part}, MRR"]
        assert measure.value == pytest.approx(sum(1 / r for r in test) / 3)
        assert measure.n == 3
    # Without weight all six share ranks 1 to 6: 3.5.
    for part in ("BM25", "BM25 and its passage's"):
        assert measures[f"ReQA test articles: {part}, MRR"].value == pytest.approx(1 / 3.5)
    assert measures["ReQA test articles: all four, R@1"].value == pytest.approx(1 / 3)
    assert measures["ReQA test articles: all four, R@5"].value == 1
    everything = measures["ReQA all questions: all four, MRR"]
    assert everything.value == pytest.approx(sum(1 / r for r in [*test, 1.5]) / 4)
    assert everything.n == 4
    assert measures["ReQA all questions: all four, R@1"].value == 1 / 4


def test_every_part_is_measured_and_the_whole_in_full(data: Path, remembering: RememberingEncoder) -> None:
    names = [m.name for m in measure_reqa(data, remembering, Fusion((1.0,) * 4))]
    cut = ["MRR", "R@1", "R@5", "R@10"]
    assert names == [
        *(f"ReQA test articles: {part}, MRR" for part in list(PARTS)[:-1]),
        *(f"ReQA test articles: all four, {what}" for what in cut),
        *(f"ReQA all questions: all four, {what}" for what in cut),
    ]


def test_a_right_sentence_that_was_not_retrieved_shares_the_ranks_left(
    tmp_path: Path, remembering: RememberingEncoder
) -> None:
    (tmp_path / "reqa").mkdir()
    (tmp_path / "squad").mkdir()
    # 200 sentences in paragraphs of their own that are like the question, one that is right and is not.
    rows = [{"title": "T", "paragraph_id": n, "sentence": f"Red number{n}."} for n in range(200)]
    rows.append({"title": "T", "paragraph_id": 200, "sentence": "Blue."})
    query = {"question": "red", "answer_sentence": "Blue.", "paragraph_id": 200}
    (tmp_path / "reqa/reqa_squad_dev_candidates.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "reqa/reqa_squad_dev_queries.jsonl").write_text(json.dumps(query))
    (tmp_path / "squad/test-articles.txt").write_text("T")
    measures = list(measure_reqa(tmp_path, remembering, Fusion((0.0, 0.0, 1.0, 0.0))))
    # The four searches bring between 100 and 150 of the 200; the rest, to 201, share a mean rank above 150.
    assert 1 / 201 < measures[0].value <= 1 / ((101 + 201) / 2)
