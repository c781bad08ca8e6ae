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
from index.reading.archives import UNREADABLE, Archive
from index.reading.dom import fold
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed
from index.reading.rows import MOST_COLUMNS, MOST_ROWS, is_named, pieces_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_FORMAT = re.compile(
    r"(?P<core>[#0?][#0?,]*(?:\.[#0?]+)?)|(?P<percent>%)|(?P<sign>[$€£¥()+\x20-])"
    r'|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].'
)
_PROGRAMS = ("openpyxl", "Apache POI", "Unknown Creator")  # name themselves as authors; the last is PhpSpreadsheet
_EXACTLY = Context(prec=400)  # digits: a float has 309 before its point


class Xlsx:
    """Reads `.xlsx` and `.xlsm`."""

    suffixes = (".xlsx", ".xlsm")

    def read(self, data: bytes) -> Parsed:
        """The sheets in their order.

        Raises:
            SeedError: it is damaged, encrypted, no workbook, or unpacks to too much.
        """
        Archive(data, "XLSX").unpack()
        try:
            return _read(data)
        except UNREADABLE as error:
            raise SeedError(f"is damaged or cut short: {error}.") from None


def _read(data: bytes) -> Parsed:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    said, pieces, missing = book.properties, [], []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # which some programs write wrongly
        rows = list(_rows(sheet))
        if any(len(row) > MOST_COLUMNS for row in rows):
            missing.append(
                f"has more than {MOST_COLUMNS:,} columns in the sheet {sheet.title}; the others are left out"
            )
        heading = _heading(sheet.title, book)
        found = list(pieces_of((row[:MOST_COLUMNS] for row in rows), heading))
        pieces += [heading, *found] if heading and found else found
    author = None if said.creator in _PROGRAMS else said.creator
    created = said.created.date().isoformat() if said.created else None
    return parsed(pieces, About(said.title, None, author, created, said.language), tuple(missing))


def _heading(title: str, book: "Workbook") -> Piece | None:
    return Piece(title, "heading", 1) if len(book.worksheets) > 1 or is_named(title) else None


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
    """A number as its format shows one that is positive, but for fractions, powers of ten and colours."""
    parts = [(m.lastgroup, m[m.lastgroup]) for m in _FORMAT.finditer(number_format.partition(";")[0]) if m.lastgroup]
    cores = [text for kind, text in parts if kind == "core"]
    if len(cores) != 1:
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    number = _rounded(Decimal(str(value)).scaleb(2 * (("percent", "%") in parts)), cores[0])
    return fold("".join(number if kind == "core" else text for kind, text in parts))


def _rounded(number: Decimal, core: str) -> str:
    """A number by the digits of a format: of "#,##0.0#" one or two behind the point, and groups of three before it."""
    whole, _, fraction = core.partition(".")
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, _EXACTLY)
    digits, point, behind = f"{rounded:{',' if ',' in whole else ''}f}".partition(".")
    least = fraction.count("0")
    behind = behind[:least] + behind[least:].rstrip("0")
    return digits.zfill(whole.count("0")) + (point if behind else "") + behind
