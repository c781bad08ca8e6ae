"""Spreadsheets of LibreOffice and its kin: each sheet a section, with what its cells show."""

from collections.abc import Iterator
from typing import Any

from index.reading.archives import Archive, attribute, local
from index.reading.odt import about_of, content_of
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed
from index.reading.rows import MOST_COLUMNS, MOST_ROWS, is_named, pieces_of

_ROWS = ("table-header-rows", "table-row-group", "table-rows")


class Ods:
    """Reads `.ods`."""

    suffixes = (".ods",)

    def read(self, data: bytes) -> Parsed:
        """The sheets in their order.

        Raises:
            SeedError: it is damaged, encrypted, no ODS, or unpacks to too much.
        """
        archive = Archive(data, "ODS")
        sheets = [e for e in content_of(archive, "spreadsheet") if local(e) == "table"]
        pieces: list[Piece] = []
        for sheet in sheets:
            name = attribute(sheet, "name")
            heading = Piece(name, "heading", 1) if len(sheets) > 1 or is_named(name) else None
            found = list(pieces_of(_rows(sheet), heading))
            pieces += [heading, *found] if heading and found else found
        return parsed(pieces, about_of(archive))


def _rows(parent: Any) -> Iterator[list[str]]:
    """The rows, one that is repeated as often; an empty one once, as it is repeated down to the sheet's end."""
    for element in parent:
        if local(element) in _ROWS:
            yield from _rows(element)
        elif local(element) == "table-row":
            cells = _cells(element)
            for _ in range(_repeated(element, "number-rows-repeated", MOST_ROWS) if any(cells) else 1):
                yield cells


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local(cell) in ("table-cell", "covered-table-cell"):
            text = " ".join("".join(p.itertext()) for p in cell if local(p) == "p")
            cells += [text] * _repeated(cell, "number-columns-repeated", MOST_COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _repeated(element: Any, name: str, most: int) -> int:
    said = attribute(element, name)
    return max(0, min(int(said) if said.isdecimal() else 1, most))
