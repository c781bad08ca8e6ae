"""Find the candidates for a question: BM25, vectors and late interaction, fused with fitted weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Encoder
from index.networks.late import LateEncoder
from index.networks.threads import meanwhile
from index.store import Hits, MultilingualQuery, Query, Store
from qa.fitted import Fusion
from qa.reader import Reading

DEPTH = 100  # sentences that each of the four searches brings


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
    """Ranks a store's sentences for a question."""

    def __init__(
        self, encoder: Encoder, fusion: Fusion, *, late: LateEncoder | None = None, depth: int = DEPTH
    ) -> None:
        self._encoder, self._late = encoder, late
        self._weights = np.array(fusion.weights, dtype=np.float32)
        self._depth = depth

    def retrieve(self, store: Store, question: str, documents: Sequence[str] = ()) -> list[Candidate]:
        """Candidates, best first; equal ones in document order.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        return _weighed(store.search(self._query(question), self._depth, documents), self._weights)

    def _query(self, question: str) -> Query:
        tokens = None if self._late is None else meanwhile(self._late.question, question)
        vector = self._encoder.questions([question])[0]
        return Query(question, vector, None if tokens is None else tokens.result())


class MultilingualRetriever:
    """Ranks a store's sentences, in any language, for a question in any."""

    def __init__(self, encoder: Encoder, fusion: Fusion, *, depth: int = DEPTH) -> None:
        self._encoder = encoder
        self._weights = np.array(fusion.weights, dtype=np.float32)
        self._depth = depth

    def retrieve(self, store: Store, question: str, language: str, documents: Sequence[str] = ()) -> list[Candidate]:
        """Candidates, best first; equal ones in document order.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        query = MultilingualQuery(question, language, self._encoder.questions([question])[0])
        return _weighed(store.search_multilingual(query, self._depth, documents), self._weights)


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
