from dataclasses import replace
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


def of_odds(odds: float, rights: int, usual: float = 1.0) -> list[Judged]:
    """Four questions with these log odds, so many of them right; those count `usual` in the threshold."""
    return [Judged((odds,), n < rights, 1.0, usual if n < rights else 1.0) for n in range(4)]


def test_from_the_threshold_on_answers_are_rather_right() -> None:
    # The odds are 1 / 3 at -2 and 3 at 2, so even at 0.
    threshold, auroc = fit_threshold([*of_odds(-2.0, 1), *of_odds(2.0, 3)], IDENTITY)
    assert threshold == 0.5
    # Of 4 * 4 pairs, 3 * 3 are in order, 3 + 3 have the same odds.
    assert auroc == pytest.approx((9 + 6 / 2) / 16)


def test_the_threshold_is_lower_where_more_is_usually_answered() -> None:
    # The odds are 2 / 3 at -2 and 6 at 2: their logarithm grows by log(9) / 4 for each 1, and is log(2) at 0.
    threshold, _ = fit_threshold([*of_odds(-2.0, 1, usual=2.0), *of_odds(2.0, 3, usual=2.0)], IDENTITY)
    assert threshold == round(sigmoid(-log(2) * 4 / log(9)), 2) == 0.22


def test_weights_count_in_the_auroc() -> None:
    outcomes = [(3.0, True, 1.0), (2.0, True, 1.0), (1.0, False, 0.1), (0.5, True, 1.0), (-1.0, False, 1.0)]
    _, auroc = fit_threshold([Judged((x,), right, weight, weight) for x, right, weight in outcomes], IDENTITY)
    # Of the weighted pairs 3 * 1.1 all but 1 * .1 are in order.
    assert auroc == pytest.approx((3 * 1.1 - 0.1) / (3 * 1.1))


def test_the_threshold_is_a_probability_under_the_logistic_regression() -> None:
    judged = [replace(j, features=(*j.features, 1.0)) for j in (*of_odds(-2.0, 1), *of_odds(2.0, 3))]
    # Even at the first feature's 0, where the second is 1.
    assert fit_threshold(judged, Logistic(0.25, (0.5, -1.0)))[0] == round(sigmoid(0.25 - 1.0), 2)


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
