from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from index.documents import About
from index.errors import SeedError
from index.reading.rows import MOST_COLUMNS
from index.reading.xlsx import Xlsx
from tests.index.reading.outlines import outline, zipped

FARES: list[list[Any]] = [["Route", "Fare", "From"], ["Pier", 4.2, date(2025, 3, 1)], ["Mill", 1250, None]]


def xlsx(sheets: dict[str, list[list[Any]]], formats: dict[str, str] | None = None, hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell, shown in (formats or {}).items():
            sheet[cell].number_format = shown
        if name == hidden:
            sheet.sheet_state = "hidden"
    book.properties.title, book.properties.creator = "Ferry", "Jane Doe"
    book.properties.created = datetime(2025, 2, 3, 10)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_sheet_is_a_section_with_its_tables() -> None:
    other: list[list[Any]] = [["Ferries, 2025"], ["Name", "Built"], ["Alma", 1987], [], ["Source: the port"]]
    source = Xlsx().read(xlsx({"Fares": FARES, "Ships": other, "Old": FARES}, hidden="Old"))
    assert outline(source) == [
        ("heading", None, "Fares"),
        ("table_row", 0, "Route\tFare\tFrom"),
        ("table_row", 1, "Pier\t4.2\t2025-03-01"),
        ("table_row", 1, "Mill\t1250"),
        ("heading", None, "Ships"),
        ("paragraph", 4, "Ferries, 2025"),
        ("table_row", 4, "Name\tBuilt"),
        ("table_row", 6, "Alma\t1987"),
        ("paragraph", 4, "Source: the port"),
    ]
    assert source.about == About("Ferry", None, "Jane Doe", "2025-02-03")


def test_a_program_is_no_author() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    out = BytesIO()
    book.save(out)
    assert Xlsx().read(out.getvalue()).about.author is None


def test_one_sheet_that_nobody_named_has_no_heading() -> None:
    assert outline(Xlsx().read(xlsx({"Tabelle1": FARES})))[0] == ("table_row", None, "Route\tFare\tFrom")
    assert outline(Xlsx().read(xlsx({"Fares": FARES})))[0] == ("heading", None, "Fares")


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.0425, "0.0%", "4.3%"),
        (1e40, "0.00", f"1{40 * '0'}.00"),
        (0.5, "0%", "50%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (1234567, "#,##0", "1,234,567"),
        (3.14159, "0.00", "3.14"),
        (2.5, "0", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (4380, '#,##0 "€"', "4,380 €"),
        (4380.5, "#,##0.00\\ [$€-407]", "4,380.50 €"),
        (12, '"about "0" km"', "about 12 km"),
        (1234.5, "_-$* #,##0.00_-;-$* #,##0.00_-", "$1,234.50"),
        (7, "00000", "00007"),
        (2.50, "0.##", "2.5"),
        (2, "0.##", "2"),
        (1234.5, "0.00E+00", "1234.5"),
        (-0.25, "0.0%", "-25.0%"),
        (1987, "General", "1987"),
        (True, "General", "TRUE"),
        ("as it  stands", "General", "as it stands"),
        (datetime(2025, 3, 1, 18, 30), "yyyy-mm-dd hh:mm", "2025-03-01 18:30"),
        (time(18, 30), "hh:mm", "18:30:00"),
    ],
)
def test_values_stand_as_they_are_shown(value: Any, number_format: str, shown: str) -> None:
    source = Xlsx().read(xlsx({"Sheet1": [["Name", "Value"], ["x", value]]}, {"B2": number_format}))
    assert outline(source)[1] == ("table_row", 0, f"x\t{shown}")


def test_what_is_left_out_of_a_wide_sheet_is_said() -> None:
    source = Xlsx().read(xlsx({"Wide": [["a"] * (MOST_COLUMNS + 1)]}))
    assert source.missing == ("has more than 1,000 columns in the sheet Wide; the others are left out",)
    assert len(source.text.split("\t")) == MOST_COLUMNS


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (xlsx({"A": FARES})[:-40], "is damaged or cut short: File is not a zip file."),
        (zipped({"a.txt": "x"}), "is not XLSX: it has no part [Content_Types].xml."),
        (zipped({"[Content_Types].xml": "<Types/>"}), "is damaged or cut short: "),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted; save it without a password as XLSX.",
        ),
    ],
    ids=["empty", "truncated", "zip", "no workbook", "encrypted"],
)
def test_what_is_no_workbook_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Xlsx().read(data)
    assert str(caught.value).startswith(words)
