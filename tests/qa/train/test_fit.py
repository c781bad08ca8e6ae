"""Which kind a question of the fit is, and the choice of how much a further citation must promise."""

import numpy as np
import pytest

from qa.datasets.corpus import Question
from qa.train.fit import PRIOR, USUAL, Universe, first_within_a_standard_error


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


def test_a_question_is_of_the_kind_of_its_text_else_answerable_or_silent() -> None:
    kinds = {"Is it loud?": "of other texts", "Who is Ann?": "off topic"}
    answered, silent = frozenset({("a", 0)}), frozenset[tuple[str, int]]()
    universe = Universe((), kinds)
    asked = [("Is it loud?", answered), ("Who is Ann?", silent), ("Who is Ben?", answered), ("Who is Cy?", silent)]
    found = [universe.kind(Question(text, gold)) for text, gold in asked]
    assert found == ["of other texts", "off topic", "answerable", "near miss"]
    assert Universe((), silent="elsewhere").kind(Question("Who is Cy?", silent)) == "elsewhere"


def test_all_questions_count_one_together_and_half_of_them_are_silent_in_the_confidence() -> None:
    assert sum(PRIOR.values()) == pytest.approx(1) == sum(USUAL.values())
    assert PRIOR["answerable"] + PRIOR["of other texts"] == pytest.approx(0.5)
    assert PRIOR.keys() == USUAL.keys()
