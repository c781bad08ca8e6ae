"""Read a question together with a passage: how well each sentence answers, and where in it the answer is."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.documents import PassageText
from index.networks.models import Floats
from index.networks.sessions import Network, shipped
from index.networks.wordpieces import word_pieces

LONGEST_ANSWER = 30  # word pieces


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a sentence.

    Attributes:
        score: log odds that it answers against that nothing does, before other sentences are weighed.
        start, end: the shortest answer in it, code points from its start; equal where there is none.
        certainty: probability of that start and end, 0 to 1, if the sentence answers.
    """

    score: float
    start: int
    end: int
    certainty: float


class PassageReader(Protocol):
    """Anything that reads; `sha256` says with which weights."""

    @property
    def sha256(self) -> str: ...

    def read(self, question: str, passages: Sequence[PassageText]) -> list[list[Reading]]:
        """A reading of each sentence of each passage."""
        ...


class Reader:
    """The reader that ships with pincite; safe to share between threads."""

    def __init__(self, network: Network) -> None:
        self.sha256 = network.sha256
        self._network = network
        self._pieces = word_pieces()

    def read(self, question: str, passages: Sequence[PassageText]) -> list[list[Reading]]:
        """A reading of each sentence of each passage."""
        (head,) = self._pieces.cut([question])
        windows = [
            (number, layout) for number, p in enumerate(passages) for layout in self._pieces.windows(head.ids, p)
        ]
        sentences = [self._pieces.cut(passage.sentences) for passage in passages]
        found: list[list[Reading]] = [[] for _ in passages]
        outputs = self._network.run([layout for _, layout in windows])
        for (number, layout), (scores, places) in zip(windows, outputs, strict=True):
            readings = found[number]
            for start, stop in layout.sentences:
                ranges = sentences[number][len(readings)].ranges
                answer = _answer(places[start + 1 : stop], ranges, passages[number].sentences[len(readings)])
                readings.append(Reading(float(np.logaddexp.reduce(scores[start:stop])), *answer))
        return found


def load_reader() -> Reader | None:
    """The reader that ships with pincite, or None where its weights were left out.

    Raises:
        ModelError: the weights are not the ones that were shipped.
    """
    session = shipped("qa", "reader")
    return None if session is None else Reader(Network(session))


def _answer(places: Floats, ranges: Sequence[tuple[int, int]], sentence: str) -> tuple[int, int, float]:
    """Start and end of the likeliest answer in a sentence, widened to whole words, and its probability."""
    if len(places) == 0:
        return 0, 0, 0.0
    starts, ends = np.exp(places - np.logaddexp.reduce(places, axis=0)).T
    likely = np.triu(np.outer(starts, ends)) - np.triu(np.outer(starts, ends), LONGEST_ANSWER)
    first, last = divmod(int(likely.argmax()), len(places))
    start, end = ranges[first][0], ranges[last][1]
    while start > 0 and _in_word(sentence[start - 1]) and _in_word(sentence[start]):
        start -= 1
    while end < len(sentence) and _in_word(sentence[end]) and _in_word(sentence[end - 1]):
        end += 1
    return start, end, float(likely[first, last])


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.combining(character) > 0
