"""Where each stretch of a document's text stands in its source: on pages, or in a recording.

As bytes a `Places` is one line of JSON (version, kind, how many of each) and then its columns, little-endian. A page's
text takes two bytes a character and thirty a line.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.documents import Place, Places

VERSION = 1
UNIT = 0.1  # points; a character's edge is kept in such steps, so a line may be 6,553 points long

Turn = Literal[0, 1, 2, 3]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page's text.

    Attributes:
        start: of its first character in the document's text, code points.
        page: from 1.
        box: left, top, right, bottom in points from the displayed page's top left.
        edges: for each character, how far from the line's beginning it ends, in points, ascending.
        turn: quarter turns clockwise of the direction of reading: 0 to the right, 1 down, 2 to the left, 3 up.
    """

    start: int
    page: int
    box: Box
    edges: Sequence[float]
    turn: Turn = 0


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of a transcript, code points, and when it is said, in seconds."""

    start: int
    end: int
    seconds: tuple[float, float]


class PagePlaces:
    """Places in a source that has pages."""

    def __init__(
        self,
        ranges: NDArray[np.int32],
        pages: NDArray[np.int32],
        boxes: NDArray[np.float32],
        turns: NDArray[np.uint8],
        edges: NDArray[np.uint16],
    ) -> None:
        """Columns by line: ranges (n, 2), pages (n,), boxes (n, 4), turns (n,); by character: edges, in `UNIT`s."""
        self._ranges, self._pages, self._boxes, self._turns, self._edges = ranges, pages, boxes, turns, edges
        lengths = ranges[:, 1].astype(np.int64) - ranges[:, 0]
        self._firsts = np.concatenate([[0], np.cumsum(lengths)])
        _check_ranges(ranges)
        if self._firsts[-1] != len(edges):
            raise ValueError(f"{len(edges)} edges for {self._firsts[-1]} characters")

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "PagePlaces":
        """Places of lines in the order of the text; no two share a character."""
        edges = [np.round(np.asarray(line.edges) / UNIT).clip(0, 65535) for line in lines]
        return cls(
            np.array([(line.start, line.start + len(line.edges)) for line in lines], dtype="<i4").reshape(-1, 2),
            np.array([line.page for line in lines], dtype="<i4"),
            np.array([line.box for line in lines], dtype="<f4").reshape(-1, 4),
            np.array([line.turn for line in lines], dtype="u1"),
            np.concatenate([*edges, np.zeros(0)]).astype("<u2"),
        )

    def places(self, start: int, end: int) -> list[Place]:
        """One place for each page that the stretch is on, in its order; none where it is on no page."""
        boxed = [
            (int(self._pages[line]), self._box(line, start, end)) for line in _overlapping(self._ranges, start, end)
        ]
        return [
            Place(page=page, boxes=tuple(box for _, box in found)) for page, found in groupby(boxed, key=lambda b: b[0])
        ]

    def _box(self, line: int, start: int, end: int) -> Box:
        """The part of a line's box that holds the stretch."""
        first, stop = self._ranges[line].tolist()
        edges = self._edges[self._firsts[line] : self._firsts[line + 1]]
        begin = float(edges[start - first - 1]) * UNIT if start > first else 0.0
        finish = float(edges[min(end, stop) - first - 1]) * UNIT
        left, top, right, bottom = self._boxes[line].tolist()
        match self._turns[line]:
            case 0:
                box = left + begin, top, left + finish, bottom
            case 1:
                box = left, top + begin, right, top + finish
            case 2:
                box = right - finish, top, right - begin, bottom
            case _:
                box = left, bottom - finish, right, bottom - begin
        return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)

    def to_bytes(self) -> bytes:
        counts = {"lines": len(self._pages), "characters": len(self._edges)}
        return _pack("pages", counts, (self._ranges, self._pages, self._boxes, self._turns, self._edges))


class TimePlaces:
    """Places in a recording of which the source is a transcript."""

    def __init__(self, ranges: NDArray[np.int32], times: NDArray[np.int64]) -> None:
        """Columns by cue: ranges (n, 2) in code points, times (n, 2) in milliseconds."""
        _check_ranges(ranges)
        self._ranges, self._times = ranges, times

    @classmethod
    def of(cls, cues: Sequence[Cue]) -> "TimePlaces":
        """Places of cues in the order of the text; no two share a character."""
        times = [(round(1000 * cue.seconds[0]), round(1000 * cue.seconds[1])) for cue in cues]
        return cls(
            np.array([(cue.start, cue.end) for cue in cues], dtype="<i4").reshape(-1, 2),
            np.array(times, dtype="<i8").reshape(-1, 2),
        )

    def places(self, start: int, end: int) -> list[Place]:
        """One place, from when its first cue begins to when its last ends; none where no cue says it."""
        cues = _overlapping(self._ranges, start, end)
        if not cues:
            return []
        return [Place(seconds=(int(self._times[cues[0], 0]) / 1000, int(self._times[cues, 1].max()) / 1000))]

    def to_bytes(self) -> bytes:
        return _pack("times", {"cues": len(self._ranges)}, (self._ranges, self._times))


def places_of(data: bytes | memoryview) -> Places:
    """What `to_bytes` wrote.

    Raises:
        ValueError: it is not that, or another version wrote it.
    """
    head, _, body = bytes(data).partition(b"\n")
    header = json.loads(head)
    if header.get("version") != VERSION:
        raise ValueError(f"places of version {header.get('version')}, this pincite reads {VERSION}")
    if header["kind"] == "times":
        n = int(header["cues"])
        return TimePlaces(*_unpack(body, (("<i4", (n, 2)), ("<i8", (n, 2)))))
    if header["kind"] == "pages":
        n, characters = int(header["lines"]), int(header["characters"])
        columns = (("<i4", (n, 2)), ("<i4", (n,)), ("<f4", (n, 4)), ("u1", (n,)), ("<u2", (characters,)))
        return PagePlaces(*_unpack(body, columns))
    raise ValueError(f"places of the unknown kind {header['kind']!r}")


def _overlapping(ranges: NDArray[np.int32], start: int, end: int) -> list[int]:
    """The rows that share a character with a stretch."""
    first = int(np.searchsorted(ranges[:, 1], start, side="right"))
    stop = int(np.searchsorted(ranges[:, 0], end, side="left"))
    return list(range(first, stop))


def _check_ranges(ranges: NDArray[np.int32]) -> None:
    if len(ranges) and not (ranges[0, 0] >= 0 and np.all(np.diff(ranges.ravel()) >= 0)):
        raise ValueError("places overlap or are out of order")


def _pack(kind: str, counts: dict[str, int], columns: Sequence[NDArray[np.generic]]) -> bytes:
    header = json.dumps({"version": VERSION, "kind": kind, **counts}).encode()
    return b"\n".join([header, b"".join(column.tobytes() for column in columns)])


def _unpack(body: bytes, columns: Sequence[tuple[str, tuple[int, ...]]]) -> list[NDArray[Any]]:
    found: list[NDArray[Any]] = []
    offset = 0
    for dtype, shape in columns:
        count = int(np.prod(shape))
        found.append(np.frombuffer(body, dtype, count, offset).reshape(shape))
        offset += found[-1].nbytes
    if offset != len(body):
        raise ValueError(f"places of {len(body)} bytes, not {offset}")
    return found
