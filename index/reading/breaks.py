"""Lines that were broken by hand inside a run of text (`<br>`): which of them belong to one paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")

_ITEM = re.compile(r"\(?[a-z0-9]{1,3}[.)]\s")  # a) b) i. stand in lower case and go nothing on
_UNFINISHED = (",", ";", "-", "–", "—")


@dataclass(frozen=True, slots=True)
class Line(Generic[T]):
    """A line of text and what it was made of."""

    text: str
    sources: list[T] = field(default_factory=list)


def paragraphs(lines: Sequence[Line[T]]) -> Iterator[Line[T]]:
    """The paragraphs of a run, their lines joined by line ends.

    An empty line ends a paragraph. So does a line end, unless the line after it goes on in lower case, the line before
    it ends in a comma, or at least half of the run's lines go on: then it was wrapped by hand.
    """
    pairs = [(a.text, b.text) for a, b in pairwise(lines) if a.text.strip() and b.text.strip()]
    wrapped = 2 * sum(_goes_on(*pair) for pair in pairs) >= len(pairs)
    open_: list[Line[T]] = []
    for line in lines:
        if open_ and not (line.text.strip() and (wrapped or _goes_on(open_[-1].text, line.text))):
            yield _joined(open_)
            open_ = []
        if line.text.strip():
            open_.append(line)
    if open_:
        yield _joined(open_)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text whose line ends are breaks."""
    lines: list[Line[None]] = [Line(line.strip(" \t")) for line in text.split("\n")]
    return [line.text for line in paragraphs(lines)]


def _goes_on(before: str, line: str) -> bool:
    first = next(filter(str.isalnum, line), "")
    return (first.islower() and not _ITEM.match(line)) or before.endswith(_UNFINISHED)


def _joined(lines: Iterable[Line[T]]) -> Line[T]:
    lines = list(lines)
    return Line("\n".join(line.text for line in lines), [source for line in lines for source in line.sources])
