"""Answers to what asks nothing of the articles' text: small talk, and questions about a document itself."""

from collections.abc import Sequence

from index.languages import ENGLISH
from index.store import Entry, Store
from qa.answer import CHOOSE, HELP, Answer, Citation, Detail, compose
from qa.cite import cite
from qa.details import details_of, in_words
from qa.intent import Meant
from qa.overview import key_sentences
from qa.question import Question
from qa.retrieve import Candidate

FEW = 3  # documents that are spoken of together where none was chosen


def answer_aside(store: Store, question: Question, asked: Meant, language: str = ENGLISH) -> Answer:
    """The answer where a question, in a language, is after something else than the text; its own words are English.

    Raises:
        DocumentNotFound: no document has one of the ids.
    """
    if asked.intent == "talk":
        return _answer(store, question, asked, language, HELP)
    entries = _meant(store, question.documents)
    if not entries:
        return _answer(store, question, asked, language, CHOOSE)
    if asked.intent == "details":
        details = details_of(entries, asked.fields)
        return _answer(store, question, asked, language, in_words(details), details=details)
    citations = _overview(store, entries[: question.most], question.most)
    return _answer(store, question, asked, language, compose(citations), citations)


def _overview(store: Store, entries: Sequence[Entry], most: int) -> tuple[Citation, ...]:
    """The key sentences of each document, as many of each; the first have one more where it is uneven."""
    whole, over = divmod(most, len(entries))
    found: list[Citation] = []
    for number, entry in enumerate(entries):
        keys = key_sentences(store, entry.id, whole + (number < over))
        document = store.document(entry.id)
        for key, quote in zip(keys.tolist(), store.quotes(keys), strict=True):
            candidate = Candidate(key, 0, (), 0.0, 1.0)  # chosen, not scored against a question
            found.append(cite(document, quote, candidate, len(found) + 1))
    return tuple(found)


def _meant(store: Store, chosen: Sequence[str]) -> list[Entry]:
    """The documents that "this article" means: those chosen, else all where there are few, else none."""
    if chosen:
        return [store.entry(document_id) for document_id in chosen[:FEW]]
    entries = store.documents(most=FEW + 1)
    return entries if len(entries) <= FEW else []


def _answer(
    store: Store,
    question: Question,
    asked: Meant,
    language: str,
    words: str,
    citations: tuple[Citation, ...] = (),
    details: tuple[Detail, ...] = (),
) -> Answer:
    return Answer(
        question=question.text,
        asked_as=question.text,
        intent=asked.intent,
        found=bool(citations),
        verdict="answers" if citations else "silent",
        confidence=float(bool(citations)),
        answer=words,
        citations=citations,
        nearest=(),
        details=details,
        index=store.generation,
        took_ms=0.0,
        language=language,
    )
