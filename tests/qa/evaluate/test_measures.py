from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest

from qa.evaluate import measures
from qa.evaluate.measures import Measure, auroc, bin_of, calibration_error, coverage, mean, sure_answers


@pytest.fixture(autouse=True)
def _more_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.slow
def test_auroc_is_how_often_a_positive_scores_above_a_negative() -> None:
    # Pairs: .9 and .5 are above .3 and .1, .9 above .5 too; .5 ties with .5 and counts half.
    # Ten times over, so that every resample has both kinds.
    measure = auroc("x", [0.9, 0.5, 0.5, 0.3, 0.1] * 10, [True, True, False, False, False] * 10)
    assert measure.value == pytest.approx((3 + 0.5 + 2) / 6)
    assert measure.n == 50


@pytest.mark.slow
def test_auroc_of_a_perfect_order_is_one_and_of_the_reverse_nought() -> None:
    scores, positive = list(np.linspace(0, 1, 40)), [n >= 20 for n in range(40)]
    assert auroc("x", scores, positive) == Measure("x", 1.0, 1.0, 1.0, 40)
    assert auroc("x", scores[::-1], positive) == Measure("x", 0.0, 0.0, 0.0, 40)


def test_auroc_of_equal_scores_is_a_half() -> None:
    assert auroc("x", [0.5] * 4, [True, True, False, False]) == Measure("x", 0.5, 0.5, 0.5, 4)


@pytest.mark.slow
def test_the_interval_of_auroc_holds_its_value() -> None:
    chance = np.random.default_rng(0)
    positive = [n % 2 == 0 for n in range(200)]
    measure = auroc("x", [float(chance.normal(1.0 if p else 0.0)) for p in positive], positive)
    assert 0.6 < measure.low < measure.value < measure.high < 0.9


def test_a_measure_is_one_readable_line() -> None:
    assert str(Measure("golden: hit@1", 0.7567, 0.6, 0.8919, 1234)) == (
        "golden: hit@1" + " " * 49 + " 0.757  [0.600, 0.892]  n = 1,234"
    )


CONFIDENCES = [0.95, 0.9, 0.55, 0.5, 0.05, 0.0, 1.0]
RIGHT = [True, False, True, True, False, False, True]


def test_calibration_error_is_the_mean_gap_between_confidence_and_truth_in_tenths() -> None:
    measure = calibration_error("x", CONFIDENCES, RIGHT)
    # .9 to 1: 2.85 expected, 2 right; .5 to .6: 1.05 and 2; below .1: .05 and 0.
    assert measure.value == pytest.approx((0.85 + 0.95 + 0.05) / 7)
    assert measure.n == 7


def test_a_confidence_that_tells_the_truth_has_no_calibration_error() -> None:
    measure = calibration_error("x", [0.25] * 4 + [0.75] * 4, [True, False, False, False, True, True, True, False])
    assert measure.value == 0
    assert calibration_error("x", [0.0, 1.0], [True, False]).value == 1


def test_gaps_in_opposite_directions_do_not_make_up_for_each_other() -> None:
    # Overall .5 is expected and .5 is right, but each tenth is off by .1.
    measure = calibration_error("x", [0.4] * 10 + [0.6] * 10, [True] * 5 + [False] * 5 + [True] * 5 + [False] * 5)
    assert measure.value == pytest.approx(0.1)


def test_bins_are_tenths_and_one_is_in_the_last() -> None:
    assert bin_of(np.array([0.0, 0.05, 0.099, 0.1, 0.55, 0.9, 0.999, 1.0])).tolist() == [0, 0, 0, 1, 5, 9, 9, 9]


@pytest.mark.parametrize(
    ("precision", "share"),
    [
        (1.0, 2 / 5),  # the first two are right
        (0.75, 4 / 5),  # three of the first four, though only two of the first three
        (0.7, 4 / 5),
        (0.6, 5 / 5),  # three of all five
    ],
)
def test_coverage_is_the_largest_share_that_is_answered_with_the_precision(precision: float, share: float) -> None:
    sure, right = [0.5, 0.9, 0.6, 0.8, 0.7], [False, True, True, True, False]
    assert coverage("x", sure, right, precision).value == share


def test_coverage_is_nought_where_the_surest_answers_are_wrong() -> None:
    assert coverage("x", [0.9, 0.8, 0.1], [False, False, True], 0.9).value == 0.0


def test_coverage_is_whole_where_every_answer_is_right() -> None:
    assert coverage("x", [0.9, 0.8, 0.1], [True] * 3, 0.95) == Measure("x", 1.0, 1.0, 1.0, 3)


@pytest.mark.parametrize("measure", [calibration_error, lambda n, c, r: coverage(n, c, r, 0.9)])
def test_the_intervals_of_calibration_and_coverage_hold_their_values(
    measure: Callable[[str, list[float], list[bool]], Measure],
) -> None:
    chance = np.random.default_rng(0)
    sure = chance.random(400).tolist()
    found = measure("x", sure, [bool(chance.random() < c**2) for c in sure])
    assert found.low < found.value < found.high
    assert found.high - found.low < 0.2


def test_sure_answers_are_counted_among_all_and_judged_among_themselves() -> None:
    sure, right = [True, True, True, False], [True, False, True, True]
    assert [(m.name, m.value, m.n) for m in sure_answers("x", sure, right)] == [
        ("x: verdict answers", 3 / 4, 4),
        ("x: right where the verdict is answers", 2 / 3, 3),
    ]


def test_where_no_answer_is_sure_none_is_judged() -> None:
    assert [(m.name, m.value) for m in sure_answers("x", [False], [True])] == [("x: verdict answers", 0.0)]
