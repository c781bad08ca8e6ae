"""Workbooks by openpyxl: the sheets that are shown, each a section, with the values that were saved.

Numbers stand as their cells show them where that is a matter of decimals, groups or percent, dates as 2025-03-01.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.documents import About
from index.errors import SeedError
from index.reading.archives import Archive
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed
from index.reading.rows import pieces_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MOST_ROWS = 1_048_576  # that any program writes
MOST_COLUMNS = 1_000  # of a sheet; what stands to the right is left out, and said

_UNNAMED = re.compile(r"(?:Sheet|Tabelle|Feuil|Hoja|Foglio|Arkusz|Blad|Planilha|Лист|Аркуш|Sayfa|工作表|シート)\s?\d+")
_DECIMALS = re.compile(r"0\.(0+)")
_EXACTLY = Context(prec=400)  # digits: a float has 309 before its point
# What openpyxl raises where a part is missing, cut short or not what it says it is.
_BROKEN = (AttributeError, EOFError, IndexError, KeyError, OSError, OverflowError, SyntaxError, TypeError, ValueError)


class Xlsx:
    """Reads `.xlsx` and `.xlsm`."""

    suffixes = (".xlsx", ".xlsm")

    def read(self, data: bytes) -> Parsed:
        """The sheets in their order.

        Raises:
            SeedError: it is damaged, encrypted, no workbook, or unpacks to too much.
        """
        archive = Archive(data, "XLSX")
        archive.xml("[Content_Types].xml")
        for name in archive.names:  # within limits, as openpyxl reads without any
            archive.read(name)
        try:
            return _read(data)
        except _BROKEN as error:
            raise SeedError(f"is damaged or cut short: {error}.") from None


def _read(data: bytes) -> Parsed:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    said, missing = book.properties, []
    pieces = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # which some programs write wrongly
        rows = [list(row) for row in _rows(sheet)]
        if any(len(row) > MOST_COLUMNS for row in rows):
            missing.append(
                f"has more than {MOST_COLUMNS:,} columns in the sheet {sheet.title}; the others are left out"
            )
        heading = _heading(sheet.title, book)
        found = list(pieces_of((row[:MOST_COLUMNS] for row in rows), heading))
        pieces += [heading, *found] if heading and found else found
    created = said.created.date().isoformat() if said.created else None
    return parsed(pieces, About(said.title, None, said.creator, created, said.language), tuple(missing))


def _heading(title: str, book: "Workbook") -> Piece | None:
    unnamed = len(book.worksheets) == 1 and _UNNAMED.fullmatch(title)
    return None if unnamed else Piece(title, "heading", 1)


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in islice(sheet.iter_rows(), MOST_ROWS):  # a row may say that it is the billionth, and all before it come
        yield [_shown(cell.value, cell.number_format) for cell in row]


def _shown(value: Any, number_format: str | None) -> str:
    """A value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(value, number_format or "")
    return str(value)


def _number(value: float, number_format: str) -> str:
    shown = number_format.partition(";")[0]
    group = "," if "#,##" in shown else ""
    found = _DECIMALS.search(shown)
    decimals = len(found[1]) if found else 0
    if found or "%" in shown or shown in ("0", "#,##0"):
        percent = "%" in shown
        exact = Decimal(str(value)).scaleb(2 * percent)
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACTLY)
        return f"{rounded:{group}f}{'%' * percent}"
    return f"{value:{group}.15g}" if isinstance(value, float) else f"{value:{group}}"
