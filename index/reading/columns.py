"""The lines of a PDF's page in reading order: running heads taken out, columns one after the other."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

import numpy as np

from index.reading.characters import Glyph, Sheet, Stretch

MARGIN = 0.18  # of a page's height, where running heads and page numbers stand
NARROWEST = 7.0  # points between two columns
CELL = 1.5  # of the font's size; a wider gap in a line parts the cells of a table

Cell = tuple[float, float]

_STEP = 2.0  # points, of the raster in which gaps are counted
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|pagina|página)?[\s\-–—|\[(]*(?:\d{1,4}|[ivxlc]{1,7}|[A-Z\d]{1,3}[-–.]\d{1,3})"
    r"(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,4})?[\s\-–—|\])]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """Stretches on one line of a column, from left to right.

    `column` is where the column's text begins and ends; `tail` says that no larger text follows in it.
    """

    stretches: tuple[Stretch, ...]
    sheet: Sheet
    column: tuple[float, float]

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The line's characters; a space stands for a gap, a tab for one as wide as between cells."""
        glyphs = list(self.stretches[0].glyphs)
        for before, stretch in pairwise(self.stretches):
            gap = stretch.left - before.right
            if gap > 0.12 * self.size:
                last = glyphs[-1]
                mark = "\t" if gap > CELL * self.size else " "
                glyphs.append(Glyph(mark, last.right, last.top, stretch.left, last.bottom))
            glyphs.extend(stretch.glyphs)
        return tuple(glyphs)

    @cached_property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @cached_property
    def size(self) -> float:
        """Of its longest stretch's font, points."""
        return max(self.stretches, key=lambda s: len(s.glyphs)).size

    @cached_property
    def marked(self) -> bool:
        return all(stretch.marked for stretch in self.stretches if any(map(str.isalnum, stretch.text)))

    @property
    def left(self) -> float:
        return self.stretches[0].left

    @property
    def right(self) -> float:
        return max(stretch.right for stretch in self.stretches)

    @cached_property
    def top(self) -> float:
        return min(stretch.top for stretch in self.stretches)

    @cached_property
    def bottom(self) -> float:
        return max(stretch.bottom for stretch in self.stretches)

    @cached_property
    def base(self) -> float:
        """Where most of its characters stand."""
        return median(g.bottom for g in max(self.stretches, key=lambda s: len(s.glyphs)).glyphs)

    @property
    def cells(self) -> list[Cell]:
        """Where each of its cells begins and ends."""
        found = [(self.stretches[0].left, self.stretches[0].right)]
        for stretch in self.stretches[1:]:
            if stretch.left - found[-1][1] > CELL * self.size:
                found.append((stretch.left, stretch.right))
            else:
                found[-1] = (found[-1][0], stretch.right)
        return found


def without_running_heads(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Pages without what stands at the same place of several, and without their numbers."""
    body = body_size(sheets)
    rows = [[row for row in _rows(sheet.stretches) if _marginal(row, sheet)] for sheet in sheets]
    keys = [[_key(row) for row in page if _height(row) <= 1.15 * body] for page in rows]
    seen = Counter(key for page in keys for key in dict.fromkeys(page))
    return [
        _without(sheet, [row for row in page if _repeated(row, seen, body)] + _numbers(sheet))
        for sheet, page in zip(sheets, rows, strict=True)
    ]


def body_size(sheets: Iterable[Sheet]) -> float:
    """The font size that most characters have."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for stretch in sheet.stretches:
            sizes[round(2 * stretch.size) / 2] += len(stretch.glyphs)
    return max(sizes, key=lambda size: sizes[size], default=10.0)


def lines_in_order(sheet: Sheet) -> list[list[Line]]:
    """The page's columns in reading order, each with its lines from above."""
    gutters = find_gutters(sheet.stretches)
    spanning = [s for s in sheet.stretches if any(s.left < x - 3 and s.right > x + 3 for x in gutters)]
    spanning += [s for s in sheet.stretches if s not in spanning and any(_continues(s, other) for other in spanning)]
    rest = [s for s in sheet.stretches if s not in spanning]
    columns: list[list[Line]] = []
    for band, full in _bands(spanning, rest):
        edges = [] if full else gutters
        for left, right in pairwise([-1e6, *edges, 1e6]):
            inside = [s for s in band if left <= (s.left + s.right) / 2 < right]
            if inside:
                columns.append(_lines(inside, sheet))
    return columns


def find_gutters(stretches: Sequence[Stretch]) -> list[float]:
    """Where two columns of running text stand side by side: x, ascending; at most three."""
    if not stretches:
        return []
    width = int(max(s.right for s in stretches)) + 2
    top, bottom = min(s.top for s in stretches), max(s.bottom for s in stretches)
    rows = [
        sorted((s for s in stretches if s.top <= y <= s.bottom), key=lambda s: s.left)
        for y in np.arange(top + 1, bottom, _STEP).tolist()
    ]
    counts = np.zeros(width)
    for row in rows:
        reach = row[0].right if row else 0.0
        for stretch in row[1:]:
            if stretch.left - reach >= NARROWEST:
                counts[max(int(np.ceil(reach)), 0) : int(stretch.left)] += 1
            reach = max(reach, stretch.right)
    found: list[float] = []
    while len(found) < 3 and counts.max(initial=0) * _STEP >= 50:
        plateau = np.flatnonzero(counts >= 0.9 * counts.max())
        run = next(r for r in np.split(plateau, np.flatnonzero(np.diff(plateau) > 1) + 1) if len(r))
        x = float(run[-1] + run[0] + 1) / 2
        parts = _parts(rows, x, found)
        if parts:
            found.append(x)
        around = 20 if parts else 1
        counts[max(run[0] - around, 0) : run[-1] + 1 + around] = 0
    return sorted(found)


def _parts(rows: Sequence[Sequence[Stretch]], x: float, others: Sequence[float]) -> bool:
    """Whether both sides of x hold running text: lines that mostly fill their column."""
    apart = np.array([_gap_at(row, x) for row in rows])
    crossed = np.array([any(s.left < x < s.right for s in row) for row in rows])
    if not apart.any():
        return False
    first, last = np.percentile(np.flatnonzero(apart), [5, 95]).astype(int)
    if crossed[first : last + 1].sum() > 0.35 * apart[first : last + 1].sum():
        return False  # wide spaces between words, in lines among others that have none there
    floor = max((o for o in others if o < x), default=-1e6)
    ceiling = min((o for o in others if o > x), default=1e6)
    sides: tuple[list[tuple[float, float, float]], ...] = ([], [])  # each row's beginning, end, and ink
    for row in rows:
        left = [s for s in row if floor < s.left and s.right <= x]
        right = [s for s in row if s.left >= x and s.right < ceiling]
        if left and right and not any(s.left < x < s.right for s in row):
            for side, found in zip(sides, (left, right), strict=True):
                ink = sum(s.right - s.left for s in found)
                side.append((found[0].left, max(s.right for s in found), ink))
    for side in sides:
        if not side:
            return False
        widest = np.percentile([end for _, end, _ in side], 95) - np.percentile([begin for begin, _, _ in side], 5)
        typical = float(np.percentile([ink for _, _, ink in side], 70))  # a row between two lines has little
        if typical < 0.55 * widest or typical < 70:
            return False
    return True


def _gap_at(row: Sequence[Stretch], x: float) -> bool:
    """Whether a row has a gap as wide as between columns at x."""
    left = max((s.right for s in row if s.left < x), default=None)
    right = min((s.left for s in row if s.left >= x), default=None)
    return left is not None and right is not None and left <= x and right - left >= NARROWEST


def _continues(stretch: Stretch, other: Stretch) -> bool:
    gap = max(stretch.left - other.right, other.left - stretch.right)
    return _overlap(stretch, other) > 0.5 and gap < 1.2 * other.size


def _bands(spanning: Sequence[Stretch], rest: Sequence[Stretch]) -> list[tuple[list[Stretch], bool]]:
    """The page cut at what stands across its columns: stretches from above, and whether they stand across."""
    marked = [(s, True) for s in spanning] + [(s, False) for s in rest]
    bands: list[tuple[list[Stretch], bool]] = []
    for row in _rows(spanning):
        top = min(s.top for s in row)
        above = [s for s, across in marked if not across and (s.top + s.bottom) / 2 < top]
        if above:
            bands.append((above, False))
            marked = [(s, across) for s, across in marked if s not in above]
        if bands and bands[-1][1]:
            bands[-1][0].extend(row)
        else:
            bands.append((list(row), True))
    below = [s for s, across in marked if not across]
    return [*bands, (below, False)] if below else bands


def _lines(stretches: Sequence[Stretch], sheet: Sheet) -> list[Line]:
    rows = _rows(stretches)
    left = float(np.percentile([row[0].left for row in rows], 10))
    right = float(np.percentile([row[-1].right for row in rows], 95))
    return [Line(tuple(row), sheet, (left, right)) for row in rows]


def _rows(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Stretches that stand side by side, from left to right; rows from above. The widest say where a row is."""
    rows: list[list[Stretch]] = []
    for stretch in sorted(stretches, key=lambda s: s.left - s.right):
        near = [row for row in rows if _overlap(stretch, row[0]) >= 0.4]
        if near:
            max(near, key=lambda row: _overlap(stretch, row[0])).append(stretch)
        else:
            rows.append([stretch])
    for row in rows:
        row.sort(key=lambda s: s.left)
    return sorted(rows, key=lambda row: max(row, key=lambda s: s.right - s.left).bottom)


def _overlap(a: Stretch, b: Stretch) -> float:
    """How much of the lower one's height both share."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared / max(min(a.bottom - a.top, b.bottom - b.top), 0.1)


def _marginal(row: Sequence[Stretch], sheet: Sheet) -> bool:
    return row[0].bottom < MARGIN * sheet.height or row[0].top > (1 - MARGIN) * sheet.height


def _key(row: Sequence[Stretch]) -> tuple[str, int]:
    text = re.sub(r"\d+", "#", " ".join(s.text for s in row)).strip()
    return re.sub(r"\b[ivxlc]+$", "#", text), round(row[0].bottom / 4)


def _height(row: Sequence[Stretch]) -> float:
    return max(s.size for s in row)


def _repeated(row: Sequence[Stretch], seen: Counter[tuple[str, int]], body: float) -> bool:
    text, place = _key(row)
    return _height(row) <= 1.15 * body and sum(seen[text, near] for near in (place - 1, place, place + 1)) >= 2


def _numbers(sheet: Sheet) -> list[list[Stretch]]:
    """The first or the last row of a page, where it is a page number apart from the text."""
    rows = _rows(sheet.stretches)
    found = []
    for row, inner in ((rows[0], rows[1]), (rows[-1], rows[-2])) if len(rows) > 1 else ():
        text = " ".join(s.text for s in row).strip()
        away = max(inner[0].top - row[0].bottom, row[0].top - inner[0].bottom)
        if _marginal(row, sheet) and _PAGE_NUMBER.fullmatch(text) and away > 0.4 * row[0].size:
            found.append(row)
    return found


def _without(sheet: Sheet, rows: Sequence[Sequence[Stretch]]) -> Sheet:
    out = {id(stretch) for row in rows for stretch in row}
    kept = [stretch for stretch in sheet.stretches if id(stretch) not in out]
    return Sheet(sheet.number, sheet.width, sheet.height, sheet.turn, kept)
