"""Fit the fusion weights: a conditional logit (McFadden 1974) over each question's candidates.

The weights maximise the likelihood of the right sentence under the softmax of the weighted scores, so that a
candidate's share is a probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from qa.fitted import Fusion

PENALTY = 1e-4  # L2; keeps the optimum finite where a score never helps

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One question: float32 (candidates, scores), and which candidates are right."""

    scores: NDArray[np.float32]
    right: NDArray[np.bool_]


def fit_fusion(choices: Sequence[Choice]) -> Fusion:
    """The weights under which the right sentences are likeliest."""
    width = choices[0].scores.shape[1]
    result = minimize(_loss, np.ones(width), args=(choices,), jac=True, method="L-BFGS-B")
    return Fusion(tuple(round(float(w), 4) for w in result.x))


def _loss(weights: Floats, choices: Sequence[Choice]) -> tuple[float, Floats]:
    """Mean negative log likelihood and its gradient."""
    loss, gradient = PENALTY * weights @ weights, 2 * PENALTY * weights
    for choice in choices:
        fused = choice.scores @ weights
        right = fused[choice.right]
        loss += (logsumexp(fused) - logsumexp(right)) / len(choices)
        expected = softmax(fused) @ choice.scores
        wanted = softmax(right) @ choice.scores[choice.right]
        gradient += (expected - wanted) / len(choices)
    return float(loss), gradient
