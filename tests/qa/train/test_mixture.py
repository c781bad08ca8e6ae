from collections import Counter

import pytest

from qa.train import mixture
from qa.train.mixture import Mixture


@pytest.fixture(autouse=True)
def _short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixture, "ROUND", 8)


def test_mixture_gives_each_source_its_share_of_a_round() -> None:
    mixed = Mixture({"a": 100, "b": 100}, {"a": 3.0, "b": 1.0}, seed=1)
    assert Counter(source for source, _ in mixed.draw(0, 16)) == {"a": 12, "b": 4}


def test_mixture_goes_through_a_source_whole_before_it_begins_again() -> None:
    mixed = Mixture({"a": 5, "b": 100}, {"a": 1.0, "b": 1.0}, seed=1)
    numbers = [number for source, number in mixed.draw(0, 40) if source == "a"]
    assert [sorted(numbers[i : i + 5]) for i in range(0, 20, 5)] == [[0, 1, 2, 3, 4]] * 4


def test_mixture_is_the_same_from_any_place() -> None:
    sizes, weights = {"a": 7, "b": 5}, {"a": 1.0, "b": 2.0}
    whole = Mixture(sizes, weights, seed=3).draw(0, 60)
    assert Mixture(sizes, weights, seed=3).draw(33, 20) == whole[33:53]
    assert Mixture(sizes, weights, seed=4).draw(0, 60) != whole


def test_mixture_of_an_empty_source_says_which() -> None:
    with pytest.raises(ValueError, match="'b' has 0 questions"):
        Mixture({"a": 1, "b": 0}, {"a": 1.0, "b": 1.0}, seed=0)
    with pytest.raises(ValueError, match="'a' has 1 questions and the weight None"):
        Mixture({"a": 1}, {}, seed=0)
