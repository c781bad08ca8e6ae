"""Rerank: read the passages of the best candidates, and rank all of them anew with what the reader makes of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.store import SCORES, Store
from qa.capitals import with_capitals
from qa.fitted import Fusion
from qa.reader import PassageReader, Reading
from qa.retrieve import Candidate, rank
from qa.rows import has_rows, rows_among, without

PASSAGES = 4  # read at most for each question, those of the best candidates
AT_ONCE = 2  # passages that are read beside each other, as on two cores
ROWS, ROWS_BY_WORDS = 12, 4  # candidates that are read by themselves where they are a table's rows
# The share of all candidates from which on those read are enough. On 1,050 questions of held-out articles, in indexes
# of three sizes, .71 stop at two passages: right first .848 with all four or with so many, AUROC .894 and .895; where
# .8 is enough .847, always two .845.
ENOUGH = 0.95

_WORDS = SCORES.index("sentence_bm25")


def read(
    store: Store, question: str, candidates: Sequence[Candidate], reader: PassageReader, passages: int = PASSAGES
) -> list[Candidate]:
    """The candidates, those in the passages of the best ones with their reading; of a table's rows those that are near,
    each read by itself.
    """
    best: dict[int, int] = {}  # a sentence of each passage, by the passage
    share: defaultdict[int, float] = defaultdict(float)
    for candidate in candidates:
        best.setdefault(candidate.passage, candidate.key)
        share[candidate.passage] += candidate.share
    chosen = list(best)[:passages]
    stored = store.passages(np.array([best[passage] for passage in chosen], dtype=np.int64))
    question = with_capitals(question, chain(*(passage.text.sentences for passage in stored)))
    near = _near(candidates) if any(map(has_rows, stored)) else set()
    rows = rows_among(store, sorted(near.union(*(p.keys for p in stored if has_rows(p))))) if near else {}
    readings: dict[int, Reading] = {}
    held = 0.0
    for start in range(0, len(chosen), AT_ONCE):
        if held >= ENOUGH:
            break
        some = [without(passage, rows) for passage in stored[start : start + AT_ONCE]]
        found = chain(*reader.read(question, [passage.text for passage in some if passage.keys]))
        readings |= zip(chain(*(passage.keys for passage in some)), found, strict=True)
        held += sum(share[passage] for passage in chosen[start : start + AT_ONCE])
    alone = sorted(near & rows.keys())
    for key, (reading,) in zip(alone, reader.read(question, [rows[key].text() for key in alone]), strict=True):
        readings[key] = rows[key].back(reading)
    return [replace(c, reading=readings.get(c.key)) for c in candidates]


def _near(candidates: Sequence[Candidate]) -> set[int]:
    """The candidates that are read where they are rows: the best, and those with most of the question's words."""
    by_words = sorted(candidates, key=lambda candidate: -candidate.scores[_WORDS])
    return {candidate.key for candidate in (*candidates[:ROWS], *by_words[:ROWS_BY_WORDS])}


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
