from math import exp, log

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import check_grad

from qa.train.fusion import PENALTY, Choice, _loss, fit_fusion

Floats = NDArray[np.float64]


def choices(n: int = 12, width: int = 4, seed: int = 0) -> list[Choice]:
    chance = np.random.default_rng(seed)
    made = []
    for number in range(n):
        scores = chance.random((5 + number, width)).astype(np.float32)
        right = np.zeros(5 + number, dtype=np.bool_)
        right[: 1 + number % 3] = True
        made.append(Choice(scores, right))
    return made


def test_the_loss_is_the_negative_log_likelihood_of_the_right_sentences() -> None:
    one = Choice(np.array([[1, 0], [0, 2], [1, 1]], dtype=np.float32), np.array([True, False, True]))
    two = Choice(np.array([[0, 1], [3, 0]], dtype=np.float32), np.array([False, True]))
    a, b = 0.5, -0.25
    # Weighted sums of the first: a, 2b and a + b, the first and last of which are right; of the second: b and 3a.
    first = -log((exp(a) + exp(a + b)) / (exp(a) + exp(2 * b) + exp(a + b)))
    second = -log(exp(3 * a) / (exp(b) + exp(3 * a)))
    loss, _ = _loss(np.array([a, b]), [one, two])
    assert loss == pytest.approx((first + second) / 2 + PENALTY * (a**2 + b**2), abs=1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_gradient_is_that_of_the_loss(seed: int) -> None:
    given = choices(seed=seed)
    at = np.random.default_rng(seed).normal(size=4) * 3
    error = check_grad(lambda w: _loss(w, given)[0], lambda w: _loss(w, given)[1], at)
    assert error < 1e-6
    assert np.linalg.norm(_loss(at, given)[1]) > 1e-2


def test_a_gradient_leaves_the_weights_as_they_were() -> None:
    weights = np.ones(4)
    _loss(weights, choices())
    assert weights.tolist() == [1.0] * 4


def test_the_fitted_weights_are_where_the_gradient_vanishes() -> None:
    given = choices()
    fitted: Floats = np.array(fit_fusion(given).weights)
    assert np.abs(_loss(fitted, given)[1]) == pytest.approx(np.zeros(4), abs=1e-3)
    for nearby in (fitted + 0.05, fitted - 0.05):
        assert _loss(fitted, given)[0] < _loss(nearby, given)[0]


@pytest.mark.slow
def test_weights_that_made_the_choices_are_found_again() -> None:
    chance = np.random.default_rng(0)
    truth = np.array([3.0, 0.0, 6.0])
    made = []
    for _ in range(800):
        scores = chance.random((6, 3)).astype(np.float32)
        noise = chance.gumbel(size=6)  # choosing the highest sum plus Gumbel noise is a conditional logit
        made.append(Choice(scores, np.arange(6) == np.argmax(scores @ truth + noise)))
    assert fit_fusion(made).weights == pytest.approx(truth.tolist(), abs=0.5)


def test_a_score_that_separates_perfectly_gets_a_finite_weight() -> None:
    perfect = [Choice(np.array([[1, 0.5], [0, 0.5]], dtype=np.float32), np.array([True, False]))] * 5
    first, second = fit_fusion(perfect).weights
    # Only w1 matters: the derivative -1 / (1 + exp(w)) + 2 * PENALTY * w is 0.
    assert 1 / (1 + exp(first)) == pytest.approx(2 * PENALTY * first, rel=0.05)
    assert second == pytest.approx(0, abs=0.05)
