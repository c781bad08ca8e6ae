"""Find the candidates for a question: vectors and BM25, sentence and passage, fused with fitted weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from index.encoder import Encoder
from index.store import Hits, Store
from qa.model import Fusion

DEPTH = 100  # sentences that each of the four searches brings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence's row, the four scores that brought it here (as in `index.store.SCORES`), and its share.

    `fused` is the weighted sum of the scores; `share` its softmax over all candidates: the probability that this
    sentence answers, if any does. Shares add up to 1.
    """

    row: int
    scores: tuple[float, ...]
    fused: float
    share: float


class Retriever:
    """Ranks a store's sentences for a question."""

    def __init__(self, encoder: Encoder, fusion: Fusion, depth: int = DEPTH) -> None:
        self._encoder = encoder
        self._weights = np.array(fusion.weights, dtype=np.float32)
        self._depth = depth

    def retrieve(self, store: Store, question: str, documents: Sequence[str] = ()) -> list[Candidate]:
        """Candidates, best first; equal ones in document order.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        vector = self._encoder.encode([question])[0]
        hits = store.search(question, vector, self._depth, documents)
        fused = hits.scores @ self._weights
        return _rank(hits, fused)


def _rank(hits: Hits, fused: NDArray[np.float32]) -> list[Candidate]:
    shares = softmax(fused)
    order = np.argsort(-fused, kind="stable")
    return [
        Candidate(int(hits.rows[i]), tuple(map(float, hits.scores[i])), float(fused[i]), float(shares[i]))
        for i in order
    ]
