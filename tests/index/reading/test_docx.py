"""Word's documents as Word shows them."""

import pytest

from index.documents import About, Kind
from index.errors import SeedError
from index.reading.docx import Docx
from index.reading.parsed import Parsed
from tests.index.reading.outlines import outline, zipped

Outline = list[tuple[Kind, int | None, str]]

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = f'xmlns:w="{TRANSITIONAL}" xmlns:mc="urn:mc" xmlns:v="urn:v" xmlns:m="urn:m"'

STYLES = f"""<w:styles {NAMES}>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Eigene"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Umriss"><w:name w:val="Umriss"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="a"><w:name w:val="A"/><w:basedOn w:val="b"/></w:style>
<w:style w:type="paragraph" w:styleId="b"><w:name w:val="B"/><w:basedOn w:val="a"/></w:style>
</w:styles>"""
NOTES = f"""<w:footnotes {NAMES}><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> See the report.</w:t></w:r></w:p>
</w:footnote></w:footnotes>"""
CORE = """<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:terms">
<dc:title>The  bridge</dc:title><dc:creator>Jane Doe</dc:creator><dc:language>en-GB</dc:language>
<dcterms:created>2024-03-05T10:00:00Z</dcterms:created></cp:coreProperties>"""


def docx(body: str, **parts: str) -> bytes:
    """A document of a body in WordprocessingML, with other parts."""
    relations = "".join(f'<Relationship Id="{p}" Type="{OFFICE}/{p}" Target="{p}.xml"/>' for p in parts)
    return zipped(
        {
            "_rels/.rels": f'<Relationships><Relationship Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            '<Relationship Type="http://x/metadata/core-properties" Target="/docProps/core.xml"/></Relationships>',
            "docProps/core.xml": CORE,
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
            **{f"word/{name}.xml": part for name, part in parts.items()},
        }
    )


def p(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def item(text: str, depth: int) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


def table(*rows: list[str], look: str = "", header: str = "") -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    first = f"<w:tr>{header}{next(cells)}</w:tr>"
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{first}{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def read(body: str) -> Parsed:
    return Docx().read(docx(body, styles=STYLES, footnotes=NOTES))


BOX = f"<w:txbxContent>{p('In a box.')}</w:txbxContent>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("One.") + p("") + p("Two."), [("paragraph", None, "One."), ("paragraph", None, "Two.")]),
        (
            f"<w:p>{r('A ')}<w:proofErr/>{r('no&#160;break ')}<w:hyperlink>{r('link')}</w:hyperlink>"
            "<w:r><w:noBreakHyphen/><w:t>x</w:t><w:softHyphen/><w:t> y </w:t><w:tab/><w:t>z</w:t></w:r></w:p>",
            [("paragraph", None, "A no\u00a0break link\u2011x\u00ady\tz")],
        ),
        (
            f"<w:p>{r('Kept')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins>{r(' and new')}</w:ins>"
            f"<w:moveFrom>{r('moved')}</w:moveFrom><w:moveTo>{r(' here')}</w:moveTo>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>",
            [("paragraph", None, "Kept and new here")],
        ),
        (
            "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE \\* MERGEFORMAT</w:instrText>"
            "<w:fldChar w:fldCharType='separate'/><w:t>7</w:t></w:r></w:p>",
            [("paragraph", None, "7")],
        ),
        (
            p("Line one</w:t><w:br/><w:t>goes on") + p("Mill</w:t><w:br/><w:t>Ashcombe"),
            [("paragraph", None, "Line one\ngoes on"), ("paragraph", None, "Mill"), ("paragraph", None, "Ashcombe")],
        ),
        (
            p("The bridge", "Titel") + p("Costs", "berschrift1") + p("Stone", "Umriss") + p("Text.")
            + p("End", "Eigene") + p("Contents 1", "Verzeichnis1") + p("Fig. 1: a", "Beschriftung") + p("Round", "a"),
            [
                ("title", None, "The bridge"),
                ("heading", 0, "Costs"),
                ("heading", 1, "Stone"),
                ("paragraph", 2, "Text."),
                ("heading", 0, "End"),
                ("caption", 4, "Fig. 1: a"),
                ("paragraph", 4, "Round"),
            ],
        ),
        (
            p("Three things:") + item("a", 0) + item("a1", 1) + item("a2", 1) + item("b", 0) + p("c", "Liste")
            + p("End.") + item("d", 2),
            [
                ("paragraph", None, "Three things:"),
                ("list_item", 0, "a"),
                ("list_item", 1, "a1"),
                ("list_item", 1, "a2"),
                ("list_item", 0, "b"),
                ("list_item", 0, "c"),
                ("paragraph", None, "End."),
                ("list_item", None, "d"),
            ],
        ),
        (
            p("Not numbered", "Liste", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            [("paragraph", None, "Not numbered")],
        ),
        (
            p("Fares:") + table([p("Route"), p("Adult")], [p("Pier"), p("4.20") + p("from May")],
                                look='<w:tblLook w:val="04A0"/>'),
            [
                ("paragraph", None, "Fares:"),
                ("table_row", 0, "Route\tAdult"),
                ("table_row", 1, "Pier\t4.20 from May"),
            ],
        ),
        (
            table([p("a"), p("b")], [p("c"), p("d")], look='<w:tblLook w:firstRow="0"/>'),
            [("table_row", None, "a\tb"), ("table_row", None, "c\td")],
        ),
        (
            table([p("a"), p("")], [p("c"), p("d")], header="<w:trPr><w:tblHeader/></w:trPr>"),
            [("table_row", None, "a"), ("table_row", 0, "c\td")],
        ),
        (
            table([p("Left", "berschrift1") + p("one"), table([p("a"), p("b")])]),
            [("heading", None, "Left"), ("paragraph", 0, "one"), ("table_row", 0, "a\tb")],
        ),
        (
            f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{p('In a control.')}</w:sdtContent></w:sdt>"
            f"<w:p><w:sdt><w:sdtContent>{r('Inline.')}</w:sdtContent></w:sdt></w:p>",
            [("paragraph", None, "In a control."), ("paragraph", None, "Inline.")],
        ),
        (
            f"<w:p>{r('Before.')}<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback><w:pict><v:textbox>"
            f"{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{r(' Same.')}</w:p>{p('After.')}",
            [("paragraph", None, x) for x in ("Before. Same.", "In a box.", "After.")],
        ),
        (f"<w:p><w:r><w:pict>{BOX}</w:pict></w:r></w:p>", [("paragraph", None, "In a box.")]),
        (
            f"<w:p>{r('It grew.')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
            + p("More", "berschrift1") + p("Text."),
            [
                ("paragraph", None, "It grew."),
                ("heading", None, "More"),
                ("paragraph", 1, "Text."),
                ("footnote", 0, "See the report."),
            ],
        ),
        (f"<w:p>{r('So ')}<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>", [("paragraph", None, "So x=2")]),
    ],
)  # fmt: skip
def test_the_blocks_of_a_document(body: str, expected: Outline) -> None:
    assert outline(read(body)) == expected


def test_strict_files_are_read_like_transitional_ones() -> None:
    body = f"<w:document xmlns:w='{STRICT}'><w:body>{p('Costs', 'berschrift1')}{p('Text.')}</w:body></w:document>"
    relations = (
        f'<Relationships><Relationship Type="{STRICT}/relationships/styles" Target="styles.xml"/></Relationships>'
    )
    strict = zipped(
        {
            "word/document.xml": body,
            "word/styles.xml": STYLES.replace(TRANSITIONAL, STRICT),
            "word/_rels/document.xml.rels": relations,
        }
    )
    assert outline(Docx().read(strict)) == [("heading", None, "Costs"), ("paragraph", 0, "Text.")]


def test_a_document_says_its_title_author_date_and_language() -> None:
    assert read(p("One.")).about == About("The bridge", None, "Jane Doe", "2024-03-05", "en-GB")


BOMB = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""


def entries(count: int) -> bytes:
    return zipped({f"{n}.xml": "" for n in range(count)}, packed=0)


def locked(data: bytes) -> bytes:
    """An archive whose entries say that they are encrypted."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (b"Just text.", "is not DOCX: it is no zip archive."),
        (b"%PDF-1.7", "is a PDF, not DOCX; give it the ending of its format."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "is in an old Office format; save it anew as DOCX."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted; save it without a password as DOCX.",
        ),
        (docx(p("One."))[:-30], "is damaged or cut short: File is not a zip file."),
        (locked(docx(p("One."))), "is encrypted; save it without a password."),
        (zipped({"mimetype": "application/epub+zip"}), "is not DOCX: it has no part word/document.xml."),
        (zipped({"word/document.xml": BOMB}), "has a DOCTYPE in word/document.xml, which no DOCX needs; save it anew."),
        (entries(5_001), "holds more than 5,000 files; no DOCX does."),
    ],
    ids=["empty", "text", "pdf", "doc", "encrypted", "truncated", "locked", "epub", "entities", "entries"],
)
def test_what_is_no_document_to_read_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Docx().read(data)
    assert str(caught.value) == words


def test_what_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(SeedError, match=r"^unpacks to more than 200 MB; it is not read\.$"):
        Docx().read(zipped({"word/document.xml": b"\0" * 200_000_001}))


def test_elements_nested_too_deep_are_refused() -> None:
    with pytest.raises(SeedError, match=r"^is damaged or nested too deep: word/document\.xml: .*depth"):
        Docx().read(docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000))


BOLD, ITALIC, NOT_BOLD = "<w:b/>", "<w:i/>", '<w:b w:val="0"/>'
STRONG = f"""<w:styles {NAMES}><w:style w:type="paragraph" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr>
</w:style></w:styles>"""
LOOKS = [
    ([(BOLD, "Hours")], "", "heading"),
    ([(BOLD, "Hou"), (f"{BOLD}{ITALIC}", "rs")], "", "heading"),
    ([(BOLD, "Hours"), ("", " ")], "", "heading"),
    ([("", "Hours")], "S", "heading"),
    ([(BOLD, "Hours"), ("", " today")], "", "paragraph"),
    ([(NOT_BOLD, "Hours")], "S", "paragraph"),
    ([(ITALIC, "Hours")], "", "paragraph"),
    ([(ITALIC, "You waited. Why?")], "", "question"),
    ([(BOLD, "Why?")], "", "question"),
]


@pytest.mark.parametrize(("runs", "style", "kind"), LOOKS)
def test_a_line_is_what_it_looks_like(runs: list[tuple[str, str]], style: str, kind: str) -> None:
    line = "".join(f'<w:r><w:rPr>{m}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' for m, text in runs)
    marked = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{line}</w:p>'
    blocks = Docx().read(docx(p("It is old.") + marked + p("Daily from ten."), styles=STRONG)).blocks
    assert (blocks[1].kind, blocks[2].parent) == (kind, None if kind == "paragraph" else 1)
