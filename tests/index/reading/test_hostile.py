"""Sources made to exhaust whoever reads them: each ends in an error that says why, or in a text."""

import zlib
from collections.abc import Callable, Iterator

import pytest

from index.errors import SeedError
from index.reading.process import ReadingProcess
from tests.index.reading.outlines import zipped
from tests.index.reading.test_docx import docx, p
from tests.index.reading.test_odt import odt
from tests.pdfs import pages

pytestmark = pytest.mark.slow

READ = "One cat sat."


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingProcess]:
    with ReadingProcess() as process:
        yield process


def inflated(stream: bytes, filters: str) -> bytes:
    """A PDF of one page whose stream has these filters."""
    whole = pages([READ])
    raw = f"<< /Length {len(READ)} >>\nstream\n{READ}\nendstream".encode()
    assert raw in whole
    packed = f"<< /Length {len(stream)} /Filter {filters} >>\nstream\n".encode() + stream + b"\nendstream"
    return whole.replace(raw, packed)


def packed(times: int) -> bytes:
    """100 MB of spaces, packed this many times."""
    data = b" " * 100_000_000
    for _ in range(times):
        data = zlib.compress(data)
    return data


def many_attributes() -> bytes:
    return f"<p {' '.join(f'a{i}=1' for i in range(2_000))}>".encode()


def eml_parts(depth: int) -> bytes:
    part = "Content-Type: multipart/mixed; boundary={0}\r\n\r\n--{0}\r\n"
    return f"Subject: x\r\n{''.join(map(part.format, range(depth)))}".encode()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;&b;</x>'
NO_TEXT = "has no text: it is scanned. Run it through OCR and save it with its text."
DEEP_HTML = "has more than 10,000 elements inside one another; no browser shows such a page."
DEEP_XML = "is damaged or nested too deep: word/document.xml: Excessive depth in document: 256"

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": (".docx", lambda: docx(p("a" * 250_000_000)), "unpacks to more than 200 MB; it is not read."),
    "many files": (".docx", lambda: zipped({str(i): "" for i in range(5_001)}), "holds more than 5,000 files"),
    "entities": (".docx", lambda: zipped({"_rels/.rels": ENTITIES}), "has a DOCTYPE in _rels/.rels"),
    "deep tables": (".docx", lambda: docx("<w:tbl>" * 2_000 + p(READ) + "</w:tbl>" * 2_000), DEEP_XML),
    "one long text": (".docx", lambda: docx(p("a b. " * 20_000_000)), "is damaged or nested too deep"),
    "deep page": (".html", lambda: b"<div>" * 1_000_000 + READ.encode(), DEEP_HTML),
    "deep emphasis": (".html", lambda: b"<b>" * 200_000 + READ.encode(), DEEP_HTML),
    "many attributes": (".html", many_attributes, "has an element with more than 1,000 attributes"),
    "large page": (".html", lambda: b"<p>" + b"a" * 11_000_000, "is larger than 10 MB"),
    "deep parts": (".eml", lambda: eml_parts(20_000), "is nested too deeply to be read."),
    "deep comment": (".eml", lambda: b"From: " + b"(" * 100_000 + b"\r\n\r\nOne.", "is nested too deeply to be read."),
    "long header": (".eml", lambda: b"Subject: " + b"=?utf-8?q?a?= " * 300_000, "needs more than 2 GB of memory"),
    "stream": (".pdf", lambda: inflated(packed(1), "/FlateDecode"), NO_TEXT),
    "stream in a stream": (".pdf", lambda: inflated(packed(2), "[/FlateDecode /FlateDecode]"), NO_TEXT),
    "saved states": (".pdf", lambda: inflated(zlib.compress(b"q " * 5_000_000), "/FlateDecode"), NO_TEXT),
    "deep arrays": (".pdf", lambda: b"%PDF-1.7\n1 0 obj\n" + b"[" * 2_000_000, "is not a PDF that can be opened"),
}  # fmt: skip

KEPT: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "repeated rows": (
        ".odt",
        lambda: odt(
            '<table:table><table:table-row table:number-rows-repeated="1000000000">'
            f'<table:table-cell table:number-columns-repeated="1000000"><text:p>{READ}</text:p></table:table-cell>'
            "</table:table-row></table:table>"
        ),
        READ,
    ),
    "repeated spaces": (".odt", lambda: odt('<text:p>One cat<text:s text:c="1000000000"/>sat.</text:p>'), READ),
    "wide cell": (".html", lambda: f"<table><tr><td colspan=1000000000>{READ}</table>".encode(), READ),
    "deep groups": (".rtf", lambda: b"{\\rtf1 " + b"{" * 500_000 + READ.encode() + b"}" * 500_001, READ),
    "long binary": (".rtf", lambda: b"{\\rtf1 \\bin999999999 " + READ.encode() + b"}", READ),
    "pages in themselves": (
        ".pdf",
        lambda: pages([f"BT /F1 12 Tf 20 100 Td ({READ}) Tj ET"]).replace(b"[6 0 R]", b"[2 0 R 2 0 R 6 0 R]"),
        READ,
    ),
    "many pages said": (
        ".pdf",
        lambda: pages([f"BT /F1 12 Tf 20 100 Td ({READ}) Tj ET"]).replace(b"/Count 1 ", b"/Count 999999999 "),
        READ,
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_source_is_refused_with_the_reason_and_the_next_is_read(reading: ReadingProcess, kind: str) -> None:
    suffix, make, why = REFUSED[kind]
    with pytest.raises(SeedError) as caught:
        reading.read(suffix, make())
    assert str(caught.value).startswith(why)
    assert reading.read(".txt", READ.encode()).text == READ


@pytest.mark.parametrize("kind", KEPT)
def test_a_source_that_claims_to_be_large_is_read_as_what_it_is(reading: ReadingProcess, kind: str) -> None:
    suffix, make, text = KEPT[kind]
    assert reading.read(suffix, make()).text.strip() == text
