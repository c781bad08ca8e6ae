import random

import pytest
from rapidfuzz.distance import OSA

from qa.slips import Slips

KNOWN = {"ferry", "fery", "ships", "łukasz", "søren", "москва", "don't", "ß", "x"}


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("ferry", {"fery"}),
        ("fery", {"ferry"}),
        ("frery", {"ferry", "fery"}),  # swapped, added
        ("fferry", {"ferry"}),
        ("shipz", {"ships"}),
        ("hsips", {"ships"}),
        ("lukasz", {"łukasz"}),
        ("sören", {"søren"}),
        ("моcква", {"москва"}),  # a Latin letter inside
        ("dont", {"don't"}),
        ("", {"ß", "x"} - {"ß", "x"}),
        ("kharkiv", set()),
        ("x" * 10_000, set()),
    ],
)
def test_words_one_slip_away_are_found(word: str, near: set[str]) -> None:
    assert Slips(KNOWN).near(word) == near


def test_they_are_those_at_distance_one() -> None:
    drawn = random.Random(1)
    known = {"".join(drawn.choices("abéж", k=drawn.randint(3, 7))) for _ in range(300)}
    slips = Slips(known)
    for _ in range(300):
        word = "".join(drawn.choices("abéжz", k=drawn.randint(3, 7)))
        assert slips.near(word) == {other for other in known if OSA.distance(word, other) == 1}
