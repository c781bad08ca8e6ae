from pathlib import Path

import pytest

from index.networks.encoder import Encoder
from index.storage.local import LocalStore
from qa.evaluate.feedback import ask_feedback, measure_feedback
from qa.feedback import Feedback, Judgement, Quote, append
from qa.reader import PassageReader

ARTICLE = "ukraine-security-guarantees"
CALL, JAPAN = "When is the video call of the coalition of the willing?", "What is the capital of Japan?"


def place(store: LocalStore, index: int) -> Quote:
    sentence = store.sentences_of(ARTICLE)[index]
    return Quote.cut(store.document(ARTICLE), sentence.start, sentence.end)


def said(verdict: Judgement, question: str, quote: Quote | None = None, documents: tuple[str, ...] = ()) -> Feedback:
    return Feedback(verdict, question, (), documents, quote, "g", "2026-01-02T03:04:05+00:00")


def values(
    path: Path, store: LocalStore, encoder: Encoder, reader: PassageReader | None, *given: Feedback
) -> dict[str, float]:
    for one in given:
        append(path, one)
    measures = measure_feedback(list(ask_feedback(path, store, encoder, reader)))
    return {m.name.removeprefix("feedback: "): m.value for m in measures}


FIRST, CITED = "right sentence first, cited or nearest (hit@1)", "a right sentence cited"
WRONG, REFUSED = "a wrong sentence still cited", "refused where it should have been"


def test_verdicts_measure_the_answers_of_today(
    tmp_path: Path, store: LocalStore, encoder: Encoder, reader: PassageReader | None
) -> None:
    given = [said("right", CALL, place(store, 1)), said("wrong", CALL, place(store, 5)), said("refuse", JAPAN)]
    figures = values(tmp_path / "f", store, encoder, reader, *given)
    assert figures == {FIRST: 1.0, CITED: 1.0, WRONG: 0.0, REFUSED: 1.0}


def test_the_last_word_on_a_sentence_counts(
    tmp_path: Path, store: LocalStore, encoder: Encoder, reader: PassageReader | None
) -> None:
    given = [said("right", CALL, place(store, 1)), said("wrong", CALL, place(store, 1))]
    assert values(tmp_path / "f", store, encoder, reader, *given) == {WRONG: 1.0}


@pytest.mark.parametrize(("last", "name"), [("right", FIRST), ("refuse", REFUSED)])
def test_the_last_word_on_a_question_counts(
    tmp_path: Path, store: LocalStore, encoder: Encoder, reader: PassageReader | None, last: Judgement, name: str
) -> None:
    both = [said("refuse", CALL), said("right", CALL, place(store, 1))]
    figures = values(tmp_path / "f", store, encoder, reader, *(both if last == "right" else both[::-1]))
    assert figures[name] == float(last == "right")  # it is answered, so to refuse is not what it does
    assert (FIRST in figures) == (last == "right")


def test_questions_on_documents_that_are_gone_are_left_out(
    tmp_path: Path, store: LocalStore, encoder: Encoder, reader: PassageReader | None
) -> None:
    given = [said("refuse", JAPAN, documents=("gone",)), said("refuse", JAPAN, documents=(ARTICLE,))]
    for one in given:
        append(tmp_path / "f", one)
    assert [v for v, _ in ask_feedback(tmp_path / "f", store, encoder, reader)] == [[given[1]]]
