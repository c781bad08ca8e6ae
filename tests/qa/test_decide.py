from math import exp

import pytest

from qa.decide import FEATURES, choose, confidence, features
from qa.model import Logistic, load_model
from qa.retrieve import Candidate


def candidates(*shares: float) -> list[Candidate]:
    return [Candidate(row, (0.0,) * 4, 0.0, share) for row, share in enumerate(shares)]


BEST = Candidate(3, (0.5, 0.25, 0.75, 0.125), fused=8.0, share=0.4)


def test_the_features_are_named() -> None:
    assert dict(zip(FEATURES, features(BEST), strict=True)) == {
        "fused": 8.0,
        "share": 0.4,
        "sentence_bm25": 0.5,
        "sentence_cosine": 0.75,
    }


def test_confidence_is_the_logistic_function_of_the_weighted_features() -> None:
    logistic = Logistic(-2.0, (0.1, 1.0, -0.5, 2.0))
    total = -2.0 + 0.1 * 8.0 + 1.0 * 0.4 - 0.5 * 0.5 + 2.0 * 0.75
    assert confidence(logistic, BEST) == pytest.approx(1 / (1 + exp(-total)), abs=1e-12)


def test_confidence_stays_a_probability_when_features_are_extreme() -> None:
    assert confidence(Logistic(1e6, (0.0,) * 4), BEST) == 1.0
    assert confidence(Logistic(-1e6, (0.0,) * 4), BEST) == 0.0


def test_the_model_that_ships_has_a_weight_for_every_feature() -> None:
    assert len(load_model().confidence.weights) == len(FEATURES)


@pytest.mark.parametrize(
    ("shares", "share", "most", "rows"),
    [
        ([0.4, 0.2, 0.19, 0.01], 0.5, 3, [0, 1]),  # .5 * .4 = .2
        ([0.4, 0.3, 0.25, 0.2], 0.5, 3, [0, 1, 2]),
        ([0.4, 0.3, 0.25, 0.2], 0.5, 10, [0, 1, 2, 3]),
        ([0.4, 0.3, 0.25, 0.2], 0.5, 1, [0]),
        ([0.4, 0.4, 0.1], 1.0, 3, [0, 1]),
        ([0.9, 0.1], 1.0, 3, [0]),
        ([1.0], 0.5, 3, [0]),
    ],
)
def test_the_best_and_those_near_it_are_cited(shares: list[float], share: float, most: int, rows: list[int]) -> None:
    assert [c.row for c in choose(candidates(*shares), share, most)] == rows
