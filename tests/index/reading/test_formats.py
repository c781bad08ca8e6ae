"""Which format reads a file, and that none raises anything but an error for the person at the keyboard."""

from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SeedError
from index.reading.formats import FORMATS, format_of
from tests.index.reading import (
    test_docx,
    test_eml,
    test_epub,
    test_html,
    test_mhtml,
    test_odp,
    test_ods,
    test_odt,
    test_pptx,
    test_rtf,
    test_subtitles,
    test_xlsx,
)
from tests.index.reading.outlines import zipped


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("a.txt", "PlainText"),
        ("a.text", "PlainText"),
        ("a.md", "Markdown"),
        ("a.markdown", "Markdown"),
        ("a.b.HTML", "Html"),
        ("a.htm", "Html"),
        ("a.xhtml", "Html"),
        ("a.mhtml", "Mhtml"),
        ("a.MHT", "Mhtml"),
        ("a.docx", "Docx"),
        ("a.epub", "Epub"),
        ("a.odt", "Odt"),
        ("a.rtf", "Rtf"),
        ("a.eml", "Eml"),
        ("a.srt", "Subtitles"),
        ("a.vtt", "Subtitles"),
        ("a.pptx", "Pptx"),
        ("a.xlsx", "Xlsx"),
        ("a.XLSM", "Xlsx"),
        ("a.ods", "Ods"),
        ("a.odp", "Odp"),
        ("a.csv", "Delimited"),
        ("a.tsv", "Delimited"),
        ("a.doc", "NoneType"),
        ("txt", "NoneType"),
    ],
)
def test_a_file_is_read_by_the_format_of_its_ending(name: str, reader: str) -> None:
    assert type(format_of(PurePath(name))).__name__ == reader


SOURCES = {
    ".html": test_html.page("<h1>A</h1><table><tr><td>a<td>b</table><ul><li>a</ul><pre>x</pre>", test_html.HEAD),
    ".mhtml": test_mhtml.SAVED,
    ".docx": test_docx.docx(test_docx.p("One.") + test_docx.item("a", 0), styles=test_docx.STYLES),
    ".pptx": test_pptx.saved(test_pptx.slides()),
    ".xlsx": test_xlsx.xlsx({"A": test_xlsx.FARES, "B": test_xlsx.FARES}),
    ".ods": test_ods.ods(Fares=test_ods.FARES),
    ".odp": test_odp.odp(test_odp.SLIDES),
    ".csv": b"Town;Mayor\nArles;Ana Roux\n",
    ".epub": zipped(test_epub.PARTS, packed=0),
    ".odt": test_odt.odt(test_odt.BODY),
    ".rtf": test_rtf.SOURCE,
    ".eml": test_eml.HEAD + test_eml.DATE + test_eml.PARTS % test_eml.PLAIN,
    ".srt": test_subtitles.SRT.encode(),
    ".vtt": test_subtitles.VTT.encode(),
}


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("suffix", sorted(SOURCES))
def test_a_damaged_source_is_read_or_refused_in_words(suffix: str, data: st.DataObject) -> None:
    source = bytearray(SOURCES[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(source)))
        length = data.draw(st.integers(0, 40))
        source[at : at + length] = data.draw(
            st.binary(max_size=20) | st.sampled_from([b"<", b"&", b"\\", b"{", b"9" * 20])
        )
    assert_read_or_refused(suffix, bytes(source))


@pytest.mark.parametrize("suffix", sorted(SOURCES))
@pytest.mark.parametrize("other", sorted(SOURCES))
def test_a_source_under_the_ending_of_another_format_is_read_or_refused_in_words(suffix: str, other: str) -> None:
    assert_read_or_refused(suffix, SOURCES[other])


@pytest.mark.parametrize("suffix", sorted(SOURCES))
@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"x" * 5000])
def test_bytes_of_nothing_are_read_or_refused_in_words(suffix: str, data: bytes) -> None:
    assert_read_or_refused(suffix, data)


def assert_read_or_refused(suffix: str, data: bytes) -> None:
    words = refusal(suffix, data)
    if words is not None:
        assert words.split()[0] in ("is", "has", "holds", "shows", "unpacks")  # it follows the file's name
        assert words.endswith(".")


def refusal(suffix: str, data: bytes) -> str | None:
    """Why a source is refused; None where it is read."""
    try:
        source = FORMATS[suffix].read(data)
    except SeedError as error:
        return str(error)
    source.text.encode()  # no half of a character
    assert all(source.text[b.start : b.end].strip() for b in source.blocks)
    return None
