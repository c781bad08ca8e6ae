"""Read a question together with a passage: how well each sentence answers, and where in it the answer is."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.documents import PassageText
from index.languages import UNSPACED
from index.networks.e5 import e5_embeddings, e5_pieces
from index.networks.models import Floats
from index.networks.sentencepieces import Layout, SentencePieces
from index.networks.sessions import Network, shipped

LONGEST_ANSWER = 30  # word pieces
INNER = "layer_norm_18"  # what the ninth of its twelve layers makes of each piece, in `reader.onnx`
STOPS = ".,:;!?"  # "2019." is one sentence piece, in "2019.5" too
_ABBREVIATED = re.compile(r"(?<![^\W\d_])(?<![\d°])(?<!\d\s)[^\W\d_]\.\Z")  # "the U.S.", "Robert F.", not "180 °C."
JOINER, SKIN_TONES = "\u200d", "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


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

    def odds(self, question: str, passage: PassageText, ranges: Sequence[tuple[int, int]]) -> list[float]:
        """How likely the answer begins and ends in each range of the passage's only sentence: log probabilities."""
        ...


class Reader:
    """The reader that ships with pincite, in all languages; safe to share between threads."""

    def __init__(self, network: Network, pieces: Callable[[], SentencePieces]) -> None:
        """Read with a network, and the tokenizer it was trained with, which is loaded when it first reads."""
        self.sha256 = network.sha256
        self._network = network
        self._load_pieces = pieces

    def read(self, question: str, passages: Sequence[PassageText]) -> list[list[Reading]]:
        """A reading of each sentence of each passage."""
        pieces = self._load_pieces()
        (head,) = pieces.cut([question])
        windows = [(number, layout) for number, p in enumerate(passages) for layout in pieces.windows(head.ids, p)]
        sentences = [pieces.cut(passage.sentences) for passage in passages]
        found: list[list[Reading]] = [[] for _ in passages]
        outputs = self._network.run([layout for _, layout in windows])
        for (number, layout), (scores, places, *_) in zip(windows, outputs, strict=True):
            readings = found[number]
            for start, stop in layout.sentences:
                ranges = sentences[number][len(readings)].ranges
                answer = _answer(places[start + 1 : stop], ranges, passages[number].sentences[len(readings)])
                readings.append(Reading(float(np.logaddexp.reduce(scores[start:stop])), *answer))
        return found

    def odds(self, question: str, passage: PassageText, ranges: Sequence[tuple[int, int]]) -> list[float]:
        """How likely the answer begins and ends in each range of the passage's only sentence: log probabilities.

        NaN for a range that is not read, as those behind `MOST_OF_SENTENCE` word pieces are not.
        """
        pieces = self._load_pieces()
        head, sentence = pieces.cut([question, *passage.sentences])
        (layout,) = pieces.windows(head.ids, passage)
        ((_, places, *_),) = self._network.run([layout])
        ((start, stop),) = layout.sentences
        logs = places[start + 1 : stop] - np.logaddexp.reduce(places[start + 1 : stop], axis=0)
        of_pieces = sentence.ranges[: len(logs)]
        inside = [[b > start and a < end for a, b in of_pieces] for start, end in ranges]
        return [float(np.logaddexp.reduce(logs[i], axis=0).sum()) if any(i) else math.nan for i in inside]

    def states(self, layout: Layout) -> Floats:
        """float32 (length, 384): what it makes of each word piece, inside."""
        ((*_, states),) = self._network.run([layout])
        return states


def load_reader() -> Reader | None:
    """The reader that ships with pincite, or None where its weights were left out.

    Raises:
        ModelError: the weights are not the ones that were shipped, or its word embeddings are missing.
    """
    session = shipped("qa", "reader", inner=INNER)
    return None if session is None else Reader(Network(session, e5_embeddings()), e5_pieces)


def _answer(places: Floats, ranges: Sequence[tuple[int, int]], sentence: str) -> tuple[int, int, float]:
    """Start and end of the likeliest answer in a sentence, widened to whole words, and its probability."""
    if len(places) == 0:
        return 0, 0, 0.0
    starts, ends = np.exp(places - np.logaddexp.reduce(places, axis=0)).T
    likely = np.triu(np.outer(starts, ends)) - np.triu(np.outer(starts, ends), LONGEST_ANSWER)
    first, last = divmod(int(likely.argmax()), len(places))
    start, end = ranges[first][0], ranges[last][1]
    if sentence[end - 1] in STOPS and _ends_without(sentence, start, end):
        end += 1 if sentence[end : end + 1].isdecimal() else -1
    while start < end and sentence[start].isspace():  # a sentence piece begins with the space in front of its word
        start += 1
    while 0 < start < end and _joined(sentence[start - 1], sentence[start]):
        start -= 1
    while start < end < len(sentence) and _joined(sentence[end - 1], sentence[end]):
        end += 1
    return start, end, float(likely[first, last])


def _ends_without(sentence: str, start: int, end: int) -> bool:
    """Whether the stop that an answer ends with is none of its own, as that of "the U.S." or a whole sentence's is."""
    answer = sentence[start:end].strip()
    return answer != sentence.strip() and answer not in STOPS and not _ABBREVIATED.search(answer)


def _joined(one: str, other: str) -> bool:
    """Whether two neighbours must not be cut apart: parts of a word, or of what is read as one character."""
    if _is_mark(other) or one == JOINER:
        return True
    return _in_word(one) and _in_word(other) and not UNSPACED.match(one) and not UNSPACED.match(other)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or _is_mark(character)


def _is_mark(character: str) -> bool:
    return character == JOINER or unicodedata.category(character).startswith("M") or character in SKIN_TONES
