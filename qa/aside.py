"""Answers to what asks nothing of the articles' text: small talk, and questions about a document itself."""

from collections.abc import Sequence

from index.languages import ENGLISH
from index.store import Entry, Store
from qa.answer import CHOOSE, HELP, Answer, Detail
from qa.details import details_of, in_words
from qa.intent import Meant
from qa.question import Question

FEW = 3  # documents that are spoken of together where none was chosen


def answer_aside(store: Store, question: Question, asked: Meant) -> Answer:
    """The answer where a question is after something else than the text.

    Raises:
        DocumentNotFound: no document has one of the ids.
    """
    if asked.intent == "talk":
        return _uncited(store, question, asked, HELP)
    entries = _meant(store, question.documents)
    if not entries:
        return _uncited(store, question, asked, CHOOSE)
    details = details_of(entries, asked.fields)
    return _uncited(store, question, asked, in_words(details), details)


def _meant(store: Store, chosen: Sequence[str]) -> list[Entry]:
    """The documents that "this article" means: those chosen, else all where there are few, else none."""
    if chosen:
        return [store.entry(document_id) for document_id in chosen[:FEW]]
    entries = store.documents(most=FEW + 1)
    return entries if len(entries) <= FEW else []


def _uncited(store: Store, question: Question, asked: Meant, words: str, details: tuple[Detail, ...] = ()) -> Answer:
    return Answer(
        question=question.text,
        asked_as=question.text,
        intent=asked.intent,
        found=False,
        verdict="silent",
        confidence=0.0,
        answer=words,
        citations=(),
        nearest=(),
        details=details,
        index=store.generation,
        took_ms=0.0,
        language=ENGLISH,
    )
