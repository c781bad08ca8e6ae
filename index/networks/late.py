"""Late interaction: token vectors of every sentence, made once, matched by the tokens of each question (MaxSim).

The score of a sentence is the weighted mean, over the question's tokens, of the highest cosine to one of the sentence's
tokens (Khattab and Zaharia 2020, with learnt weights). A sentence is encoded inside its passage, so that its "he" and
"the plan" are vectors of who and which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import PassageText
from index.networks.models import Floats
from index.networks.sessions import Network, shipped
from index.networks.wordpieces import word_pieces

WIDTH = 96
SCORE = "late"

Tokens = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """float32 (t, WIDTH) unit vectors of a question's tokens, and their (t,) weights, which add up to 1."""

    vectors: Floats
    weights: Floats


class LateEncoder(Protocol):
    """Anything that makes token vectors; `sha256` says with which weights."""

    @property
    def sha256(self) -> str: ...

    def question(self, text: str) -> QuestionTokens:
        """The tokens of a question."""
        ...

    def passages(self, passages: Sequence[PassageText]) -> list[list[Tokens]]:
        """For each sentence of each passage int8 (tokens, WIDTH), one or more: unit vectors times a factor, rounded."""
        ...


class LateInteraction:
    """The late interaction that ships with pincite."""

    def __init__(self, network: Network) -> None:
        self.sha256 = network.sha256
        self._network = network
        self._pieces = word_pieces()

    def question(self, text: str) -> QuestionTokens:
        """The tokens of a question, [CLS] first."""
        (pieces,) = self._pieces.cut([text])
        ((vectors, weights),) = self._network.run([self._pieces.question(pieces)])
        return QuestionTokens(vectors, weights)

    def passages(self, passages: Sequence[PassageText]) -> list[list[Tokens]]:
        """The tokens of each sentence of each passage, [CLS] first."""
        windows = [(number, layout) for number, p in enumerate(passages) for layout in self._pieces.windows([], p)]
        found: list[list[Tokens]] = [[] for _ in passages]
        outputs = self._network.run([layout for _, layout in windows])
        for (number, layout), (vectors, _) in zip(windows, outputs, strict=True):
            found[number] += [_rounded(vectors[start:stop]) for start, stop in layout.sentences]
        return found


def load_late() -> LateInteraction | None:
    """The late interaction that ships with pincite, or None where its weights were left out.

    Raises:
        ModelError: the weights are not the ones that were shipped.
    """
    session = shipped("index", "late")
    return None if session is None else LateInteraction(Network(session))


def match(question: QuestionTokens, tokens: Tokens, counts: NDArray[np.int64]) -> Floats:
    """float32 (n,) scores, -1 to 1, of n sentences whose tokens stand one after the other, `counts` of each."""
    if not len(counts):
        return np.zeros(0, dtype=np.float32)
    vectors = tokens.astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("td,td->t", vectors, vectors)), 1e-9)
    cosines = vectors @ question.vectors.T / lengths[:, None]
    highest = np.maximum.reduceat(cosines, np.cumsum(counts) - counts, axis=0)
    return np.asarray(highest @ question.weights)


def pack(sentences: Sequence[Tokens]) -> bytes:
    """The token vectors of a passage as bytes: how many sentences, how many tokens each has, the vectors."""
    counts = np.array([len(sentences), *map(len, sentences)], dtype="<i4")
    return counts.tobytes() + b"".join(s.tobytes() for s in sentences)


def unpack(data: bytes) -> list[Tokens]:
    """What `pack` was given."""
    count = int(np.frombuffer(data, "<i4", 1)[0])
    counts = np.frombuffer(data, "<i4", count, offset=4)
    tokens = np.frombuffer(data, np.int8, offset=4 * (count + 1)).reshape(-1, WIDTH)
    return np.split(tokens, np.cumsum(counts)[:-1])


def _rounded(vectors: Floats) -> Tokens:
    """Unit vectors as int8: each times its own factor, which its length gives back."""
    return np.asarray(np.rint(vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))), dtype=np.int8)
