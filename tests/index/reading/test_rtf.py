"""Rich text as Word, LibreOffice, TextEdit and WordPad write it."""

import pytest

from index.documents import About, Kind
from index.errors import SeedError
from index.reading.rtf import Rtf
from tests.index.reading.outlines import outline

SOURCE = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}{\info{\title The bridge}{\author Jane Doe}
{\creatim\yr2024\mo3\dy5\hr10}}
\pard\b It was\b0  closed \'93in May\'94.\par
Caf\'e9 and \u8364? 5, \u-10179?\u-8704?.\par\par
See {\field{\*\fldinst{HYPERLINK "http://example.org"}}{\fldrslt the page}}.\par
{\pict\pngblip 89504e47}{\*\comment hidden}}"""


def test_the_blocks_of_a_rich_text() -> None:
    source = Rtf().read(SOURCE)
    assert [(kind, parent, text.strip("\n")) for kind, parent, text in outline(source)] == [
        ("paragraph", None, "It was closed “in May”."),
        ("paragraph", None, "Café and € 5, \U0001f600."),
        ("paragraph", None, "See the page."),
    ]
    assert source.about == About("The bridge", None, "Jane Doe", "2024-03-05")


WORD = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f3\fcharset2 Symbol;}}
{\stylesheet{\ql Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}
{\*\listtable{\list{\listlevel{\leveltext\'01\u-3913 ?;}}}}
\pard\plain\s1\keepn\outlinelevel0\f0\fs32 {\rtlch\ltrch The \b bridge\b0}{\par}
\pard\plain\fs24 It was closed in May. Two things:\par
{\listtext\pard\plain\f3 \'b7\tab}\pard\ql\fi-360\li720\ls1 Stone walls\par
{\listtext\pard\plain\f3 \'b7\tab}Wood | beams\par
\pard\plain\s2\outlinelevel1 {\listtext 1.2\tab}Fares\par
\pard Fares are:\par
\trowd\trgaph108\trhdr\cellx2000\cellx4000\pard\intbl Route\cell Fare\cell\row
\trowd\cellx2000\cellx4000\pard\intbl Pier\u8226?\cell 4.20\par more\cell{\trowd\row}
\pard Mill Road\line Ashcombe \\cell < \{x\}\par}"""
LIBRE_OFFICE = rb"""{\rtf1\ansi\deff3{\fonttbl{\f3 Liberation;}}
\pard\plain \s1\ilvl0\outlinelevel0\ql{\hich\af4\loch\f4 Terms}\par \pard\plain
Text.\par \pard\plain {\listtext\pard\plain \u8226\'95\tab}\ilvl0\ls2 \li720{\loch one}
\par\par \pard\plain {\listtext\pard\plain \u8226\'95\tab}\ilvl0\ls2{\loch two}
\par \pard\trowd\cellx1\cellx2\pard\intbl{\loch A}\cell\pard\intbl{\loch B}\cell\row\pard\plain
\par \trowd\cellx1\cellx2\pard\intbl C\cell\pard\intbl D\cell\row\pard last}"""
TEXT_EDIT = rb"""{\rtf1\ansi\pard\tx560 {\listtext	\uc0\u8226 	}First\
{\listtext	\uc0\u8226 	}Second\
\pard\tx560 Normal\
}"""
WORD_PAD = (
    rb"{\rtf1{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt{\pntxtb\'B7}}\fi-2 One\par {\pntext\f1 2.\tab}Two\par\pard Three}"
)


@pytest.mark.parametrize(
    ("data", "blocks"),
    [
        (
            WORD,
            [
                ("heading", None, "The bridge"),
                ("paragraph", 0, "It was closed in May. Two things:"),
                ("list_item", 1, "Stone walls"),
                ("list_item", 1, "Wood | beams"),
                ("heading", 0, "Fares"),
                ("paragraph", 4, "Fares are:"),
                ("table_row", 5, "Route\tFare"),
                ("table_row", 6, "Pier•\t4.20 more"),
                ("paragraph", 4, "Mill Road"),
                ("paragraph", 4, "Ashcombe \\cell < {x}"),
            ],
        ),
        (
            LIBRE_OFFICE,
            [
                ("heading", None, "Terms"),
                ("paragraph", 0, "Text."),
                ("list_item", 0, "one"),
                ("list_item", 0, "two"),
                ("table_row", 0, "A\tB"),
                ("table_row", 0, "C\tD"),
                ("paragraph", 0, "last"),
            ],
        ),
        (TEXT_EDIT, [("list_item", None, "First"), ("list_item", None, "Second"), ("paragraph", None, "Normal")]),
        (WORD_PAD, [("list_item", None, "One"), ("list_item", None, "Two"), ("paragraph", None, "Three")]),
        (rb"{\rtf1 \pard\intbl One\cell two", [("table_row", None, "One\ttwo")]),
        (rb"{\rtf1 \u64977?One.\par \u64978?Two.}", [("heading", None, "One."), ("list_item", 0, "Two.")]),
    ],
    ids=["Word", "LibreOffice", "TextEdit", "WordPad", "cut short", "marks of its own"],
)
def test_headings_lists_and_tables_are_what_the_control_words_say(
    data: bytes, blocks: list[tuple[Kind, int | None, str]]
) -> None:
    assert outline(Rtf().read(data)) == blocks


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (b"Just text.", "is not RTF; give it the ending of its format."),
        (
            b"PK\x03\x04",
            "is a zip archive, as DOCX, XLSX, PPTX, ODT and EPUB are, not RTF; give it the ending of its format.",
        ),
        (b"{\\rtf1 " + b"x" * 10_000_000, "is larger than 10 MB; save it without its pictures."),
        (b"{\\rtf1 \\u9999999? x}", "is damaged: chr() arg not in range(0x110000)."),
    ],
    ids=["empty", "text", "zip", "large", "damaged"],
)
def test_what_is_no_rich_text_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Rtf().read(data)
    assert str(caught.value) == words


@pytest.mark.parametrize("data", [b"{\\rtf1", b"{\\rtf1 a}}}}", b"{" * 3 + b"\\rtf1"])
def test_braces_that_do_not_match_break_nothing(data: bytes) -> None:
    if data.startswith(b"{\\rtf"):
        assert Rtf().read(data).text in ("", "a")
