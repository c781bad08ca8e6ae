import pytest

from qa.quotes.align import MARK, Aligned, align, find, measured, widened

SOURCE = ["a", "b", ".", "one", "two", "three", "four", "five", "six", ",", "seven", "eight", ".", "the", "end", "."]


@pytest.mark.parametrize(
    ("needle", "start", "at"),
    [("one two", 0, 3), ("a", 0, 0), ("a", 1, None), (". the", 0, 12), ("one three", 0, None), ("end . x", 0, None)],
)
def test_words_are_found_as_they_are(needle: str, start: int, at: int | None) -> None:
    assert find(needle.split(), SOURCE, start) == at


def test_no_words_are_found_nowhere() -> None:
    assert find([], SOURCE) is None


def test_the_best_stretch_has_what_agrees_and_nothing_far_from_it() -> None:
    assert align(["one", "two", "nine", "four", "five", "the"], SOURCE) == Aligned(0, 5, 3, 8, 4 - 0.5)
    assert align(["zebra"], SOURCE) is None
    assert align([], SOURCE) is None


def test_words_at_the_ends_are_laid_along_those_of_the_same_sentence() -> None:
    core, unlike = Aligned(1, 3, 4, 6, 2.0), ["x", "two", "three", "y"]
    assert widened(core, 0, 4, unlike, SOURCE) == Aligned(0, 4, 3, 7, 2.0)
    # "one" begins its sentence, "eight" ends another.
    assert widened(Aligned(3, 4, 3, 4, 1.0), 0, 4, unlike, SOURCE) == Aligned(0, 4, 3, 4, 1.0)
    assert widened(Aligned(0, 1, 11, 12, 1.0), 0, 4, unlike, SOURCE) == Aligned(0, 4, 11, 13, 1.0)


def test_ends_that_stand_as_they_are_a_few_words_further_are_laid_there() -> None:
    # "three four five" are left out before "six".
    assert widened(Aligned(0, 2, 3, 5, 2.0), 0, 3, ["one", "two", "six"], SOURCE) == Aligned(0, 3, 3, 9, 2.0)
    assert widened(Aligned(1, 3, 7, 9, 2.0), 0, 3, ["two", "five", "six"], SOURCE) == Aligned(0, 3, 4, 9, 2.0)


def test_a_word_spelt_otherwise_agrees_by_its_letters_and_a_mark_hardly_counts() -> None:
    whole = Aligned(0, 3, 0, 3, 0.0)
    assert measured(whole, ["red", "colour", ","], ["red", "color", ","]).agreed == pytest.approx(1 + 10 / 11 + MARK)
    assert measured(whole, ["red", "7", "x"], ["red", "8", "y"]).agreed == 1.0
