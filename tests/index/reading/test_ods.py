from index.documents import About
from index.reading.ods import Ods
from tests.index.reading.outlines import outline, zipped

META = """<m xmlns:dc="d" xmlns:meta="t"><dc:title>Ferry</dc:title><meta:initial-creator>Jane Doe</meta:initial-creator>
<meta:creation-date>2025-02-03T10:00:00</meta:creation-date></m>"""
NAMES = 'xmlns:office="o" xmlns:text="t" xmlns:table="b"'


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods(**sheets: str) -> bytes:
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    content = f"<d {NAMES}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></d>"
    return zipped({"content.xml": content, "meta.xml": META})


FARES = (
    f"<table:table-header-rows>{row(cell('Route'), cell('Fare'))}</table:table-header-rows>"
    + row(cell("Pier"), cell("4.20 €"), cell("", 'table:number-columns-repeated="16382"'))
    + row(cell("Mill"), cell("1,250 €"))
    + row(cell("", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048570"')
)


def test_each_sheet_is_a_section_with_what_its_cells_show() -> None:
    note = "<office:annotation><text:p>ask Ruth</text:p></office:annotation>"
    ships = row(cell("Ferries, 2025")) + row(
        f"<table:table-cell>{note}<text:p>Alma</text:p></table:table-cell>", cell("1987")
    )
    source = Ods().read(
        ods(Fares=FARES, Ships=ships + row(cell("Borg"), cell("x", 'table:number-columns-repeated="2"')))
    )
    assert outline(source) == [
        ("heading", None, "Fares"),
        ("table_row", 0, "Route\tFare"),
        ("table_row", 1, "Pier\t4.20 €"),
        ("table_row", 1, "Mill\t1,250 €"),
        ("heading", None, "Ships"),
        ("paragraph", 4, "Ferries, 2025"),
        ("table_row", 4, "Alma\t1987"),
        ("table_row", 4, "Borg\tx\tx"),
    ]
    assert source.about == About("Ferry", None, "Jane Doe", "2025-02-03")


def test_rows_that_are_repeated_are_read_as_often() -> None:
    source = Ods().read(
        ods(Sheet1=row(cell("a"), cell("b")) + row(cell("1"), cell("2"), more='table:number-rows-repeated="3"'))
    )
    assert source.text == "a\tb\n1\t2\n1\t2\n1\t2"
