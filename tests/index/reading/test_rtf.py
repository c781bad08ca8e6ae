"""Rich text, a paragraph a line."""

import pytest

from index.documents import About
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


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (b"Just text.", "is not RTF; give it the ending of its format."),
        (b"PK\x03\x04", "is a zip archive, as DOCX, ODT and EPUB are, not RTF; give it the ending of its format."),
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
