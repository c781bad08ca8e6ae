"""What an answer refers back to: "she" to the sentence that names her, "two days later" to the one with the date."""

import re
from collections.abc import Callable

import numpy as np

from index.folding import fold
from index.store import Quote, Store
from qa.figures import asked_for, figures
from qa.retrieve import Candidate

BACK = 4  # sentences in which it is looked for

_WHO = re.compile(r"^\W*(?:who|whose|whom|according to whom)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:he|she|they|it|his|her|their|its|him|them)", re.IGNORECASE)
_NAME = re.compile(r"(?<=\w[ ,(])\s?(?:[A-Z][\w'’-]+ )+[A-Z][\w'’-]+|^(?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+")
_THEN = re.compile(
    r"\W*(?:(?:soon|shortly|immediately)\s+)?(?:then|later|earlier|after|afterwards?|thereafter|before(?:hand)?)\W*",
    re.IGNORECASE,
)


def antecedents(store: Store, question: str, candidate: Candidate, quote: Quote) -> list[int]:
    """The sentence before that names who is lit only as "he", where a question asks who, or gives the date that "that
    day" and "a year later" count from, where it asks when; in English.
    """
    reading = candidate.reading
    if reading is None:
        return []
    text = fold(quote.text).text
    start, end = reading.start, reading.end
    lit = text[start:end].strip()
    if _WHO.match(question) and _PRONOUN.fullmatch(lit):
        return _before(store, candidate, lambda other: _NAME.search(other) is not None)
    counted = [f for f in figures(text) if f.kind == "since" and f.start < end and start < f.end]
    if (counted or _THEN.fullmatch(lit)) and "since" in (asked_for(question) or ()) and not _is_dated(text):
        return _before(store, candidate, _is_dated)
    return []


def _before(store: Store, candidate: Candidate, tells: Callable[[str], bool]) -> list[int]:
    """The nearest sentence before it in its passage that tells."""
    (passage,) = store.passages(np.array([candidate.key]))
    before = [key for key in passage.keys if key < candidate.key][-BACK:]
    for key, other in reversed(list(zip(before, store.quotes(np.array(before, dtype=np.int64)), strict=True))):
        if tells(fold(other.text).text):
            return [key]
    return []


def _is_dated(text: str) -> bool:
    return any(figure.kind == "date" for figure in figures(text))
