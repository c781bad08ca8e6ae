"""Transcripts as they are copied from video sites: the time in a line of its own, or in front of each line."""

import re
from itertools import pairwise

from index.documents import About
from index.reading.parsed import Parsed
from index.reading.subtitles import Line, transcript
from index.reading.turns import turn_of

FEWEST = 4  # times
EARLY = 60  # seconds; what begins later is a timetable

_TIMED = re.compile(
    r"[\[(]?(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{2})[\])]?(?:[ \t]+(?P<said>\S.*))?"
)


def copied_transcript(text: str) -> Parsed | None:
    """A plain text as the transcript that it is, without the times; None where it is none.

    The times go up from the first minute, at least every second line has one, and above them is the title or nothing.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_TIMED.fullmatch(line) for line in lines]
    titled = int(found[:1] == [None])
    times = [_seconds(match) for match in found if match]
    if len(times) < FEWEST or times[0] > EARLY or 2 * len(times) < len(lines) - titled or found[titled] is None:
        return None
    named = any(match and match["said"] and turn_of(match[0]) for match in found)
    if named or any(later < earlier for earlier, later in pairwise(times)):
        return None
    said: list[list[str]] = []
    for line, match in list(zip(lines, found, strict=True))[titled:]:
        if match is None:
            said[-1].append(line)
        else:
            said.append([match["said"]] if match["said"] else [])
    cues = zip(said, times, [*times[1:], times[-1]], strict=True)
    read = transcript(Line(None, " ".join(words), start, end) for words, start, end in cues if words)
    return Parsed(read.text, read.blocks, About(title=lines[0] if titled else None), places=read.places)


def _seconds(time: re.Match[str]) -> float:
    return 3600.0 * int(time["hours"] or 0) + 60 * int(time["minutes"]) + int(time["seconds"])
