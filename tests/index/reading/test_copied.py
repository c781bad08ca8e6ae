"""Transcripts that were copied from a page."""

import pytest

from index.documents import Place
from index.reading.copied import copied_transcript
from index.reading.plain import PlainText

SAID = ["so today we look at the old mill", "which was built in 1780 and", "burned down twice.", "Now it is a museum"]


@pytest.mark.parametrize(
    "lines",
    [
        ["0:03", SAID[0], "0:07", SAID[1], "0:12", SAID[2], "1:02:45", SAID[3]],
        [f"{time} {said}" for time, said in zip(("0:03", "0:07", "0:12", "1:02:45"), SAID, strict=True)],
        [f"[00:{time}]  {said}" for time, said in zip(("00:03", "00:07", "00:12", "59:59"), SAID, strict=True)],
        ["(0:03)", "", SAID[0], "", "(0:07)", "", SAID[1], "", "(0:12)", "", SAID[2], "", "(0:59)", "", SAID[3]],
    ],
)
def test_the_times_are_left_out_and_known(lines: list[str]) -> None:
    read = PlainText().read("\n".join(["The old mill", *lines]).encode())
    assert (read.text, read.about.title) == (" ".join(SAID), "The old mill")
    at = read.text.index("which")
    assert read.places is not None
    assert read.places.places(at, at + len("which")) == [Place(seconds=(7.0, 12.0))]
    assert copied_transcript("\n".join(lines)) is not None


@pytest.mark.parametrize(
    "lines",
    [
        ["0:03", "a", "0:07", "b", "0:12", "c"],
        ["09:00 Coffee", "09:30 Bees", "10:00 Walk", "10:30 Talk"],
        ["0:03 a", "0:09 b", "0:07 c", "0:12 d"],
        ["0:03 Ann: a", "0:07 Bo: b", "0:12 Ann: c", "0:15 Bo: d"],
        ["0:03", "a", "b", "c", "0:07", "d", "e", "0:12", "f", "0:15", "g"],
        ["Words.", "More words.", "0:03 a", "0:07 b", "0:12 c", "0:15 d"],
        ["Words."],
        [],
    ],
)
def test_what_is_no_such_transcript_stays_as_it_is(lines: list[str]) -> None:
    assert copied_transcript("\n".join(lines)) is None
