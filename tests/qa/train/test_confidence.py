from math import exp, floor, log

import numpy as np
import pytest

from qa.fitted import Logistic
from qa.train.confidence import Judged, fit_answers, fit_confidence, fit_threshold


def test_one_feature_of_two_values_gets_the_odds_of_each() -> None:
    # Where the feature is 0, 1 of 4 is right: odds 1 / 3. Where it is 1, 3 of 4: odds 3.
    judged = [
        Judged((x,), right, 1.0, 1.0)
        for x, rights in ((0.0, 1), (1.0, 3))
        for right in [True] * rights + [False] * (4 - rights)
    ]
    fitted = fit_confidence(judged)
    assert fitted.bias == pytest.approx(log(1 / 3), abs=1e-3)
    assert fitted.weights == pytest.approx([log(3) - log(1 / 3)], abs=1e-3)


def test_a_question_counts_by_its_weight() -> None:
    # As above, each written once with its count as weight.
    judged = [
        Judged((0.0,), True, 1.0, 1.0),
        Judged((0.0,), False, 3.0, 1.0),
        Judged((1.0,), True, 3.0, 1.0),
        Judged((1.0,), False, 1.0, 1.0),
    ]
    fitted = fit_confidence(judged)
    assert fitted.bias == pytest.approx(log(1 / 3), abs=1e-3)
    assert fitted.weights == pytest.approx([2 * log(3)], abs=1e-3)


def test_the_weights_that_made_the_outcomes_are_found_again() -> None:
    chance = np.random.default_rng(0)
    inputs = chance.normal(size=(20_000, 2))
    sure = 1 / (1 + np.exp(-(-1.0 + inputs @ np.array([2.0, -0.5]))))
    judged = [
        Judged((a, b), bool(chance.random() < p), 1.0, 1.0) for (a, b), p in zip(inputs.tolist(), sure, strict=True)
    ]
    fitted = fit_confidence(judged)
    assert fitted.bias == pytest.approx(-1.0, abs=0.1)
    assert fitted.weights == pytest.approx([2.0, -0.5], abs=0.1)


IDENTITY = Logistic(0.0, (1.0,))


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def test_the_threshold_shows_most_right_and_least_wrong_answers() -> None:
    outcomes = [(3.0, True), (2.0, True), (1.0, False), (0.5, False), (0.2, True), (-1.0, False)]
    judged = [Judged((x,), right, 1.0, 1.0) for x, right in outcomes]
    # From 2.0 on 5 of 6 are decided well, from 0.2 on 4. Of the 9 pairs all but two, those of 0.2, are in order.
    threshold, auroc = fit_threshold(judged, IDENTITY)
    assert threshold == floor(100 * sigmoid(2.0)) / 100
    assert auroc == pytest.approx(7 / 9)


def test_weights_move_the_threshold() -> None:
    outcomes = [(3.0, True, 1.0), (2.0, True, 1.0), (1.0, False, 0.1), (0.5, True, 1.0), (-1.0, False, 1.0)]
    threshold, auroc = fit_threshold([Judged((x,), right, weight, weight) for x, right, weight in outcomes], IDENTITY)
    # From 2.0 on 3.1 of 4.1 are decided well, from 0.5 on 4. Of the weighted pairs 3 * 1.1 all but 1 * .1 are in order.
    assert threshold == floor(100 * sigmoid(0.5)) / 100
    assert auroc == pytest.approx((3 * 1.1 - 0.1) / (3 * 1.1))


def test_the_threshold_is_a_probability_under_the_logistic_regression() -> None:
    judged = [Judged((x, 1.0), x > 0, 1.0, 1.0) for x in (-2.0, -1.0, 1.0, 2.0)]
    threshold, auroc = fit_threshold(judged, Logistic(0.25, (0.5, -1.0)))
    assert (threshold, auroc) == (floor(100 * sigmoid(0.25 + 0.5 * 1.0 - 1.0)) / 100, 1.0)


def test_answers_begin_where_enough_of_them_are_right() -> None:
    outcomes = [(3.0, True), (2.0, True), (1.0, False), (0.5, True), (0.2, True), (-1.0, False)]
    judged = [Judged((x,), right, 1.0, 1.0) for x, right in outcomes]
    # Right from 2.0 on: 2 of 2; from 1.0 on 2 of 3; from 0.5 on 3 of 4; from 0.2 on 4 of 5; of all 4 of 6.
    assert fit_answers(judged, IDENTITY, 0.8) == (floor(100 * sigmoid(0.2)) / 100, 5 / 6)
    assert fit_answers(judged, IDENTITY, 0.9) == (floor(100 * sigmoid(2.0)) / 100, 2 / 6)


def test_answers_begin_nowhere_where_too_few_are_right() -> None:
    judged = [Judged((x,), False, 1.0, 1.0) for x in (1.0, 2.0)]
    assert fit_answers(judged, IDENTITY, 0.9) == (1.0, 0.0)


def test_a_question_counts_in_the_precision_as_usual() -> None:
    judged = [Judged((2.0,), True, 1.0, 9.0), Judged((2.0,), False, 1.0, 1.0), Judged((-2.0,), False, 1.0, 10.0)]
    assert fit_answers(judged, IDENTITY, 0.9) == (floor(100 * sigmoid(2.0)) / 100, 0.5)
