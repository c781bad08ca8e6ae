"""Transcripts: who says what, and when."""

import pytest

from index.documents import Place
from index.errors import SeedError
from index.reading.parsed import Parsed
from index.reading.subtitles import Subtitles


def read(text: str) -> Parsed:
    return Subtitles().read(text.encode())


def turns(source: Parsed) -> list[tuple[str | None, str]]:
    return [(b.speaker, source.text[b.start : b.end]) for b in source.blocks]


VTT = """WEBVTT - a title

NOTE nobody says this

STYLE
::cue { color: red }

62357a1d/15-0
00:00:04.963 --> 00:00:08.571 align:start
<v Speaker A>OK,
I think now we should be <i>recording</i></v>

15-1
00:00:08.571 --> 00:00:09.403
<v Speaker A>properly &amp; well.</v>

00:10.683 --> 00:11.563
Good.

00:00:12.000 --> 00:00:13.000
<v.loud B>No.</v><v Speaker A>Yes.
"""


def test_consecutive_cues_of_a_speaker_are_one_speech() -> None:
    source = read(VTT)
    assert turns(source) == [
        ("Speaker A", "OK, I think now we should be recording properly & well."),
        (None, "Good."),
        ("B", "No."),
        ("Speaker A", "Yes."),
    ]
    assert source.text.split("\n") == [text for _, text in turns(source)]
    assert [b.kind for b in source.blocks] == ["speech", "paragraph", "speech", "speech"]


def test_a_sentence_has_the_time_of_its_cues() -> None:
    source = read(VTT)
    assert source.places is not None
    at = source.text.index("recording")
    assert source.places.places(at, at + len("recording")) == [Place(seconds=(4.963, 8.571))]
    assert source.places.places(at, source.text.index("well") + 4) == [Place(seconds=(4.963, 9.403))]
    assert source.places.places(source.text.index("Good"), source.text.index("Good") + 5) == [
        Place(seconds=(10.683, 11.563))
    ]


SRT = """1
00:00:01,000 --> 00:00:02,500
{\\an8}<i>In 1984 the bridge

2
00:00:02,500 --> 00:00:04,000
was closed.</i>

3
00:00:04,500 --> 00:00:06,000
- Why?
- It was 3 < 4 old.

4
00:00:20,000 --> 00:00:21,000
Later.
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_subrip_is_read_and_dashes_and_pauses_begin_blocks(line_end: str) -> None:
    assert turns(read(SRT.replace("\n", line_end))) == [
        (None, "In 1984 the bridge was closed."),
        (None, "- Why?"),
        (None, "- It was 3 < 4 old."),
        (None, "Later."),
    ]


@pytest.mark.parametrize("asked", ["Why?", "“Why?”", "为什么？"])
def test_what_another_asks_is_a_question_and_what_is_said_then_belongs_to_it(asked: str) -> None:
    source = read(SRT.replace("Why?", asked))
    assert [(b.kind, b.parent) for b in source.blocks] == [
        ("paragraph", None),
        ("question", None),
        ("paragraph", 1),
        ("paragraph", 1),
    ]


def test_what_nobody_else_asks_is_a_sentence_of_its_speaker() -> None:
    source = read(SRT.replace("- Why?", "Why?"))
    assert {b.kind for b in source.blocks} == {"paragraph"}


def test_what_a_named_speaker_asks_is_a_question_too() -> None:
    source = read(VTT.replace("No.", "No?"))
    assert [(b.kind, b.parent) for b in source.blocks][2:] == [("question", None), ("speech", 2)]


def test_a_transcript_that_is_not_utf8_is_read_as_windows_1252() -> None:
    assert Subtitles().read("1\n00:00:01,000 --> 00:00:02,000\ncafé".encode("cp1252")).text == "café"


def test_lines_that_roll_on_are_said_once() -> None:
    lines = ["one", "two", "three", "four"]
    cues = [
        f"00:0{n}.000 --> 00:0{n + 1}.000\n{above}\n{below}\n"
        for n, (above, below) in enumerate(zip(["zero", *lines], lines, strict=False))
    ]
    assert read("WEBVTT\n\n" + "\n".join(cues)).text == "zero one two three four"


def test_a_line_that_is_said_twice_is_kept() -> None:
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{said}\n" for n, said in enumerate(["No.", "No.", "Why?", "So."])]
    assert read("WEBVTT\n\n" + "\n".join(cues)).text == "No. No. Why? So."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no transcript in WebVTT or SubRip: Invalid format."),
        (b"Just text.\n\nMore.", "is no transcript in WebVTT or SubRip: Invalid format."),
        (b"WEBVTT\n\nNo cue.", "is no transcript: it has no cue with a time and a text."),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n", "is no transcript: it has no cue with a time and a text."),
        (b"%PDF-1.7", "is a PDF, not a transcript; give it the ending of its format."),
        (b"W" * 10_000_001, "is larger than 10 MB; no transcript is."),
    ],
    ids=["empty", "text", "no cue", "no text", "pdf", "large"],
)
def test_what_is_no_transcript_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Subtitles().read(data)
    assert str(caught.value) == words
