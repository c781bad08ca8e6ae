"""Lays out a text by its blocks. Nothing of it is a mark: what stands before a block, such as a bullet, is shown."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.documents import Block, Document, Kind, Place
from web.article.parts import (
    CLOSE_TABLE,
    DEEPEST,
    TITLE,
    Close,
    Leaf,
    Open,
    Part,
    Run,
    Where,
    clock,
    code,
    open_table,
    page,
    title_in_text,
)
from web.article.portions import Portion, blocks_of

_MARKED = re.compile(r"[-*•‣◦▪–—]\s|\(?\w{1,4}[.)]\s")
_TAB, _BAR = re.compile(r" *\t *"), re.compile(r" *\| *")


def block_parts(document: Document, portion: Portion, where: Where | None = None) -> Iterator[Part]:
    """The parts of a portion of a document whose text is plain, with the pages or times where it knows them."""
    layout = _Layout(document, portion, where)
    inside = range(portion.first, portion.stop)
    for kind, group in groupby(inside, key=lambda number: _together(layout.blocks[number].kind)):
        numbers = list(group)
        yield from layout.page(numbers[0])
        match kind:
            case "list_item":
                yield from layout.items(numbers)
            case "table_row":
                yield from layout.rows(numbers)
            case "code":
                yield from code(map(layout.code_line, numbers))
            case _:
                for number in numbers:
                    yield from layout.page(number)
                    yield layout.leaf(number)


def _together(kind: Kind) -> Kind:
    return kind if kind in ("list_item", "table_row", "code") else "paragraph"


class _Layout:
    def __init__(self, document: Document, portion: Portion, where: Where | None) -> None:
        self._document, self._where = document, where
        self.blocks = blocks_of(document)
        before = self._place(self.blocks[portion.first - 1]) if portion.first else None
        self._page = before.page or 0 if before else 0  # the last that began
        self._said = -math.inf  # seconds: the last time that was shown
        self._text = document.text
        self._title = title_in_text(document)
        inside = self.blocks[portion.first : portion.stop]
        self._headers = {block.parent for block in inside if block.kind == "table_row"}

    def run(self, number: int) -> Run:
        """A block with what stands before it, white space aside."""
        block = self.blocks[number]
        before = self._text[self._end_before(number) : block.start].lstrip()
        return Run(block.start - len(before), block.start + len(self._text[block.start : block.end].rstrip()))

    def code_line(self, number: int) -> Run:
        """A line of code with its indent, and the line ends before it unless it is the first."""
        block = self.blocks[number]
        before = self._text[self._end_before(number) : block.start]
        if number == 0 or self.blocks[number - 1].kind != "code":
            before = re.split(r"[\r\n]", before)[-1]
        return Run(block.start - len(before), block.end, kept=True)

    def leaf(self, number: int) -> Leaf:
        """A heading or paragraph; who says it stands before it where the text itself leaves it out."""
        block, run = self.blocks[number], self.run(number)
        attributes: tuple[tuple[str, str], ...] = ()
        tag = "p"
        if block is self._title:
            tag = TITLE
        elif block.kind in ("title", "heading"):
            tag = f"h{min(int(TITLE[1]) + self._level(block), DEEPEST)}"
        elif block.kind != "paragraph":
            attributes = (("class", block.kind),)
        speaks = bool(block.speaker and not self._is_said(number, block.speaker, run))
        if block.speaker and speaks:
            attributes += (("data-speaker", block.speaker),)
        return Leaf(tag, (run,), attributes + self._time(block, anew=speaks))

    def page(self, number: int) -> list[Part]:
        """The page that begins with this block, where one does."""
        place = self._place(self.blocks[number])
        if place is None or place.page is None or place.page <= self._page:
            return []
        self._page = place.page
        return page(self._document.id, place.page)

    def _time(self, block: Block, *, anew: bool) -> tuple[tuple[str, str], ...]:
        """When a block is said: at every change of speakers, and every minute."""
        place = self._place(block)
        if place is None or place.seconds is None or not (anew or place.seconds[0] >= self._said + 60):
            return ()
        self._said = place.seconds[0]
        return (("data-time", clock(self._said)),)

    def _place(self, block: Block) -> Place | None:
        return next(iter(self._where(block.start, block.end)), None) if self._where else None

    def items(self, numbers: Sequence[int]) -> Iterator[Part]:
        """A list; the items of an item stand in a list inside it."""
        lists: list[tuple[int | None, int]] = []  # those that are open: what each hangs on, and its open item
        for number in numbers:
            parent = self.blocks[number].parent
            if lists and lists[-1][1] == parent:
                yield Open("ul")
            else:
                while len(lists) > 1 and lists[-1][0] != parent:
                    yield from (Close("li"), Close("ul"))
                    lists.pop()
                yield Close("li") if lists else Open("ul")
                lists = lists[:-1]
            run = self.run(number)
            marked = _MARKED.match(self._text, run.start, run.end)
            yield Open("li", (("class", "marked"),) if marked else ())
            yield Leaf("div", (run,))
            lists.append((parent, number))
        for _ in lists:
            yield from (Close("li"), Close("ul"))

    def rows(self, numbers: Sequence[int]) -> Iterator[Part]:
        """A table. Cells stand apart by tabs, or else by bars; the row that others hang on is its header."""
        yield from open_table()
        for number in numbers:
            yield Open("tr")
            for cell in self._cells(self.run(number)):
                header = number in self._headers and cell.start < cell.end
                yield Leaf("th" if header else "td", (cell,))
            yield Close("tr")
        yield from CLOSE_TABLE

    def _cells(self, row: Run) -> Iterator[Run]:
        apart = _TAB if "\t" in self._text[row.start : row.end] else _BAR
        start = row.start
        for between in apart.finditer(self._text, row.start, row.end):
            if apart is _TAB or between.start() > row.start:  # a bar at the edge is no cell's end
                yield Run(start, between.start())
            start = between.end()
        if start < row.end:
            yield Run(start, row.end)

    def _end_before(self, number: int) -> int:
        return self.blocks[number - 1].end if number else 0

    def _level(self, block: Block) -> int:
        level = 1
        while block.parent is not None:
            block = self.blocks[block.parent]
            level += block.kind == "heading"
        return level

    def _is_said(self, number: int, speaker: str, run: Run) -> bool:
        """Whether a reader knows already who speaks."""
        goes_on = number > 0 and self.blocks[number - 1].speaker == speaker
        return goes_on or self._text.startswith(speaker, run.start)
