import numpy as np
import pytest

from index.documents import Place
from index.places import Cue, Line, PagePlaces, TimePlaces, places_of

# "One ab" on page 1, a line end of the text's own at 6, "cd." on page 2.
LINES = [
    Line(0, 1, (10, 100, 40, 112), [6, 11, 15, 20, 25, 30]),
    Line(7, 2, (10, 50, 22, 62), [5, 10, 12]),
]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 3, [Place(1, ((10.0, 100.0, 25.0, 112.0),))]),
        (4, 6, [Place(1, ((30.0, 100.0, 40.0, 112.0),))]),
        (4, 10, [Place(1, ((30.0, 100.0, 40.0, 112.0),)), Place(2, ((10.0, 50.0, 22.0, 62.0),))]),
        (8, 10, [Place(2, ((15.0, 50.0, 22.0, 62.0),))]),
        (6, 7, []),
        (10, 99, []),
    ],
)
def test_a_stretch_has_a_box_for_each_line_and_a_place_for_each_page(
    start: int, end: int, expected: list[Place]
) -> None:
    assert PagePlaces.of(LINES).places(start, end) == expected


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, (12.0, 20.0, 15.0, 40.0)),
        (1, (10.0, 22.0, 30.0, 25.0)),
        (2, (25.0, 20.0, 28.0, 40.0)),
        (3, (10.0, 35.0, 30.0, 38.0)),
    ],
)
def test_a_turned_line_is_cut_along_its_own_direction(turn: int, expected: tuple[float, ...]) -> None:
    line = Line(0, 1, (10, 20, 30, 40), [2, 5, 9], turn)  # type: ignore[arg-type]
    assert PagePlaces.of([line]).places(1, 2) == [Place(1, (expected,))]  # type: ignore[arg-type]


def test_the_lines_of_one_page_are_in_one_place() -> None:
    lines = [Line(0, 3, (0, 0, 9, 9), [9]), Line(1, 3, (0, 10, 9, 19), [9])]
    assert PagePlaces.of(lines).places(0, 2) == [Place(3, ((0, 0, 9, 9), (0, 10, 9, 19)))]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 4, [Place(seconds=(1.5, 3.25))]),
        (2, 12, [Place(seconds=(1.5, 7.0))]),
        (11, 12, [Place(seconds=(4.0, 7.0))]),
        (5, 6, []),
    ],
)
def test_a_stretch_of_a_transcript_is_said_from_its_first_cue_to_its_last(
    start: int, end: int, expected: list[Place]
) -> None:
    assert TimePlaces.of([Cue(0, 5, (1.5, 3.25)), Cue(6, 12, (4.0, 7.0))]).places(start, end) == expected


@pytest.mark.parametrize(
    "places", [PagePlaces.of(LINES), PagePlaces.of([]), TimePlaces.of([Cue(0, 5, (1.5, 3.25))]), TimePlaces.of([])]
)
def test_places_come_back_from_their_bytes(places: PagePlaces | TimePlaces) -> None:
    again = places_of(places.to_bytes())
    assert type(again) is type(places)
    assert again.to_bytes() == places.to_bytes()
    assert again.places(0, 9) == places.places(0, 9)


def test_a_page_of_places_takes_less_than_three_bytes_a_character() -> None:
    edges = np.arange(1, 81) * 5.5
    lines = [Line(i * 80, 1, (72, 12 * i, 512, 12 * i + 10), edges.tolist()) for i in range(50)]
    assert len(PagePlaces.of(lines).to_bytes()) < 3 * 50 * 80


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"version": 2, "kind": "times", "cues": 0}\n', "places of version 2, this pincite reads 1"),
        (b'{"version": 1, "kind": "stars"}\n', "unknown kind 'stars'"),
        (b'{"version": 1, "kind": "times", "cues": 0}\nxx', "places of 2 bytes, not 0"),
        (b'{"version": 1, "kind": "times", "cues": 5}\nxx', "buffer is smaller"),
        (b"\x00\xff", "utf-8|codec|Expecting"),
    ],
)
def test_other_bytes_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        places_of(data)


def test_cues_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap or are out of order"):
        TimePlaces.of([Cue(0, 5, (0, 1)), Cue(4, 6, (1, 2))])
