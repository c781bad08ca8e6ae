import pytest

from index.errors import SeedError
from index.reading.delimited import Delimited
from tests.index.reading.outlines import outline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Town;Inhabitants;Mayor\r\nArles;52.000;Ana Roux\r\nBonn;335.000;\r\n",
            [
                ("table_row", None, "Town\tInhabitants\tMayor"),
                ("table_row", 0, "Arles\t52.000\tAna Roux"),
                ("table_row", 0, "Bonn\t335.000"),
            ],
        ),
        (
            'Who,Said\nRuth,"Yes, and\nno"\nTom,"He ""left"""\n',
            [
                ("table_row", None, "Who\tSaid"),
                ("table_row", 0, "Ruth\tYes, and no"),
                ("table_row", 0, 'Tom\tHe "left"'),
            ],
        ),
        ("2021\t4300\n2022\t5150\n", [("table_row", None, "2021\t4300"), ("table_row", None, "2022\t5150")]),
        (
            "Visitors of the museum\n\nYear,Visitors\n2021,4300\n",
            [
                ("paragraph", None, "Visitors of the museum"),
                ("table_row", None, "Year\tVisitors"),
                ("table_row", 1, "2021\t4300"),
            ],
        ),
        (
            "Post\t2021\t2022\nRoads\t4300\t5150\n",
            [("table_row", None, "Post\t2021\t2022"), ("table_row", 0, "Roads\t4300\t5150")],
        ),
        (
            "4300\t5150\nRoads\tSchools\n",
            [("table_row", None, "4300\t5150"), ("table_row", None, "Roads\tSchools")],
        ),
        ("Alma\t1987\nBorg\t1990\n", [("table_row", None, "Alma\t1987"), ("table_row", None, "Borg\t1990")]),
        (
            "The pool was cold.\nThe staff were kind.\n",
            [("paragraph", None, "The pool was cold."), ("paragraph", None, "The staff were kind.")],
        ),
    ],
    ids=["semicolons", "quotes", "no header", "title", "years", "words below", "years below", "one column"],
)
def test_rows_are_read_with_their_header(text: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert outline(Delimited().read(text.encode())) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (
            b"PK\x03\x04",
            "is a zip archive, as DOCX, XLSX, PPTX, ODT and EPUB are, not CSV; give it the ending of its format.",
        ),
        (b"a;\xff\n", "is not UTF-8: byte 0xff at position 2 (line 1): invalid start byte. Save it as UTF-8."),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "is damaged: field larger than field limit (131072)."),
    ],
    ids=["empty", "zip", "bytes", "large cell"],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Delimited().read(data)
    assert str(caught.value) == words
