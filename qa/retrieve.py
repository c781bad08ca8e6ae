"""Find the candidates for a question: BM25, vectors and late interaction, fused with fitted weights; then read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Encoder
from index.networks.late import LateEncoder
from index.networks.threads import meanwhile
from index.storage.local import LocalStore
from index.storage.texts import Rows
from index.store import Query
from qa.model import Fusion
from qa.reader import PassageReader, Reading

DEPTH = 100  # sentences that each of the four searches brings
PASSAGES = 5  # read for each question, those of the best candidates


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence's row, the scores that brought it here (as in `index.store.SCORES`), and its share.

    Attributes:
        row: of the store.
        scores: one for each of the store's scores.
        fused: their weighted sum, with the reading where it was read.
        share: softmax of `fused` over all candidates: the probability that this sentence answers, if any does.
        reading: what the reader makes of it; None where it was not read.
    """

    row: int
    scores: tuple[float, ...]
    fused: float
    share: float
    reading: Reading | None = None


class Retriever:
    """Ranks a store's sentences for a question."""

    def __init__(
        self, encoder: Encoder, fusion: Fusion, *, late: LateEncoder | None = None, depth: int = DEPTH
    ) -> None:
        self._encoder, self._late = encoder, late
        self._weights = np.array(fusion.weights, dtype=np.float32)
        self._depth = depth

    def retrieve(self, store: LocalStore, question: str, documents: Sequence[str] = ()) -> list[Candidate]:
        """Candidates, best first; equal ones in document order.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        hits = store.search(self._query(question), self._depth, documents)
        scores = [tuple(map(float, row)) for row in hits.scores]
        candidates = [Candidate(int(row), s, 0.0, 0.0) for row, s in zip(hits.rows, scores, strict=True)]
        # Not by BLAS, which now and then warns of invalid values in a matrix this narrow though it holds none.
        return rank(candidates, (hits.scores * self._weights).sum(axis=1))

    def _query(self, question: str) -> Query:
        tokens = None if self._late is None else meanwhile(self._late.question, question)
        vector = self._encoder.questions([question])[0]
        return Query(question, vector, None if tokens is None else tokens.result())


def read(
    store: LocalStore, question: str, candidates: Sequence[Candidate], reader: PassageReader, passages: int = PASSAGES
) -> list[Candidate]:
    """The candidates, those in the passages of the best ones with their reading."""
    rows: dict[int, Rows] = {}  # of each passage to read, by its first
    for candidate in candidates:
        if len(rows) == passages:
            break
        passage = store.passage(candidate.row)
        rows[int(passage[0])] = passage
    texts = [store.passage_text(passage) for passage in rows.values()]
    found = chain(*reader.read(question, texts))
    readings = {int(row): reading for row, reading in zip(chain(*rows.values()), found, strict=True)}
    return [replace(c, reading=readings.get(c.row)) for c in candidates]


def rank(candidates: Sequence[Candidate], fused: NDArray[np.float32]) -> list[Candidate]:
    """The candidates with these sums, best first."""
    shares = np.exp(fused - np.logaddexp.reduce(fused))  # softmax
    order = np.argsort(-fused, kind="stable")
    return [replace(candidates[i], fused=float(fused[i]), share=float(shares[i])) for i in order]
