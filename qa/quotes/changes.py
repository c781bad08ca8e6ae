"""What differs between a quote and its source, word by word; numbers, names and negations first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from rapidfuzz.distance import Levenshtein

from index.english import is_common
from qa.quotes.words import Words, is_word

How = Literal["changed", "left out", "put in", "joined"]
What = Literal["number", "name", "negation", "word", "mark"]
_GRAVEST: tuple[What, ...] = get_args(What)

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion "
    "trillion hundreds thousands millions billions first second third fourth fifth sixth seventh eighth ninth tenth "
    "half quarter dozen twice double"
)
_ENGLISH = "no not never none nobody nothing nowhere neither nor without cannot hardly barely"
_GERMAN = "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne"
_ROMANCE = "ne pas jamais aucun aucune rien sans nunca ningún ninguna nada non nessuno senza não"
_OTHERS = "niet geen nooit ikke inte не нет никогда без"
_NUMBERS = frozenset(_NUMBER_WORDS.split())
_NEGATIONS = frozenset(f"{_ENGLISH} {_GERMAN} {_ROMANCE} {_OTHERS}".split())
_ENDS = re.compile(r"(?:^|[.!?:;]|\n)[\s\"'“”„‘’«»(\[>*_-]*$")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `quote` and `source` are slices of the two, empty where something was put in, or left out.

    Attributes:
        how: it was changed, left out or put in; or joined: two stretches that stand apart in the source.
        what: the gravest that it touches: a number, a name, a negation, another word, or a mark alone.
        quote: as the quote has it.
        source: as the source has it; of a joint, what stands between, as far as it is short.
        start, end: of it in the quote, code points.
        source_start, source_end: of it in the document's text.
    """

    how: How
    what: What
    quote: str
    source: str
    start: int
    end: int
    source_start: int
    source_end: int


def differences(quote: Words, source: Words, quote_at: int, source_at: int) -> Iterator[Change]:
    """The changes that make a quote of a source, in order.

    Args:
        quote, source: the stretches that were laid along each other.
        quote_at, source_at: where their texts begin in the whole quote and in the document.
    """
    for op in Levenshtein.opcodes(source.keys, quote.keys):
        if op.tag == "equal":
            continue
        there, said = (op.src_start, op.src_end), (op.dest_start, op.dest_end)
        start, end = quote.span(*said)
        source_start, source_end = source.span(*there)
        yield Change(
            how={"replace": "changed", "delete": "left out", "insert": "put in"}[op.tag],  # type: ignore[arg-type]
            what=min((*_kinds(quote, *said), *_kinds(source, *there)), key=_GRAVEST.index),
            quote=quote.text[start:end],
            source=source.text[source_start:source_end],
            start=quote_at + start,
            end=quote_at + end,
            source_start=source_at + source_start,
            source_end=source_at + source_end,
        )


def kind_of(words: Words) -> What:
    """The gravest of words."""
    return min((*_kinds(words, 0, len(words.keys)), "mark"), key=_GRAVEST.index)


def gravest_first(changes: list[Change]) -> tuple[Change, ...]:
    """Numbers, names and negations first, else in order."""
    lies = ("number", "name", "negation")
    return tuple(sorted(changes, key=lambda change: change.what not in lies))


def _kinds(words: Words, first: int, stop: int) -> Iterator[What]:
    return (_kind(words, place) for place in range(first, stop))


def _kind(words: Words, place: int) -> What:
    key = words.keys[place]
    if not is_word(key):
        return "number" if key in "%‰$€£¥°" else "mark"
    if any(map(str.isdigit, key)) or key in _NUMBERS:
        return "number"
    if key in _NEGATIONS or key.endswith("n't"):
        return "negation"
    return "name" if _is_name(words, place) else "word"


def _is_name(words: Words, place: int) -> bool:
    """Whether a word is written as a name: with a capital inside a sentence, or one that is no English word."""
    start, end = words.ranges[place]
    written = words.text[start:end].lstrip("[")
    if not written[0].isupper() or written == "I" or written.startswith(("I'", "I’")):
        return False
    if _ENDS.search(words.text[:start]) is None:
        return True
    again = any(
        key == words.keys[place] and words.text[at].isupper() and _ENDS.search(words.text[:at]) is None
        for key, (at, _) in zip(words.keys, words.ranges, strict=True)
    )
    return again or not is_common(words.keys[place].removesuffix("'s"))
