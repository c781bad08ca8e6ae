"""Decide whether the candidates answer the question, and which of them to cite."""

from collections.abc import Sequence

import numpy as np

from index.store import HYBRID, SCORES
from qa.model import Fusion, Logistic
from qa.retrieve import Candidate, rank

MAX_CITATIONS = 3  # unless the question asks for another number
NEAREST = 3

HYBRID_FEATURES = ("fused", "share", "sentence_bm25", "sentence_cosine")
FEATURES = ("fused", "share", "sentence_bm25", "late", "reader", "reader_all", "certainty")


def weigh(candidates: Sequence[Candidate], reading: Fusion) -> list[Candidate]:
    """The candidates ranked anew by their fused score and what the reader makes of them."""
    return rank(candidates, (reading_inputs(candidates) @ np.array(reading.weights)).astype(np.float32))


def reading_inputs(candidates: Sequence[Candidate]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """float64 (n, 3): the fused score, the reader's, 0 where it did not read, and 1 where it did."""
    return np.array(
        [(c.fused, c.reading.score, 1.0) if c.reading else (c.fused, 0.0, 0.0) for c in candidates], dtype=np.float64
    )


def features(candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """What the confidence is made of: how well the best candidate matches, and how alone.

    Named by `FEATURES` where the candidates were read, by `HYBRID_FEATURES` else.
    """
    best = candidates[0]
    scores = dict(zip(SCORES if len(best.scores) == len(SCORES) else HYBRID, best.scores, strict=True))
    read = [c.reading.score for c in candidates if c.reading]
    if not read:
        return best.fused, best.share, scores["sentence_bm25"], scores["sentence_cosine"]
    return (
        best.fused,
        best.share,
        scores["sentence_bm25"],
        scores["late"],
        best.reading.score if best.reading else min(read),
        float(np.logaddexp.reduce(read)),
        best.reading.certainty if best.reading else 0.0,
    )


def confidence(logistic: Logistic, candidates: Sequence[Candidate]) -> float:
    """Probability, 0 to 1, that citing the best candidates answers the question."""
    odds = logistic.bias + np.dot(logistic.weights, features(candidates))
    return float(np.exp(-np.logaddexp(0.0, -odds)))  # the sigmoid, which cannot overflow


def choose(candidates: Sequence[Candidate], share: float, most: int) -> list[Candidate]:
    """The candidates to cite: the best, and those with at least `share` times its share; at most `most`."""
    return [c for c in candidates[:most] if c.share >= share * candidates[0].share]
