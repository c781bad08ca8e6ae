"""A text as quotes are compared: its words and marks, folded, each with its range in the text."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from index.folding import fold
from index.languages import MARKS

QUOTE_MARKS = "\"'`´“”„‟‘’‚‛«»‹›「」『』〝〞〟"
DASHES = "-‐‑‒–—―−"
END_MARKS = ",.;:。、，；：।،؛۔"  # that a quote may end with though its source goes on
MARKUP = "*_#|~\\[]…·•"

# Scripts that put no space between words: there each character counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{MARKS}])"
# What is no part of what a text says: marks of notes, the addresses of Markdown's links, HTML's tags, ellipses.
_TAG = r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))*\s*/?>"
_ASIDE = re.compile(rf"\[\^?\d+\]|\]\([^)\s]*\)|{_TAG}|\.\s?\.\s?\.")
_TOKEN = re.compile(
    rf"(?P<aside>{_ASIDE.pattern})"
    rf"|(?:(?<![^\s(])[-−–])?\d+(?:[.,]\d+)*{_LETTER}*"
    rf"|(?:\[\w\])?{_LETTER}+(?:['’ʼ]{_LETTER}+)*"
    rf"|[{_UNSPACED}][{MARKS}]*"
    rf"|[^\w\s{re.escape(QUOTE_MARKS + DASHES + MARKUP)}]"
)
# Characters that count as another one, each for one, so that offsets stay.
_SAME = str.maketrans("’‘ʼ−–\u00a0\u2009\u202f…ıİ", "'''--   *ii")
_ONE_I = str.maketrans("ıİ", "ii")  # Turkish capitals of either are the other's in English
_BRACKETS = str.maketrans("", "", "[]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of a text, in order.

    Attributes:
        text: the text itself.
        keys: as they are compared: without case, quote marks and dashes, letters in one form. Marks of punctuation
            are keys of their own.
        ranges: where each stands in the text.
    """

    text: str
    keys: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]

    def slice(self, first: int, stop: int) -> str:
        """The text from one word up to, not including, another."""
        start, end = self.span(first, stop)
        return self.text[start:end]

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """The range in the text of the words from one up to, not including, another; empty where there are none."""
        if first < stop:
            return self.ranges[first][0], self.ranges[stop - 1][1]
        at = self.ranges[first - 1][1] if first else 0
        return at, at


def words_of(text: str) -> Words:
    """The words of a text; those that a line end breaks are whole."""
    folded = fold(text)
    same = folded.text.translate(_SAME)
    found = [match for match in _TOKEN.finditer(same) if match["aside"] is None]
    spans = [match.span() for match in found]
    keys = [_key(same[start:end]) for start, end in spans]
    if "[" in same:
        keys = [key.translate(_BRACKETS) for key in keys]
    if folded.text is not text:
        spans = [folded.original(start, end) for start, end in spans]
    return Words(text, tuple(keys), tuple(spans))


def _key(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold()


def is_word(key: str) -> bool:
    """Whether a key is a word or a number, not a mark."""
    return len(key) > 1 or key.isalnum()


def is_unspaced(text: str) -> bool:
    """Whether most of a text is in scripts without spaces between words: then its characters are its words here."""
    return 2 * len(re.findall(f"[{_UNSPACED}]", text)) > len(re.findall(r"\w", text))


def _dropped(characters: str) -> Callable[[str], str]:
    table = str.maketrans("", "", characters)
    return lambda text: text.translate(table)


_INSIDE = re.compile(r"[\u00ad\u200b\u2060\ufeff]|(?<=[^\W\d_])[-\u2010][ \t]*\r?\n[ \t]*(?=[^\W\d_])")


def _same_characters(text: str) -> str:
    """Each word in one form (NFKC), and whole where a line end breaks it; white space stays."""
    return re.sub(r"\S+", lambda word: unicodedata.normalize("NFKC", word[0]), _INSIDE.sub("", text))


# A text tries to do without them in this order.
_FOLDINGS: dict[str, Callable[[str], str]] = {
    "markup": lambda text: _dropped(MARKUP)(_ASIDE.sub("", text)),
    "end mark": lambda text: text.rstrip().rstrip(END_MARKS),
    "case": lambda text: text.translate(_ONE_I).casefold(),
    "dashes": _dropped(DASHES),
    "quote marks": _dropped(QUOTE_MARKS + "ʼ"),
    "white space": lambda text: "".join(text.split()),
    "characters": _same_characters,
}
FOLDINGS = tuple(_FOLDINGS)


def foldings(quote: str, source: str) -> tuple[str, ...]:
    """What had to be folded for two texts with the same words to be equal: as few of `FOLDINGS` as will do."""
    needed = list(FOLDINGS)
    for name in FOLDINGS:
        fewer = [other for other in needed if other != name]
        if _folded(quote, fewer) == _folded(source, fewer):
            needed = fewer
    return tuple(needed)


def _folded(text: str, names: list[str]) -> str:
    for name in reversed(names):  # broken words first, end marks after white space
        text = _FOLDINGS[name](text)
    return text
