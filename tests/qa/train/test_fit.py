"""The choice of how much a further citation must promise."""

import numpy as np
import pytest

from qa.train.fit import first_within_a_standard_error


@pytest.mark.parametrize(
    ("low", "first"),
    [
        ([0.0, 0.0, 1.0, 1.0], 1),  # mean .5
        ([0.0, 1.0, 1.0, 1.0], 0),  # as good
        ([0.2, 0.2, 1.0, 1.0], 0),  # mean .6, .15 below
        ([0.0, 0.1, 1.0, 1.0], 1),  # mean .525, .225 below
    ],
)
def test_the_first_way_is_taken_that_is_as_good_as_the_best_but_for_chance(low: list[float], first: int) -> None:
    best = [0.0, 1.0, 1.0, 1.0]  # mean .75, standard deviation sqrt(.1875) = .433, standard error .2165
    assert first_within_a_standard_error(np.array([low, best])) == first
