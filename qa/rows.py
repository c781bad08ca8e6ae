"""The rows of a table as the reader reads them: each by itself, its cells behind the names of their columns.

Beside each other rows are mistaken for one another: of 30 questions about five tables (the first of
`tests.benchmarks.tables`) the reader alone finds the right row for 20 as they stand, for 21 in words, and for 29 in
words and by itself; best rows of these and of 11 questions that no row answers are told apart with AUROC .84,
.91 and .92.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.documents import PassageText
from index.folding import fold
from index.store import Quote, Store, StoredPassage
from qa.figures import Range
from qa.reader import Reading

_CELL = re.compile(r"\t|[ ]*\|[ ]*|(?<=\S)[ ]{2,}(?=\S)")  # as `index.reading.structure`, but each tab parts two


@dataclass(frozen=True, slots=True)
class Row:
    """A row in words, with its document's title, and where each cell stands in these and in the row itself."""

    title: str
    told: str
    places: tuple[tuple[Range, Range], ...]

    def text(self) -> PassageText:
        """It by itself, to be read."""
        return PassageText(self.title, "", (self.told,))

    def back(self, reading: Reading) -> Reading:
        """The reading of the row in words as one of the row: the cell, or the part of it, that the answer is in."""
        for (start, end), (own, _) in self.places:
            if start < reading.end and reading.start < end:
                first, last = max(reading.start, start), min(reading.end, end)
                return replace(reading, start=own + first - start, end=own + last - start)
        return replace(reading, start=0, end=0)


def is_row(quote: Quote) -> bool:
    """Whether a sentence is the row of a table."""
    return quote.block is not None and quote.block.kind == "table_row"


def cells_of(row: str) -> list[Range]:
    """Where the cells of a row stand, without bars at its edges and what is empty at its end."""
    first, last = len(row) - len(row.lstrip("| ")), len(row.rstrip("| \t"))
    cuts = [first, *(place for cell in _CELL.finditer(row, first, last) for place in cell.span()), last]
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def in_words(header: str, row: str, title: str = "") -> Row | None:
    """A row with the names of its columns; None where it has more cells than names, or one alone."""
    names, cells = columns(header, row)
    told = ""
    places: list[tuple[Range, Range]] = []
    for (a, b), (start, end) in zip(names, cells, strict=True):
        if start < end:
            told += "" if not places else " – " if len(places) == 1 else ", "
            told += f"{header[a:b]}: " if a < b else ""
            places.append(((len(told), len(told) + end - start), (start, end)))
            told += row[start:end]
    return Row(title, told, tuple(places)) if len(places) > 1 else None


def columns(header: str, row: str) -> tuple[list[Range], list[Range]]:
    """The names of a row's columns and its cells, as many of each; none where it has more cells than names.

    Where tabs stand side by side to align a text, they part no empty cells.
    """
    names, cells = cells_of(header), cells_of(row)
    if len(cells) > len(names):
        names, cells = ([(a, b) for a, b in found if a < b] for found in (names, cells))
    return (names[: len(cells)], cells) if len(cells) <= len(names) else ([], [])


def has_rows(passage: StoredPassage) -> bool:
    """Whether a passage may have rows, by what stands between their cells."""
    return any(map(_CELL.search, passage.text.sentences))


def rows_among(store: Store, keys: Sequence[int]) -> dict[int, Row]:
    """The sentences that are rows and can be said in words, by their keys."""
    quotes = store.quotes(np.array(keys, dtype=np.int64))
    rows = {
        key: in_words(fold(quote.above).text, fold(quote.text).text, quote.entry.title)
        for key, quote in zip(keys, quotes, strict=True)
        if is_row(quote) and quote.above is not None
    }
    return {key: row for key, row in rows.items() if row is not None}


def without(passage: StoredPassage, rows: Collection[int]) -> StoredPassage:
    """A passage without some rows."""
    kept = [number for number, key in enumerate(passage.keys) if key not in rows]
    sentences = tuple(passage.text.sentences[number] for number in kept)
    return StoredPassage(tuple(passage.keys[number] for number in kept), replace(passage.text, sentences=sentences))
