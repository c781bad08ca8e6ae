"""Fit the confidence: a logistic regression on what the best candidate looks like (Platt 1999), and its thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qa.fitted import Logistic

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One question.

    Attributes:
        features: what its candidates look like.
        right: whether the citations answer it.
        weight: how much it counts in the confidence.
        usual: how much it counts in the thresholds.
    """

    features: tuple[float, ...]
    right: bool
    weight: float
    usual: float


def fit_confidence(judged: Sequence[Judged]) -> Logistic:
    """Probability that the citations answer the question."""
    inputs, right, weights = _arrays(judged)
    regression = LogisticRegression(C=np.inf, max_iter=1000).fit(inputs, right, sample_weight=weights)
    return Logistic(round(float(regression.intercept_[0]), 4), tuple(round(float(w), 4) for w in regression.coef_[0]))


def fit_threshold(judged: Sequence[Judged], logistic: Logistic) -> tuple[float, float]:
    """The confidence at which answers are as likely right as wrong among usual questions, and the AUROC.

    By a second regression, on the log odds of the first: how many are decided well changes so little with the threshold
    that the best one of a sample is anywhere from .2 to .4.
    """
    inputs, right, weights = _arrays(judged)
    odds = logistic.bias + inputs @ np.array(logistic.weights)
    usual = np.array([j.usual for j in judged])
    regression = LogisticRegression(C=np.inf, max_iter=1000).fit(odds[:, None], right, sample_weight=usual)
    even = -float(regression.intercept_[0]) / float(regression.coef_[0, 0])
    return round(float(expit(even)), 2), float(roc_auc_score(right, odds, sample_weight=weights))


def fit_answers(judged: Sequence[Judged], logistic: Logistic, precision: float) -> tuple[float, float]:
    """The lowest threshold from which on this share of the answers is right, and the share of questions it answers.

    A threshold that no question reaches, 1.0, and 0.0, where none is precise enough.
    """
    inputs, right, _ = _arrays(judged)
    sure = expit(logistic.bias + inputs @ np.array(logistic.weights))
    usual = np.array([j.usual for j in judged])
    for threshold in np.unique(np.floor(100 * sure) / 100):
        shown = sure >= threshold
        if np.average(right[shown], weights=usual[shown]) >= precision:
            return float(threshold), float(usual[shown].sum() / usual.sum())
    return 1.0, 0.0


def _arrays(judged: Sequence[Judged]) -> tuple[Floats, NDArray[np.bool_], Floats]:
    return (
        np.array([j.features for j in judged]),
        np.array([j.right for j in judged]),
        np.array([j.weight for j in judged]),
    )
