"""From the rows of a sheet to pieces: tables with their headers, and lines of text between them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from index.reading.dom import fold
from index.reading.pieces import Piece, leads_in

MOST_ROWS = 1_048_576  # that any program writes
MOST_COLUMNS = 1_000  # of a sheet; what stands to the right is left out, and said

_UNNAMED = re.compile(r"(?:Sheet|Tabelle|Feuil|Hoja|Foglio|Arkusz|Blad|Planilha|Лист|Аркуш|Sayfa|工作表|シート)\s?\d+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_FIGURE = re.compile(r"[^\w]*\d[\d.,:/\s-]*[^\w]*\Z")


def is_named(title: str) -> bool:
    """Whether a person gave a sheet its name."""
    return _UNNAMED.fullmatch(title) is None


def pieces_of(rows: Iterable[Sequence[str]], above: Piece | None = None) -> Iterator[Piece]:
    """The pieces of a sheet: an empty row ends a table, a line in one cell alone is a paragraph."""
    folded = ([fold(cell) for cell in row] for row in rows)
    for empty, group in groupby(folded, key=lambda row: not any(row)):
        if not empty:
            yield from _of_table(list(group), above)


def _of_table(rows: Sequence[Sequence[str]], above: Piece | None) -> Iterator[Piece]:
    lead, header = above, None
    first = next((number for number, row in enumerate(rows) if len(_values(row)) > 1), len(rows))
    for number, row in enumerate(rows):
        values = _values(row)
        if len(values) == 1 and header is None:
            paragraph = Piece(values[0], under=above)
            lead = leads_in(paragraph) or above
            yield paragraph
            continue
        piece = Piece("\t".join(row).rstrip("\t"), "table_row", under=header or lead)
        if number == first and _is_header(row, rows[first + 1 :]):
            header = piece
        yield piece


def _values(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


def _is_header(row: Sequence[str], behind: Sequence[Sequence[str]]) -> bool:
    """Whether a row names its columns: all that the rows behind it have, by words, or by years above other figures."""
    columns = {number for other in behind for number, cell in enumerate(other) if cell}
    named = {number for number, cell in enumerate(row) if cell}
    if not columns or len(columns - named) > 1 or not any(cell and not _FIGURE.match(cell) for cell in row):
        return False
    return all(
        _names(cell, [other[number] for other in behind if number < len(other)]) for number, cell in enumerate(row)
    )


def _names(cell: str, below: Sequence[str]) -> bool:
    if not _FIGURE.match(cell):
        return True
    figures = any(map(_FIGURE.match, below)) and not any(map(_YEAR.fullmatch, below))
    return figures and _YEAR.fullmatch(cell) is not None
