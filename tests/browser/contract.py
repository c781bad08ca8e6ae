"""Documents and answers in the shape of the API, for tests that put their own answer in the server's place."""

from collections.abc import Sequence
from typing import Any, TypedDict
from urllib.parse import quote

from playwright.sync_api import Page

JSON_ONLY = {"Accept": "application/json"}


class Range(TypedDict):
    start: int
    end: int
    start_utf16: int
    end_utf16: int


class Highlight(Range):
    text: str


class Document(TypedDict):
    id: str
    title: str
    url: str | None
    author: str | None
    published: str | None
    language: str | None
    text: str
    sentences: list[Range]


class Source(TypedDict):
    id: str
    title: str
    url: str | None
    language: str | None


class Citation(Range):
    number: int
    document: Source
    sentence: str
    highlight: Highlight | None
    score: float
    before: str | None
    after: str | None
    link: str
    source_link: str | None
    kind: str | None
    heading: list[str]
    above: Highlight | None
    speaker: str | None
    place: dict[str, Any] | None
    group: int | None
    also_in: list[Source]


class Answer(TypedDict):
    question: str
    asked_as: str
    intent: str
    found: bool
    verdict: str
    confidence: float
    answer: str
    citations: list[Citation]
    nearest: list[Citation]
    details: list[dict[str, Any]]
    index: dict[str, str]
    took_ms: float
    language: str | None


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def span(text: str, start: int, end: int) -> Range:
    return {"start": start, "end": end, "start_utf16": utf16(text[:start]), "end_utf16": utf16(text[:end])}


def document(identifier: str, title: str, text: str, sentences: Sequence[str]) -> Document:
    """A document whose sentences are found in its text one after the other."""
    ranges: list[Range] = []
    at = 0
    for sentence in sentences:
        start = text.index(sentence, at)
        at = start + len(sentence)
        ranges.append(span(text, start, at))
    return {
        "id": identifier,
        "title": title,
        "url": None,
        "author": None,
        "published": None,
        "language": "en",
        "text": text,
        "sentences": ranges,
    }


def sentence(source: Document, index: int) -> str:
    place = source["sentences"][index]
    return source["text"][place["start"] : place["end"]]


def citation(source: Document, index: int, number: int = 1, highlight: str | None = None) -> Citation:
    place = source["sentences"][index]
    return {
        **place,
        "number": number,
        "document": _source(source),
        "sentence": sentence(source, index),
        "highlight": _highlight(source, place, highlight) if highlight else None,
        "score": 0.9,
        "before": None,
        "after": None,
        "link": f"/documents/{quote(source['id'])}#s{place['start']}-{place['end']}",
        "source_link": None,
        "kind": "paragraph",
        "heading": [],
        "above": None,
        "speaker": None,
        "place": None,
        "group": None,
        "also_in": [],
    }


def _source(document: Document) -> Source:
    return {
        "id": document["id"],
        "title": document["title"],
        "url": document["url"],
        "language": document["language"],
    }


def _highlight(source: Document, place: Range, text: str) -> Highlight:
    start = source["text"].index(text, place["start"], place["end"])
    return {"text": text, **span(source["text"], start, start + len(text))}


def found(question: str, citations: Sequence[Citation], **changes: Any) -> dict[str, Any]:
    in_order = sorted(citations, key=lambda each: each["start"])
    answer: Answer = {
        "question": question,
        "asked_as": question,
        "intent": "question",
        "found": True,
        "verdict": "answers",
        "confidence": 0.93,
        "answer": " ".join(f"{each['sentence']} [{each['number']}]" for each in in_order),
        "citations": list(citations),
        "nearest": [],
        "details": [],
        "index": {"generation": "test", "model": "test", "built_at": "2025-08-17T00:00:00Z"},
        "took_ms": 1.0,
        "language": "en",
    }
    return {**answer, **changes}


def refused(question: str, nearest: list[Citation]) -> dict[str, Any]:
    answer = "I found no sentence that says it."
    return found(question, [], found=False, verdict="silent", confidence=0.11, answer=answer, nearest=nearest)


def read_document(page: Page, server_url: str, identifier: str) -> Document:
    response = page.request.get(f"{server_url}/documents/{quote(identifier)}", headers=JSON_ONLY)
    loaded: Document = response.json()
    return loaded


def first_document(page: Page, server_url: str) -> Document:
    listed = page.request.get(f"{server_url}/documents", headers=JSON_ONLY).json()
    return read_document(page, server_url, listed["documents"][0]["id"])
