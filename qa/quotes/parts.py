"""A quote taken apart: where it leaves something out ("…"), and where who quotes put something in ("[he]")."""

import re
from dataclasses import dataclass
from typing import Literal

from qa.quotes.words import Words, is_word, words_of

Joint = Literal["ellipsis", "insertion"]

_JOINT = re.compile(
    r"(?P<ellipsis>[\[(]?(?:…|\.\s?\.\s?\.(?:\s?\.)?)[\])]?)"
    r"|(?P<insertion>\w*\[(?!\^?\d+\])(?!\w\]\w)[^\[\]]{1,80}\](?!\()\w*)"
)
_ENDS = re.compile(r"(?<=[.!?。！？])(?:\s+|(?=[^\W_a-zA-Z\d]))|(?<![-\u2010])\n+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a quote that is said to stand in the source as it is; `start` is where it begins in the quote."""

    start: int
    words: Words


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two ellipses: runs with an insertion between each two."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its runs, as they are searched for."""
        return " ".join(run.words.text for run in self.runs)

    def pieces(self) -> list[str]:
        """Its runs cut at the ends of sentences: each is to be found inside one sentence of the source."""
        cut = [piece for run in self.runs for piece in _ENDS.split(run.words.text)]
        return [piece for piece in cut if piece.strip()]


def parts_of(quote: str) -> tuple[tuple[Part, ...], frozenset[Joint]]:
    """The parts of a quote, and which joints it has; there are no parts where it has no word."""
    parts: list[list[Run]] = [[]]
    joints: set[Joint] = set()
    start = 0
    for joint in [*_JOINT.finditer(quote), None]:
        stop = len(quote) if joint is None else joint.start()
        words = words_of(quote[start:stop])
        if any(map(is_word, words.keys)):
            parts[-1].append(Run(start, words))
        if joint is None:
            break
        start = joint.end()
        if joint["ellipsis"] is None:
            joints.add("insertion")
            continue
        joints.add("ellipsis")
        parts.append([])
    return tuple(Part(tuple(runs)) for runs in parts if runs), frozenset(joints)
