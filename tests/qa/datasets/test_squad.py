import json
from pathlib import Path

import pytest

from index.errors import DataError
from qa.datasets.corpus import Corpus, Question
from qa.datasets.squad import Article, Asked, Paragraph, elsewhere, join, read_articles, read_fragments, shortened

FIRST = Paragraph(
    "Cats 👩🏽‍🚀 sleep. Dogs bark.", (Asked("Who sleeps?", ((0, 4),)), Asked("Who barks?", ((17, 21), (17, 26))))
)
SECOND = Paragraph("Birds sing. Fish swim.", (Asked("Who swims?", ((12, 16),)), Asked("Who flies?", ())))
ANIMALS = Article("Some_Animals", (FIRST, SECOND), "Some Animals")


def test_an_article_becomes_a_document_whose_answers_are_in_their_sentences() -> None:
    corpus = ANIMALS.corpus()
    (article,) = corpus.articles
    text = article.document.text
    assert (article.document.id, article.document.title) == ("Some_Animals", "Some Animals")
    assert text == "Cats 👩🏽‍🚀 sleep. Dogs bark.\n\nBirds sing. Fish swim."
    gold = {q.text: {text[start:].split(".")[0] for _, start in q.gold} for q in corpus.questions}
    assert gold == {
        "Who sleeps?": {"Cats 👩🏽‍🚀 sleep"},
        "Who barks?": {"Dogs bark"},
        "Who swims?": {"Fish swim"},
        "Who flies?": set(),
    }
    assert {place for q in corpus.questions for place, _ in q.gold} == {"Some_Animals"}
    assert {start for q in corpus.questions for _, start in q.gold} <= {s.start for s in article.sentences}


def test_answers_and_paragraphs_are_ranges_of_the_document() -> None:
    corpus = ANIMALS.corpus()
    text = corpus.articles[0].document.text
    assert {q.text: [text[start:end] for start, end in q.spans] for q in corpus.questions} == {
        "Who sleeps?": ["Cats"],
        "Who barks?": ["Dogs", "Dogs bark"],
        "Who swims?": ["Fish"],
        "Who flies?": [],
    }
    about = [text[slice(*q.about)] for q in corpus.questions if q.about]
    assert about == [FIRST.text, FIRST.text, SECOND.text, SECOND.text]


def test_an_answer_inside_a_sentence_belongs_to_it() -> None:
    text = "  One cat. Two dogs."
    found = [
        Article("A", (Paragraph(text, (Asked("q", ((offset, offset + 1),)),)),)).corpus().questions[0].gold
        for offset in (0, 2, 9, 10, 11, 19)
    ]
    assert found == [frozenset({("A", start)}) for start in (2, 2, 2, 2, 11, 11)]


def numbered(n: int) -> Paragraph:
    return Paragraph(f"Cat number{n} sleeps. Dog number{n} barks.", (Asked(f"cat number{n}", ((0, 3),)),))


LONG = [Article("A", tuple(numbered(n) for n in range(10))), Article("B", (numbered(10),))]


def test_long_articles_are_cut_into_short_ones() -> None:
    asked = {corpus.articles[0].document.id: [q.text for q in corpus.questions] for corpus in shortened(LONG)}
    first = [f"cat number{n}" for n in range(8)]
    assert asked == {"A.0": first, "A.8": ["cat number8", "cat number9"], "B.0": ["cat number10"]}


def test_questions_of_the_next_piece_have_no_answer_here() -> None:
    asked = {corpus.articles[0].document.id: corpus.questions for corpus in elsewhere(LONG)}
    assert {name: [q.text for q in questions] for name, questions in asked.items()} == {  # B has one piece
        "A.0": ["cat number8", "cat number9"],
        "A.8": [f"cat number{n}" for n in range(8)],
    }
    assert {q.gold for questions in asked.values() for q in questions} == {frozenset()}


def test_pieces_are_shorter_articles_with_names_of_their_own() -> None:
    article = Article("A", (FIRST, SECOND, FIRST), "Animals")
    assert article.pieces(2) == [Article("A.0", (FIRST, SECOND), "Animals"), Article("A.2", (FIRST,), "Animals")]
    assert article.pieces(8) == [Article("A.0", (FIRST, SECOND, FIRST), "Animals")]


def test_join_puts_corpora_together() -> None:
    one, two = ANIMALS.corpus(), Article("B", (SECOND,)).corpus()
    assert join([one, two]) == Corpus(one.articles + two.articles, one.questions + two.questions)
    assert two.questions == (
        Question("Who swims?", frozenset({("B", 12)}), ((12, 16),), (0, 22)),
        Question("Who flies?", frozenset(), (), (0, 22)),
    )


def test_a_paragraph_of_no_known_article_has_no_title_to_be_read_with() -> None:
    (article,) = Article("reviews.6", (SECOND,)).corpus().articles
    assert (article.document.id, article.document.title) == ("reviews.6", "")


def test_official_files_are_read(tmp_path: Path) -> None:
    qas = [
        {
            "question": "Who sleeps?",
            "answers": [{"answer_start": 0, "text": text} for text in ("Cats", "Cats sleep", "Cats")],
            "id": "1",
        },
        {"question": "Who flies?", "answers": [], "is_impossible": True, "id": "2"},
    ]
    data = {"data": [{"title": "A_B", "paragraphs": [{"context": "Cats sleep.", "qas": qas}]}], "version": "v2.0"}
    (tmp_path / "dev.json").write_text(json.dumps(data))
    asked = (Asked("Who sleeps?", ((0, 4), (0, 10))), Asked("Who flies?", ()))
    expected = Article("A_B", (Paragraph("Cats sleep.", asked),), "A B")
    assert read_articles(tmp_path / "dev.json") == [expected]


def row(title: str | None, context: str, question: str, start: int, *, ambiguous: bool = False) -> str:
    fields = {"title": title, "context": context, "question": question, "answer_start": start, "answer": "xyz"}
    return json.dumps(fields | {"ambiguous_start": ambiguous}) + "\n"


def test_fragments_are_gathered_by_article_and_paragraph(tmp_path: Path) -> None:
    lines = [
        row("A", "One.", "q1", 0),
        row("B_b", "Two.", "q2", 1),
        row("A", "Three.", "q3", 0),
        row("A", "One.", "q4", 2),
        row(None, "Four.", "q5", 0),
        row("A", "One.", "q6", 0, ambiguous=True),
    ]
    (tmp_path / "train.jsonl").write_text("".join(lines))
    assert read_fragments(tmp_path / "train.jsonl") == [
        Article(
            "A",
            (
                Paragraph("One.", (Asked("q1", ((0, 3),)), Asked("q4", ((2, 5),)))),
                Paragraph("Three.", (Asked("q3", ((0, 3),)),)),
            ),
            "A",
        ),
        Article("B_b", (Paragraph("Two.", (Asked("q2", ((1, 4),)),)),), "B b"),
    ]


def test_missing_files_are_named(tmp_path: Path) -> None:
    for read in (read_articles, read_fragments):
        with pytest.raises(DataError, match="none is missing"):
            read(tmp_path / "none")
