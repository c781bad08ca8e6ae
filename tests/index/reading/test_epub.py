"""Books in the order of their spine."""

import pytest

from index.documents import About
from index.errors import SeedError
from index.reading.epub import Epub
from tests.index.reading.outlines import outline, zipped

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"""
BOOK = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>The bridge</dc:title><dc:creator>Jane Doe</dc:creator><dc:creator>Al Roe</dc:creator>
<dc:date>2024-03-05T00:00:00Z</dc:date><dc:language>en</dc:language></metadata><manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="cover.png" media-type="image/png"/></manifest>
<spine><itemref idref="n"/><itemref idref="c"/><itemref idref="b"/><itemref idref="a"/><itemref idref="x"/></spine>
</package>"""
PARTS: dict[str, str | bytes] = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": BOOK,
    "OEBPS/nav.xhtml": "<html><body><nav>Contents</nav></body></html>",
    "OEBPS/text/one a.xhtml": '<?xml version="1.0"?><!DOCTYPE html><html xmlns:epub="e"><head><title/></head><body>'
    '<a id="p1"/><h1>Two</h1><p>It&nbsp;fell.</p><aside epub:type="footnote"><p>A note.</p></aside></body></html>',
    "OEBPS/text/two.xhtml": "<html><head><script/></head><body><h1>One</h1><p>It stood.</p></body></html>",
}


def test_the_pages_of_a_book_are_read_in_the_order_of_its_spine() -> None:
    source = Epub().read(zipped(PARTS))
    assert outline(source) == [
        ("heading", None, "One"),
        ("paragraph", 0, "It stood."),
        ("heading", None, "Two"),
        ("paragraph", 2, "It\u00a0fell."),
        ("footnote", 2, "A note."),
    ]
    assert source.about == About("The bridge", None, "Jane Doe, Al Roe", "2024-03-05", "en")


def locked(part: str) -> str:
    return f'<encryption><CipherData><CipherReference URI="{part}"/></CipherData></encryption>'


def test_encrypted_fonts_do_not_matter() -> None:
    assert Epub().read(zipped(PARTS | {"META-INF/encryption.xml": locked("OEBPS/a.otf")})).text.startswith("One")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (zipped(PARTS)[:200], "is damaged or cut short: File is not a zip file."),
        (zipped({"a.txt": "x"}), "is not EPUB: it has no part META-INF/container.xml."),
        (
            zipped({"META-INF/container.xml": "<container/>"}),
            "is not EPUB: META-INF/container.xml names no book.",
        ),
        (
            zipped(PARTS | {"META-INF/encryption.xml": locked("OEBPS/text/two.xhtml")}),
            "is encrypted (protected against copying); it cannot be read.",
        ),
        (
            zipped(PARTS | {"OEBPS/book.opf": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
            "has a DOCTYPE in OEBPS/book.opf, which no EPUB needs; save it anew.",
        ),
    ],
    ids=["empty", "truncated", "zip", "container", "locked", "entities"],
)
def test_what_is_no_book_to_read_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Epub().read(data)
    assert str(caught.value) == words
