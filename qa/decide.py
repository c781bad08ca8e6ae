"""Decide whether the candidates answer the question, and which of them to cite."""

from collections.abc import Sequence

import numpy as np

from index.store import SCORES
from qa.answer import Verdict
from qa.fitted import Logistic, Way
from qa.retrieve import Candidate

NEAREST = 3


def features(candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """What the confidence is made of: how well the best candidate matches, and how alone.

    Named by `qa.fitted.FEATURES` where the candidates were read, by `UNREAD_FEATURES` else.
    """
    best = candidates[0]
    scores = dict(zip(SCORES, best.scores, strict=True))
    matched = best.fused, best.share, scores["sentence_bm25"], scores["sentence_cosine"], scores["late"]
    read = [c.reading.score for c in candidates if c.reading]
    if not read:
        return matched
    own = best.reading
    return (*matched, own.score if own else min(read), float(np.logaddexp.reduce(read)), own.certainty if own else 0.0)


def confidence(logistic: Logistic, candidates: Sequence[Candidate]) -> float:
    """Probability, 0 to 1, that citing the best candidates answers the question."""
    odds = logistic.bias + np.dot(logistic.weights, features(candidates))
    return float(np.exp(-np.logaddexp(0.0, -odds)))  # the sigmoid, which cannot overflow


def verdict_of(sure: float, way: Way) -> Verdict:
    """What a confidence comes to."""
    if sure < way.threshold:
        return "silent"
    return "answers" if sure >= way.answers else "may_answer"


def choose(candidates: Sequence[Candidate], further: float, most: int) -> list[Candidate]:
    """The candidates to cite: the best, and those with at least `further` times its share; at most `most`."""
    return [c for c in candidates[:most] if c.share >= further * candidates[0].share]
