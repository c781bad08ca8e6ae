from typing import Any

import pytest

from qa.datasets.squad import Article, Asked, Paragraph
from qa.train import more
from qa.train.more import _asked, _in_another, _paragraphs, _split


def row(**fields: Any) -> dict[str, Any]:
    given = {
        "source": "Set",
        "id": "1",
        "document_title": None,
        "context": "It rained. Anna sang.",
        "question": "Who sang?",
    }
    return given | {"answerable": True, "answers": [], "evidence_sentences": [], "meta": {}} | fields


def test_an_answer_is_a_range_of_the_paragraph() -> None:
    assert _asked(row(answers=[{"text": "Anna", "start": 11}])) == Asked("Who sang?", ((11, 15),))


def test_evidence_says_the_sentences_where_there_is_no_answer() -> None:
    assert _asked(row(evidence_sentences=[[11, 21]])) == Asked("Who sang?", (), ((11, 21),))


def test_an_answerable_question_without_a_place_may_be_answered_anywhere() -> None:
    assert _asked(row()) == Asked("Who sang?", (), anywhere=True)
    assert _asked(row(answerable=False)) == Asked("Who sang?", ())


def test_a_claim_is_asked_and_may_be_settled_anywhere() -> None:
    claim = row(source="Fool Me Twice dev", question="Anna sang in Rome.", evidence_sentences=[[11, 21]])
    assert _asked(claim) == Asked("Is it true that anna sang in Rome?", (), anywhere=True)


def test_a_turn_comes_after_the_question_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    turn = row(history=[{"question": "Did it rain?", "answer": "Yes"}, {"question": "Who came?", "answer": "Anna"}])
    monkeypatch.setattr(more, "REMEMBERED", 1.0)
    assert _asked(turn).text == "Who came? Who sang?"
    monkeypatch.setattr(more, "REMEMBERED", 0.0)
    assert _asked(turn).text == "Who sang?"


def test_questions_of_one_context_share_its_paragraph() -> None:
    rows = [row(id="1"), row(id="2", context="Other."), row(id="3", question="Did it rain?", document_title="A_b")]
    first, second = _paragraphs(rows)
    assert (first[0], first[1], [a.text for a in first[2].asked]) == ("", "en", ["Who sang?", "Did it rain?"])
    assert second[2].text == "Other."


def test_split_keeps_a_known_paragraph_on_its_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(more, "chosen", lambda article, one_in: article == "set.Chosen")
    texts = {"held": "", "trained": "", "new": "Chosen", "other": "Left"}
    paragraphs = ((title, "en", Paragraph(text, ())) for text, title in texts.items())
    train, held_out = _split("set", paragraphs, {"held": True, "trained": False})
    assert [p.text for a in train for p in a.paragraphs] == ["trained", "other"]
    assert [p.text for a in held_out for p in a.paragraphs] == ["held", "new"]


def test_split_puts_paragraphs_of_a_title_together_and_others_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(more, "chosen", lambda article, one_in: False)
    monkeypatch.setattr(more, "GROUP", 2)
    titles = ["T", "", "T", "", "", "T"]
    train, _ = _split("set", (((t, "ja", Paragraph(str(i), ())) for i, t in enumerate(titles))), {})
    assert [(a.title, a.language, [p.text for p in a.paragraphs]) for a in train] == [
        ("T", "ja", ["0", "2", "5"]),
        ("", "ja", ["1", "3"]),
        ("", "ja", ["4"]),
    ]


def test_a_parallel_question_is_asked_in_another_language_or_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, own = {"de": "Wer?", "en": "Who?"}, row(language="en", question="Who?")
    monkeypatch.setattr(more, "FOREIGN", 1.0)
    assert _in_another(own, asked)["question"] == "Wer?"
    monkeypatch.setattr(more, "FOREIGN", 0.0)
    assert _in_another(own, asked)["question"] == "Who?"


def test_an_article_of_evidence_places_its_questions() -> None:
    asked = (
        Asked("who", ((11, 15),)),
        Asked("did it", (), ((0, 10),)),
        Asked("what", (), anywhere=True),
        Asked("why", ()),
    )
    corpus = Article("a", (Paragraph("It rained. Anna sang.", asked),)).corpus()
    assert [q.gold for q in corpus.questions] == [{("a", 11)}, {("a", 0)}, {("a", 0), ("a", 11)}, set()]


def test_an_article_with_its_sentences_given_is_cut_there() -> None:
    paragraphs = (Paragraph("it rained anna sang", (), ((0, 9), (10, 19))), Paragraph("it snowed", (), ((0, 9),)))
    (article,) = Article("a", paragraphs).corpus().articles
    assert [(s.start, s.end) for s in article.sentences] == [(0, 9), (10, 19), (21, 30)]


def test_every_source_has_a_weight() -> None:
    assert set(more._FILES) < set(more.WEIGHTS)
    assert all(weight > 0 for weight in more.WEIGHTS.values())
