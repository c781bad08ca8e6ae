"""What differs between a quote and its source, word by word; numbers, names and negations first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from qa.quotes.kinds import GRAVEST, What, kinds
from qa.quotes.words import Words

How = Literal["changed", "left out", "put in", "joined"]


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


def differences(
    quote: Words, source: Words, quote_at: int, source_at: int, language: str | None = None
) -> Iterator[Change]:
    """The changes that make a quote of a source, in order.

    Args:
        quote, source: the stretches that were laid along each other.
        quote_at, source_at: where their texts begin in the whole quote and in the document.
        language: the document's, BCP-47; None where it is not known.
    """
    for op in Levenshtein.opcodes(source.keys, quote.keys):
        if op.tag == "equal":
            continue
        there, said = (op.src_start, op.src_end), (op.dest_start, op.dest_end)
        start, end = quote.span(*said)
        source_start, source_end = source.span(*there)
        yield Change(
            how={"replace": "changed", "delete": "left out", "insert": "put in"}[op.tag],  # type: ignore[arg-type]
            what=min((*kinds(quote, *said, language), *kinds(source, *there, language)), key=GRAVEST.index),
            quote=quote.text[start:end],
            source=source.text[source_start:source_end],
            start=quote_at + start,
            end=quote_at + end,
            source_start=source_at + source_start,
            source_end=source_at + source_end,
        )


def gravest_first(changes: list[Change]) -> tuple[Change, ...]:
    """Numbers, names and negations first, else in order."""
    lies = ("number", "name", "negation")
    return tuple(sorted(changes, key=lambda change: change.what not in lies))
