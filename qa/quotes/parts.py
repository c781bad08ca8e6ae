"""A quote taken apart: where it leaves something out ("…"), and where who quotes put something in ("[he]")."""

import re
from dataclasses import dataclass
from typing import Literal

from qa.quotes.words import Words, is_word, words_of

Joint = Literal["ellipsis", "insertion"]

_ELLIPSIS = re.compile(r"(?P<ellipsis>[\[(]?(?:…|\.\s?\.\s?\.(?:\s?\.)?)[\])]?)")
_JOINT = re.compile(
    rf"{_ELLIPSIS.pattern}"
    r"|(?P<insertion>\w*\[(?!\^?\d+\])(?!\w\]\w)[^\[\]]{1,80}\](?!\()\w*)"
)
_ENDS = re.compile(r"(?<=[.!?。！？।۔؟])(?:\s+|(?=[^\W_a-zA-Z\d]))|(?<![-\u2010])\n+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a quote that is said to stand in the source as it is; `start` is where it begins in the quote."""

    start: int
    words: Words


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two ellipses: runs with an insertion between each two, and perhaps one behind the last."""

    runs: tuple[Run, ...]
    inserted_at_end: bool = False

    @property
    def text(self) -> str:
        """Its runs, as they are searched for."""
        return " ".join(run.words.text for run in self.runs)

    def pieces(self) -> list[str]:
        """Its runs cut at the ends of sentences: each is to be found inside one sentence of the source."""
        cut = [piece for run in self.runs for piece in _ENDS.split(run.words.text)]
        return [piece for piece in cut if piece.strip()]


@dataclass(frozen=True, slots=True)
class Parts:
    """A quote taken apart; there are no parts where it has no word."""

    parts: tuple[Part, ...]
    joints: frozenset[Joint]


def readings_of(quote: str) -> list[Parts]:
    """What a quote may mean: what stands in brackets as its source's own words, or else as put in by who quotes."""
    own = _taken_apart(quote, _ELLIPSIS)
    put_in = _taken_apart(quote, _JOINT)
    return [put_in, own] if "insertion" in put_in.joints else [own]


def _taken_apart(quote: str, pattern: re.Pattern[str]) -> Parts:
    parts: list[Part] = []
    joints: set[Joint] = set()
    runs: list[Run] = []
    start, before = 0, ""
    for joint in [*pattern.finditer(quote), None]:
        stop = len(quote) if joint is None else joint.start()
        words = words_of(quote[start:stop])
        said = any(map(is_word, words.keys))
        if said:
            runs.append(Run(start, words))
        kind = "ellipsis" if joint is None else str(joint.lastgroup)
        if kind == "ellipsis" and runs:
            parts.append(Part(tuple(runs), inserted_at_end=before == "insertion" and not said))
            runs = []
        if joint is not None:
            joints.add("ellipsis" if kind == "ellipsis" else "insertion")
            start, before = joint.end(), kind
    return Parts(tuple(parts), frozenset(joints))
