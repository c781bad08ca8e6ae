"""A text as it is matched: words broken at line ends whole again, without invisible characters and line breaks.

What is shown and cited stays as it is in the source; the folded text goes to the encoders, BM25, the reader and the
spelling. A reading of it is found again in the source by `Folded.original`.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from index.english import is_common

_INVISIBLE = "\u00ad\u200b\u2060\ufeff\ufffe\x02"  # soft hyphens (the last two PDFium's), zero-width spaces
_BREAK = r"[ \t]*(?:\r\n?|\n)[ \t>]*(?:(?:\r\n?|\n)[ \t>]*)*"
_FOLDS = re.compile(
    rf"(?P<half>[^\W\d_]+)(?P<hyphen>[-\u2010]){_BREAK}(?=(?P<rest>[^\W\d_]+))"
    rf"|(?P<soft>[{_INVISIBLE}]+)(?:{_BREAK})?|(?P<line>{_BREAK})"
)
_ODD = re.compile(rf"[\r\n{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where its stretches come from.

    Attributes:
        text: as it is matched.
        starts: in the folded text, where each unchanged stretch begins, ascending from 0.
        shifts: of each stretch, how much later it begins in the source.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range in the source that a range of the folded text was made from."""
        if start == end:
            return self._behind(start), self._behind(start)
        return self._behind(start), self._behind(end - 1) + 1

    def _behind(self, offset: int) -> int:
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def fold(text: str) -> Folded:
    """Fold a text; most need it not and come back as they are.

    A hyphen at a line end goes, but before a capital letter ("Saint-", "Aubin") and between words that stand by
    themselves in English, where they do not together ("air-", "cover").
    """
    if not _ODD.search(text):
        return Folded(text)
    pieces, origins, last = [], [], 0
    for found in _FOLDS.finditer(text):
        start, space = found.start(), ""
        if found["hyphen"]:
            start = found.start("hyphen") + _keeps_hyphen(found["half"], found["rest"])
        elif found["line"] is not None:
            space = " "
        if start > last:
            pieces.append(text[last:start])
            origins.append(last)
        if space:
            pieces.append(space)
            origins.append(start)
        last = found.end()
    if last < len(text):
        pieces.append(text[last:])
        origins.append(last)
    starts = list(accumulate(map(len, pieces), initial=0))[:-1] or [0]
    shifts = [origin - start for origin, start in zip(origins, starts, strict=False)] or [0]
    return Folded("".join(pieces), tuple(starts), tuple(shifts))


def _keeps_hyphen(half: str, rest: str) -> bool:
    if not rest[0].islower():
        return True
    return not is_common(half + rest) and is_common(half) and is_common(rest) and min(len(half), len(rest)) > 1
