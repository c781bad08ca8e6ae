"""Find the candidates for a question: BM25, vectors and late interaction, fused with fitted weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Encoder
from index.store import Hits, Query, Store
from qa.fitted import Fusion
from qa.reader import Reading

DEPTH = 100  # sentences that each of the searches brings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence's key, the scores that brought it here (as in `index.store.Hits`), and its share.

    Attributes:
        key: of the sentence, in its store.
        passage: the same number for candidates of the same passage.
        scores: one for each of the store's scores.
        fused: their weighted sum, with the reading where it was read.
        share: softmax of `fused` over all candidates: the probability that this sentence answers, if any does.
        reading: what the reader makes of it; None where it was not read.
        group: the same number for candidates that are cited together; None where it stands for itself.
        copies: the keys of other candidates with the same sentence, which it stands for.
    """

    key: int
    passage: int
    scores: tuple[float, ...]
    fused: float
    share: float
    reading: Reading | None = None
    group: int | None = None
    copies: tuple[int, ...] = ()


class Retriever:
    """Ranks a store's sentences for a question, both in any language."""

    def __init__(self, encoder: Encoder, *, depth: int = DEPTH) -> None:
        self._encoder, self._depth = encoder, depth

    def retrieve(
        self, store: Store, question: str, language: str, fusion: Fusion, documents: Sequence[str] = ()
    ) -> list[Candidate]:
        """Candidates, best first by the weights of the scores; equal ones in document order.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        (encoded,) = self._encoder.questions([question])
        query = Query(question, language, encoded.vector, encoded.tokens)
        return _weighed(store.search(query, self._depth, documents), np.array(fusion.weights, dtype=np.float32))


def _weighed(hits: Hits, weights: NDArray[np.float32]) -> list[Candidate]:
    scores = [tuple(map(float, row)) for row in hits.scores]
    places = zip(hits.keys.tolist(), hits.passages.tolist(), scores, strict=True)
    candidates = [Candidate(key, passage, s, 0.0, 0.0) for key, passage, s in places]
    # Not by BLAS, which now and then warns of invalid values in a matrix this narrow though it holds none.
    return rank(candidates, (hits.scores * weights).sum(axis=1))


def rank(candidates: Sequence[Candidate], fused: NDArray[np.float32]) -> list[Candidate]:
    """The candidates with these sums, best first."""
    shares = np.exp(fused - np.logaddexp.reduce(fused))  # softmax
    order = np.argsort(-fused, kind="stable")
    return [replace(candidates[i], fused=float(fused[i]), share=float(shares[i])) for i in order]
