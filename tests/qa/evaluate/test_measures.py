from math import sqrt

import numpy as np
import pytest

from qa.evaluate import measures
from qa.evaluate.measures import Measure, auroc, mean


@pytest.fixture(autouse=True)
def _fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "RESAMPLES", 500)


def test_the_mean_is_of_every_question() -> None:
    measure = mean("x", [1, 0, 0.5, 0.5])
    assert (measure.name, measure.value, measure.n) == ("x", (1 + 0 + 0.5 + 0.5) / 4, 4)


def test_truth_values_count_as_one_and_nought() -> None:
    assert mean("x", [True, True, False, True]).value == 3 / 4


def test_the_interval_of_a_mean_is_about_two_standard_errors_either_side() -> None:
    values = [1.0] * 300 + [0.0] * 100
    measure = mean("x", values)
    error = sqrt(0.75 * 0.25 / 400)
    assert measure.low == pytest.approx(0.75 - 1.96 * error, abs=0.01)
    assert measure.high == pytest.approx(0.75 + 1.96 * error, abs=0.01)


def test_an_interval_is_the_same_each_time() -> None:
    values = [0.1, 0.9, 0.4, 0.4, 0.8]
    assert mean("x", values) == mean("x", values)


@pytest.mark.parametrize("values", [[1.0, 1.0, 1.0], [0.0], [0.5]])
def test_equal_values_have_an_interval_of_no_width(values: list[float]) -> None:
    assert mean("x", values) == Measure("x", values[0], values[0], values[0], len(values))


def test_auroc_is_how_often_a_positive_scores_above_a_negative() -> None:
    # Pairs: .9 and .5 are above .3 and .1, .9 above .5 too; .5 ties with .5 and counts half.
    # Ten times over, so that every resample has both kinds.
    measure = auroc("x", [0.9, 0.5, 0.5, 0.3, 0.1] * 10, [True, True, False, False, False] * 10)
    assert measure.value == pytest.approx((3 + 0.5 + 2) / 6)
    assert measure.n == 50


def test_auroc_of_a_perfect_order_is_one_and_of_the_reverse_nought() -> None:
    scores, positive = list(np.linspace(0, 1, 40)), [n >= 20 for n in range(40)]
    assert auroc("x", scores, positive) == Measure("x", 1.0, 1.0, 1.0, 40)
    assert auroc("x", scores[::-1], positive) == Measure("x", 0.0, 0.0, 0.0, 40)


def test_auroc_of_equal_scores_is_a_half() -> None:
    assert auroc("x", [0.5] * 4, [True, True, False, False]) == Measure("x", 0.5, 0.5, 0.5, 4)


def test_the_interval_of_auroc_holds_its_value() -> None:
    chance = np.random.default_rng(0)
    positive = [n % 2 == 0 for n in range(200)]
    measure = auroc("x", [float(chance.normal(1.0 if p else 0.0)) for p in positive], positive)
    assert 0.6 < measure.low < measure.value < measure.high < 0.9


def test_a_measure_is_one_readable_line() -> None:
    assert str(Measure("golden: hit@1", 0.7567, 0.6, 0.8919, 1234)) == (
        "golden: hit@1" + " " * 49 + " 0.757  [0.600, 0.892]  n = 1,234"
    )
