"""Decide whether the candidates answer the question, and which of them to cite."""

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from qa.model import Logistic
from qa.retrieve import Candidate

MAX_CITATIONS = 3  # unless the question asks for another number
NEAREST = 3

FEATURES = ("fused", "share", "sentence_bm25", "sentence_cosine")


def features(best: Candidate) -> tuple[float, ...]:
    """What the confidence is made of, named by `FEATURES`: how well the best candidate matches, and how alone."""
    bm25, _, cosine, _ = best.scores
    return best.fused, best.share, bm25, cosine


def confidence(logistic: Logistic, best: Candidate) -> float:
    """Probability, 0 to 1, that citing the best candidates answers the question."""
    return float(expit(logistic.bias + np.dot(logistic.weights, features(best))))


def choose(candidates: Sequence[Candidate], share: float, most: int) -> list[Candidate]:
    """The candidates to cite: the best, and those with at least `share` times its share; at most `most`."""
    return [c for c in candidates[:most] if c.share >= share * candidates[0].share]
