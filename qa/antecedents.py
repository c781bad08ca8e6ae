"""What an answer is not understood without: "she" without the sentence that names her, "two days later" without the one
with the date, "Dogs do." and "The state paid the rest." without the one before it, nor that without "Dogs do." where it
is asked about dogs, and "Head of Planning", where it is asked who that is, without the lines right above and below it.
"""

import re
from collections.abc import Callable

import numpy as np

from index.english import AUXILIARIES
from index.folding import fold
from index.storage.lexical import tokenize
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
# "Dogs do.", "Only the north wing is not.": what is said of it stands in the sentence before.
_SHORT = re.compile(rf"(?:[\w'’-]+,? ){{1,5}}(?:(?:{AUXILIARIES})(?:n?['’]t| not)?|cannot|won['’]t)[.!]", re.IGNORECASE)

_REST = re.compile(r"\bthe (?:rest|remainder|other half)\b(?! of\b)", re.IGNORECASE)  # of what was said before


def antecedents(store: Store, question: str, candidate: Candidate, quote: Quote) -> list[int]:
    """The sentence before that names who is lit only as "he", where a question asks who, or gives the date that "that
    day" and "a year later" count from, where it asks when; the one before "Dogs do." and before "the rest", or "Dogs
    do." itself behind one that lacks a word of the question that it has; in English. The lines beside one that only
    has the question's words, in any language.
    """
    reading = candidate.reading
    if reading is None:
        return []
    text = fold(quote.text).text
    if _echoes(question, quote):
        return _beside(store, candidate, quote)
    if _SHORT.fullmatch(text) or _REST.search(text):
        return _before(store, candidate, lambda _: True)
    if exceptions := _exceptions(store, question, candidate, text):
        return exceptions
    start, end = reading.start, reading.end
    lit = text[start:end].strip()
    if _WHO.match(question) and _PRONOUN.fullmatch(lit):
        return _before(store, candidate, lambda other: _NAME.search(other) is not None)
    counted = [f for f in figures(text) if f.kind == "since" and f.start < end and start < f.end]
    if (counted or _THEN.fullmatch(lit)) and "since" in (asked_for(question) or ()) and not _is_dated(text):
        return _before(store, candidate, _is_dated)
    return []


def _echoes(question: str, quote: Quote) -> bool:
    """Whether a line has no word but the question's, and no full stop: "Head of Planning" of who that is."""
    language = quote.entry.about.language
    words = set(tokenize(quote.text, language))
    return bool(words) and words <= set(tokenize(question, language)) and quote.text[-1].isalnum()


def _beside(store: Store, candidate: Candidate, quote: Quote) -> list[int]:
    """The lines right above and below it in its passage."""
    (passage,) = store.passages(np.array([candidate.key]))
    near = [key for key in passage.keys if abs(key - candidate.key) == 1]
    quotes = store.quotes(np.array(near, dtype=np.int64))
    return [key for key, other in zip(near, quotes, strict=True) if _touch(*sorted((quote, other), key=_starts))]


def _starts(quote: Quote) -> int:
    return quote.sentence.start


def _touch(above: Quote, below: Quote) -> bool:
    """Whether a sentence begins the line below the block of another."""
    return above.block is not None and above.sentence.end < above.block.end == below.sentence.start


def _before(store: Store, candidate: Candidate, tells: Callable[[str], bool]) -> list[int]:
    """The nearest sentence before it in its passage that tells."""
    (passage,) = store.passages(np.array([candidate.key]))
    before = [key for key in passage.keys if key < candidate.key][-BACK:]
    for key, other in reversed(list(zip(before, store.quotes(np.array(before, dtype=np.int64)), strict=True))):
        if tells(fold(other.text).text):
            return [key]
    return []


def _exceptions(store: Store, question: str, candidate: Candidate, text: str) -> list[int]:
    """The sentence right behind it in its passage, if that only says of something asked for that it is otherwise."""
    (passage,) = store.passages(np.array([candidate.key]))
    behind = [key for key in passage.keys if key > candidate.key][:1]
    lacking = set(tokenize(question)) - set(tokenize(text))
    told = [fold(quote.text).text for quote in store.quotes(np.array(behind, dtype=np.int64))]
    return [
        key
        for key, other in zip(behind, told, strict=True)
        if _SHORT.fullmatch(other) and lacking & set(tokenize(other))
    ]


def _is_dated(text: str) -> bool:
    return any(figure.kind == "date" for figure in figures(text))
