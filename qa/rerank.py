"""Rerank: read the passages of the best candidates, and rank all of them anew with what the reader makes of them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.store import Store
from qa.fitted import Fusion
from qa.reader import PassageReader
from qa.retrieve import Candidate, rank

PASSAGES = 4  # read for each question, those of the best candidates


def read(
    store: Store, question: str, candidates: Sequence[Candidate], reader: PassageReader, passages: int = PASSAGES
) -> list[Candidate]:
    """The candidates, those in the passages of the best ones with their reading."""
    best: dict[int, int] = {}  # a sentence of each passage to read, by the passage
    for candidate in candidates:
        if len(best) == passages:
            break
        best.setdefault(candidate.passage, candidate.key)
    stored = store.passages(np.array(list(best.values()), dtype=np.int64))
    found = chain(*reader.read(question, [passage.text for passage in stored]))
    readings = dict(zip(chain(*(passage.keys for passage in stored)), found, strict=True))
    return [replace(c, reading=readings.get(c.key)) for c in candidates]


def rerank(candidates: Sequence[Candidate], reranking: Fusion) -> list[Candidate]:
    """The candidates ranked anew by their fused score and what the reader makes of them."""
    return rank(candidates, (inputs(candidates) @ np.array(reranking.weights)).astype(np.float32))


def inputs(candidates: Sequence[Candidate]) -> NDArray[np.float64]:
    """float64 (n, 3), named by `qa.fitted.READING`: the fused score, the reader's, 0 where it did not read, and 1
    where it did.
    """
    return np.array(
        [(c.fused, c.reading.score, 1.0) if c.reading else (c.fused, 0.0, 0.0) for c in candidates], dtype=np.float64
    )
