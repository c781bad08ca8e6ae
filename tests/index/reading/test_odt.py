"""Documents of LibreOffice and its kin."""

import pytest

from index.documents import About
from index.errors import SeedError
from index.reading.odt import Odt
from tests.index.reading.outlines import outline, zipped

BODY = """<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
<text:h text:outline-level="1">The bridge</text:h>
<text:p>It <text:span>was  &lt;closed&gt;</text:span>
 in<text:s text:c="3"/>May.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>
</text:note-body></text:note> So\u00a0be it.<office:annotation><text:p>comment</text:p></office:annotation></text:p>
<text:p>Two things:</text:p>
<text:list><text:list-item><text:p>stone</text:p><text:list><text:list-item><text:p>grey</text:p></text:list-item>
</text:list></text:list-item><text:list-item><text:p>wood</text:p></text:list-item></text:list>
<text:table-of-content><text:p>Contents</text:p></text:table-of-content>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Route</text:p></table:table-cell>
<table:table-cell><text:p>Fare</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell><text:p>Pier</text:p></table:table-cell><table:table-cell><text:p>4.20</text:p>
</table:table-cell></table:table-row></table:table>
<text:p><draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>Beside.</text:p>
<text:p>Mill Road<text:line-break/>Ashcombe</text:p>"""
META = """<office:document-meta xmlns:office="o" xmlns:dc="d" xmlns:meta="m"><office:meta><dc:title>A title</dc:title>
<meta:initial-creator>Jane Doe</meta:initial-creator><dc:creator>Al Roe</dc:creator><dc:language>de-DE</dc:language>
<meta:creation-date>2024-03-05T10:00:00</meta:creation-date><dc:date>2024-06-01T00:00:00</dc:date></office:meta>
</office:document-meta>"""


def odt(body: str, **parts: str) -> bytes:
    names = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="w"'
    content = f"<office:document {names}><office:body><office:text>{body}</office:text></office:body></office:document>"
    return zipped({"content.xml": content, "meta.xml": META, **parts})


def test_the_blocks_of_a_document() -> None:
    source = Odt().read(odt(BODY))
    assert outline(source) == [
        ("heading", None, "The bridge"),
        ("paragraph", 0, "It was <closed> in May. So\u00a0be it."),
        ("footnote", 0, "A note."),
        ("paragraph", 0, "Two things:"),
        ("list_item", 3, "stone"),
        ("list_item", 4, "grey"),
        ("list_item", 3, "wood"),
        ("table_row", 0, "Route\tFare"),
        ("table_row", 7, "Pier\t4.20"),
        ("paragraph", 0, "Beside."),
        ("paragraph", 0, "In a box."),
        ("paragraph", 0, "Mill Road"),
        ("paragraph", 0, "Ashcombe"),
    ]
    assert source.about == About("A title", None, "Jane Doe", "2024-03-05", "de-DE")


def test_a_box_that_no_paragraph_holds_is_read_too() -> None:
    box = "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
    assert Odt().read(odt(f"<text:p>One.</text:p>{box}<text:p>Two.</text:p>")).text == "One.\n\nIn a box.\n\nTwo."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (odt(BODY)[:-40], "is damaged or cut short: File is not a zip file."),
        (zipped({"a.txt": "x"}), "is not ODT: it has no part content.xml."),
        (
            odt("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
            "is encrypted; save it without a password.",
        ),
        (
            zipped({"content.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
            "has a DOCTYPE in content.xml, which no ODT needs; save it anew.",
        ),
    ],
    ids=["empty", "truncated", "zip", "encrypted", "entities"],
)
def test_what_is_no_document_to_read_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Odt().read(data)
    assert str(caught.value) == words


STYLES = """<office:automatic-styles>
<style:style style:name="P1"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T1"><style:paragraph-properties/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2"><style:text-properties fo:font-style="italic"/></style:style>
</office:automatic-styles>"""
LOOKS = [
    ('<text:p text:style-name="P1">Hours</text:p>', "heading"),
    ('<text:p><text:span text:style-name="T1">Hours</text:span></text:p>', "heading"),
    ('<text:p><text:span text:style-name="Strong_20_Emphasis">Hours</text:span></text:p>', "heading"),
    ('<text:p><text:span text:style-name="T1">Hours</text:span> today</text:p>', "paragraph"),
    ('<text:p><text:span text:style-name="T2">You waited. Why?</text:span></text:p>', "question"),
    ('<text:p text:style-name="P2">Hours</text:p>', "paragraph"),
]


@pytest.mark.parametrize(("line", "kind"), LOOKS)
def test_a_line_is_what_it_looks_like(line: str, kind: str) -> None:
    names = 'xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f"'
    body = f"<text:p>It is old.</text:p>{line}<text:p>Daily from ten.</text:p>"
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document {names}>{STYLES}{text}</office:document>"
    blocks = Odt().read(zipped({"content.xml": content, "meta.xml": META})).blocks
    assert (blocks[1].kind, blocks[2].parent) == (kind, None if kind == "paragraph" else 1)
