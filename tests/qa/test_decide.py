from math import exp, log

import pytest

from qa.decide import FEATURES, HYBRID_FEATURES, choose, confidence, features, reading_inputs, weigh
from qa.model import Fusion, Logistic, load_model
from qa.reader import Reading
from qa.retrieve import Candidate


def candidates(*shares: float) -> list[Candidate]:
    return [Candidate(row, (0.0,) * 4, 0.0, share) for row, share in enumerate(shares)]


BEST = Candidate(3, (0.5, 0.25, 0.75, 0.125), fused=8.0, share=0.4)
SCORES = (0.5, 0.25, 0.75, 0.125, 0.625)
READ = [
    Candidate(5, SCORES, fused=8.0, share=0.4, reading=Reading(1.5, 2, 6, 0.7)),
    Candidate(2, (0.0,) * 5, fused=6.0, share=0.3, reading=Reading(-0.5, 0, 3, 0.2)),
    Candidate(7, (0.0,) * 5, fused=5.0, share=0.2),
]


def test_the_features_are_named() -> None:
    assert dict(zip(HYBRID_FEATURES, features([BEST, *candidates(0.1)]), strict=True)) == {
        "fused": 8.0,
        "share": 0.4,
        "sentence_bm25": 0.5,
        "sentence_cosine": 0.75,
    }


def test_the_features_of_read_candidates_are_named() -> None:
    assert dict(zip(FEATURES, features(READ), strict=True)) == pytest.approx(
        {
            "fused": 8.0,
            "share": 0.4,
            "sentence_bm25": 0.5,
            "late": 0.625,
            "reader": 1.5,
            "reader_all": log(exp(1.5) + exp(-0.5)),
            "certainty": 0.7,
        }
    )


def test_a_best_candidate_that_was_not_read_counts_as_the_worst_that_was() -> None:
    unread = Candidate(9, SCORES, fused=8.0, share=0.4)
    assert features([unread, *READ]) == pytest.approx((8.0, 0.4, 0.5, 0.625, -0.5, log(exp(1.5) + exp(-0.5)), 0.0))


def test_confidence_is_the_logistic_function_of_the_weighted_features() -> None:
    logistic = Logistic(-2.0, (0.1, 1.0, -0.5, 2.0))
    total = -2.0 + 0.1 * 8.0 + 1.0 * 0.4 - 0.5 * 0.5 + 2.0 * 0.75
    assert confidence(logistic, [BEST]) == pytest.approx(1 / (1 + exp(-total)), abs=1e-12)


def test_confidence_weighs_what_was_read() -> None:
    logistic = Logistic(-1.0, (0.1, 1.0, -0.5, 2.0, 0.25, 0.5, -3.0))
    total = -1.0 + 0.1 * 8.0 + 0.4 - 0.5 * 0.5 + 2.0 * 0.625 + 0.25 * 1.5 + 0.5 * log(exp(1.5) + exp(-0.5)) - 3.0 * 0.7
    assert confidence(logistic, READ) == pytest.approx(1 / (1 + exp(-total)), abs=1e-12)


def test_confidence_stays_a_probability_when_features_are_extreme() -> None:
    assert confidence(Logistic(1e6, (0.0,) * 4), [BEST]) == 1.0
    assert confidence(Logistic(-1e6, (0.0,) * 4), [BEST]) == 0.0


def test_the_model_that_ships_has_a_weight_for_every_feature() -> None:
    assert len(load_model().hybrid.confidence.weights) == len(HYBRID_FEATURES)
    assert len(load_model().whole.confidence.weights) == len(FEATURES)


def test_the_inputs_of_the_reading_are_the_fused_score_the_readers_and_whether_it_read() -> None:
    assert reading_inputs(READ).tolist() == [[8.0, 1.5, 1.0], [6.0, -0.5, 1.0], [5.0, 0.0, 0.0]]


def test_a_reading_ranks_the_candidates_anew_and_shares_are_the_softmax() -> None:
    weighed = weigh(READ, Fusion((1.0, 2.0, -4.0)))
    # 8 + 2 * 1.5 - 4 = 7; 6 - 2 * .5 - 4 = 1; 5, not read.
    assert [(c.row, c.fused) for c in weighed] == [(5, 7.0), (7, 5.0), (2, 1.0)]
    total = exp(7) + exp(5) + exp(1)
    assert [c.share for c in weighed] == pytest.approx([exp(7) / total, exp(5) / total, exp(1) / total], abs=1e-6)
    assert [c.reading for c in weighed] == [READ[0].reading, None, READ[1].reading]
    assert [c.scores for c in weighed] == [SCORES, (0.0,) * 5, (0.0,) * 5]


def test_candidates_that_come_out_equal_stay_in_their_order() -> None:
    assert [c.row for c in weigh(READ, Fusion((0.0, 0.0, 0.0)))] == [5, 2, 7]


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
