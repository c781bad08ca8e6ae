"""Finds words in an article: in any case, over line ends, with any quotation marks, hyphens and spaces."""

import re
from collections.abc import Iterator
from itertools import islice

from index.documents import Sentence
from index.folding import Folded

MOST = 1000  # matches
LONGEST = 200  # code points of what is looked for

_ALIKE = ("'‘’‚‛ʼ`´", '"“”„‟«»', "-‐‑‒–—−")


def find(folded: Folded, words: str) -> tuple[list[Sentence], int]:
    """Where words stand in a text, in order and apart, in code points of the unfolded text; and how often.

    The places are the first `MOST`.
    """
    found = _matches(folded.text, words)
    first = [Sentence(*folded.original(*match.span())) for match in islice(found, MOST)]
    return first, len(first) + sum(1 for _ in found)


def _matches(text: str, words: str) -> Iterator[re.Match[str]]:
    pattern = r"\s+".join("".join(map(_alike, word)) for word in words[:LONGEST].split())
    return re.finditer(pattern, text, re.IGNORECASE) if pattern else iter(())


def _alike(character: str) -> str:
    """What is as good as a character."""
    among = next((alike for alike in _ALIKE if character in alike), None)
    return re.escape(character) if among is None else f"[{re.escape(among)}]"
