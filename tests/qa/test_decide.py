from dataclasses import replace
from math import exp, log

import pytest

from qa.decide import choose, confidence, features, is_foreign, verdict_of
from qa.fitted import FEATURES, UNREAD_FEATURES, Fusion, Logistic, Way
from qa.reader import Reading
from qa.retrieve import Candidate


def candidates(*shares: float) -> list[Candidate]:
    return [Candidate(key, 0, (0.0,) * 6, 0.0, share) for key, share in enumerate(shares)]


SCORES = (0.5, 0.25, 0.75, 0.125, 0.625, 1.0)
BEST = Candidate(3, 0, SCORES, fused=8.0, share=0.4)
READ = [
    Candidate(5, 0, SCORES, fused=8.0, share=0.4, reading=Reading(1.5, 2, 6, 0.7)),
    Candidate(2, 0, (0.0,) * 6, fused=6.0, share=0.3, reading=Reading(-0.5, 0, 3, 0.2)),
    Candidate(7, 0, (0.0,) * 6, fused=5.0, share=0.2),
]


def test_the_features_are_named() -> None:
    assert dict(zip(UNREAD_FEATURES, features([BEST, *candidates(0.1)]), strict=True)) == {
        "fused": 8.0,
        "share": 0.4,
        "sentence_bm25": 0.5,
        "sentence_cosine": 0.75,
        "late": 0.625,
    }


def test_the_features_of_read_candidates_are_named() -> None:
    assert dict(zip(FEATURES, features(READ), strict=True)) == pytest.approx(
        {
            "share": 0.4,
            "reader": 1.5,
            "reader_all": log(exp(1.5) + exp(-0.5)),
            "sentence_cosine": 0.75,
            "foreign": 0.0,
            "foreign_cosine": 0.0,
        }
    )


def test_of_a_best_candidate_in_another_language_the_cosine_counts_instead_of_the_share() -> None:
    foreign = replace(READ[0], scores=(*SCORES[:-1], 0.0))
    assert [is_foreign(foreign), is_foreign(READ[0])] == [True, False]
    assert features([foreign, *READ[1:]]) == pytest.approx((0.0, 1.5, log(exp(1.5) + exp(-0.5)), 0.75, 1.0, 0.75))


def test_a_best_candidate_that_was_not_read_counts_as_the_worst_that_was() -> None:
    unread = Candidate(9, 0, SCORES, fused=8.0, share=0.4)
    assert features([unread, *READ]) == pytest.approx((0.4, -0.5, log(exp(1.5) + exp(-0.5)), 0.75, 0.0, 0.0))


def test_confidence_is_the_logistic_function_of_the_weighted_features() -> None:
    logistic = Logistic(-2.0, (0.1, 1.0, -0.5, 2.0, 4.0))
    total = -2.0 + 0.1 * 8.0 + 1.0 * 0.4 - 0.5 * 0.5 + 2.0 * 0.75 + 4.0 * 0.625
    assert confidence(logistic, [BEST]) == pytest.approx(1 / (1 + exp(-total)), abs=1e-12)


def test_confidence_weighs_what_was_read() -> None:
    logistic = Logistic(-1.0, (2.0, 0.25, 0.5, -0.75, 9.0, 9.0))
    total = -1.0 + 2.0 * 0.4 + 0.25 * 1.5 + 0.5 * log(exp(1.5) + exp(-0.5)) - 0.75 * 0.75
    assert confidence(logistic, READ) == pytest.approx(1 / (1 + exp(-total)), abs=1e-12)


def test_confidence_stays_a_probability_when_features_are_extreme() -> None:
    assert confidence(Logistic(1e6, (0.0,) * 5), [BEST]) == 1.0
    assert confidence(Logistic(-1e6, (0.0,) * 5), [BEST]) == 0.0


@pytest.mark.parametrize(
    ("shares", "further", "most", "keys"),
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
def test_the_best_and_those_near_it_are_cited(shares: list[float], further: float, most: int, keys: list[int]) -> None:
    assert [c.key for c in choose(candidates(*shares), further, most)] == keys


@pytest.mark.parametrize(
    ("sure", "verdict"),
    [
        (0.0, "silent"),
        (0.2999, "silent"),
        (0.3, "may_answer"),
        (0.7999, "may_answer"),
        (0.8, "answers"),
        (1.0, "answers"),
    ],
)
def test_each_verdict_begins_at_its_threshold(sure: float, verdict: str) -> None:
    way = Way(Fusion((1.0,) * 6), None, Logistic(0.0, (0.0,) * 5), 0.3, 0.8, 0.5)
    assert verdict_of(sure, way) == verdict
