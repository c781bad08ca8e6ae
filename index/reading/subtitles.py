"""SubRip and WebVTT by webvtt-py: what is said, without marks, in blocks of one speaker, with when it is said."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from io import StringIO
from itertools import pairwise

from index.documents import Block
from index.errors import SeedError
from index.places import Cue, TimePlaces
from index.reading.markup import MOST_BYTES, decode_page, refuse_others
from index.reading.parsed import Parsed

PAUSE = 3.0  # seconds; after a longer one a finished sentence ends its block

_VOICE = re.compile(r"<v(?:\.[^\s>]*)*\s+([^>]*)>|</v>")
_MARK = re.compile(r"</?[a-zA-Z\d:.][^<>]*>|\{\\[^{}]*\}")
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_ASKED = re.compile(r"[?？؟][\"'”’»)\]]*$")
_DASH = re.compile(r"[-–—]\s*[\"'“‘«„(¿]?\w")  # another speaker, unnamed


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cue; times in seconds."""

    speaker: str | None
    text: str
    start: float
    end: float


class Subtitles:
    """Reads `.srt` and `.vtt`."""

    suffixes = (".srt", ".vtt")

    def read(self, data: bytes) -> Parsed:
        """The lines of all cues, those of one speaker joined by spaces: cues end in the middle of sentences.

        Raises:
            SeedError: it is larger than 10 MB, or nothing in it is a cue.
        """
        if len(data) > MOST_BYTES:
            raise SeedError(f"is larger than {MOST_BYTES // 10**6} MB; no transcript is.")
        refuse_others(data, "a transcript")
        read = transcript(line for cue in _unrolled(list(_cues(decode_page(data)))) for line in cue)
        if not read.blocks:
            raise SeedError("is no transcript: it has no cue with a time and a text.")
        return read


def transcript(lines: Iterable[Line]) -> Parsed:
    """The lines as a text in blocks of one speaker, with their times."""
    texts: list[str] = []
    blocks: list[Block] = []
    times: list[Cue] = []
    before: Line | None = None
    at = first = 0
    for line in lines:
        begins = before is None or _begins(before, line)
        if before is not None:
            texts.append("\n" if begins else " ")
            at += 1
        first = at if begins else first
        texts.append(line.text)
        times.append(Cue(at, at + len(line.text), (line.start, line.end)))
        at += len(line.text)
        blocks = blocks if begins else blocks[:-1]
        blocks.append(Block("speech" if line.speaker else "paragraph", first, at, speaker=line.speaker))
        before = line
    text = "".join(texts)
    return Parsed(text, tuple(_asked(text, blocks)), places=TimePlaces.of(times))


def _asked(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, what one of several speakers asks as a question that those behind it belong to, up to the next."""
    question: int | None = None
    for number, block in enumerate(blocks):
        said = text[block.start : block.end]
        if _ASKED.search(said) and (block.speaker or _DASH.match(said)):
            question = number
            yield replace(block, kind="question")
        else:
            yield replace(block, parent=question)


def _cues(text: str) -> Iterator[list[Line]]:
    """The lines of each cue."""
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    text = text.lstrip("\ufeff\r\n \t")
    kind = "vtt" if text.startswith("WEBVTT") else "srt"
    try:
        captions = webvtt.from_buffer(StringIO(text), format=kind).captions
    except (MalformedCaptionError, MalformedFileError, ValueError) as error:
        raise SeedError(f"is no transcript in WebVTT or SubRip: {error}.") from None
    for caption in captions:
        start, end = (_seconds(time) for time in (caption.start, caption.end))
        yield [Line(who, said, start, max(start, end)) for who, said in _said(caption.raw_text)]


def _said(raw: str) -> Iterator[tuple[str | None, str]]:
    """Who says each line of a cue, and the line without marks."""
    speaker: str | None = None
    at = 0
    for voice in [*_VOICE.finditer(raw), None]:
        for line in raw[at : voice.start() if voice else len(raw)].split("\n"):
            if text := " ".join(unescape(_MARK.sub("", line)).split(" ")).strip():
                yield speaker, text
        if voice:
            speaker, at = unescape(voice[1]).strip() or None if voice[1] else None, voice.end()


def _begins(before: Line, line: Line) -> bool:
    """Whether a line begins a block of its own."""
    paused = line.start - before.end > PAUSE and _ENDED.search(before.text) is not None
    return line.speaker != before.speaker or paused or (_DASH.match(line.text) is not None)


def _unrolled(cues: list[list[Line]]) -> Iterable[list[Line]]:
    """The cues without the lines that roll on: live captions show each line again above the next one."""
    texts = [[line.text for line in cue] for cue in cues]
    again = [a[-1:] == b[:1] for a, b in pairwise(texts)]
    if not cues or 2 * sum(again) <= len(again):
        return cues
    return [cues[0], *(cue[1:] if repeated else cue for cue, repeated in zip(cues[1:], again, strict=True))]


def _seconds(time: str) -> float:
    """Of a time like 01:02:03.400."""
    hours, minutes, seconds = time.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
