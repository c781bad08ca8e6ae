"""Letters: their text, and what their headers say."""

import pytest

from index.documents import About
from index.errors import SeedError
from index.reading.eml import Eml
from tests.index.reading.outlines import outline

HEAD = b"From: =?utf-8?q?J=C3=B6rg_Doe?= <j@example.org>\r\nSubject: The\r\n bridge\r\n"
DATE = b"Date: Tue, 5 Mar 2024 10:00:00 +0100\r\nContent-Language: de\r\n"
PARTS = b"""Content-Type: multipart/mixed; boundary=X\r
\r
--X\r
Content-Type: multipart/alternative; boundary=Y\r
\r
--Y\r
Content-Type: text/html; charset=latin-1\r
\r
<h1>Caf\xe9</h1><p>In HTML.</p>\r
--Y\r
%s--Y--\r
--X\r
Content-Type: text/plain\r
Content-Disposition: attachment; filename=a.txt\r
\r
Attached.\r
--X--\r
"""
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
PLAIN += b"\r\nCaf=C3=A9 =\r\nopen.\r\n"


def test_the_plain_text_of_a_letter_is_read_and_its_headers_say_what_it_is() -> None:
    source = Eml().read(HEAD + DATE + PARTS % PLAIN)
    assert source.text.strip() == "Café open."
    assert source.about == About("The bridge", None, "Jörg Doe", "2024-03-05", "de")
    assert source.missing == ("has attachments that are not read (a.txt); save them beside it.",)


def test_a_letter_without_attachments_misses_nothing() -> None:
    assert Eml().read(HEAD + PLAIN).missing == ()


def test_a_letter_without_plain_text_is_read_as_a_page() -> None:
    source = Eml().read(HEAD + PARTS % b"Content-Type: image/png\r\n\r\nx\r\n")
    assert outline(source) == [("heading", None, "Café"), ("paragraph", 0, "In HTML.")]


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=no-such", "café".encode(), "café"),
        (b"Content-Type: text/plain; charset=utf-8", b"caf\xe9", "café"),
        (b"Content-Type: text/plain; charset=koi8-r", "Мир".encode("koi8-r"), "Мир"),
        (b"Subject: x", "café".encode(), "café"),
        (b"Content-Type: text/plain; charset=unicode_escape", b"\\ud800", "\\ud800"),
        (b"Content-Type: text/plain; charset=idna", "café".encode(), "café"),
    ],
)
def test_the_encoding_is_the_declared_one_where_it_fits(head: bytes, body: bytes, text: str) -> None:
    assert Eml().read(head + b"\r\n\r\n" + body).text == text


@pytest.mark.parametrize(
    "head", [b"Date: rubbish", b"From: ", b"From: undisclosed", b"Date:", b"Subject: \xff\xfe", b"From: a:;b"]
)
def test_headers_that_say_nothing_are_left_out(head: bytes) -> None:
    source = Eml().read(head + b"\nTo: a@b\n\nText.")
    assert source.text == "Text."
    assert source.about.published is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no letter: it does not begin with headers such as From and Subject."),
        (b"Just text.\nMore.", "is no letter: it does not begin with headers such as From and Subject."),
        (b"%PDF-1.7", "is a PDF, not a letter; give it the ending of its format."),
        (b"From: a\nContent-Type: image/png\n\nx", "is a letter without a text."),
        (b"Content-Type: text/plain; a*\r\n\r\nIt rained.", "is damaged: its headers cannot be read."),
        (b"From: a\n\n" + b"x" * 10_000_000, "is larger than 10 MB; save it without its attachments."),
    ],
    ids=["empty", "text", "pdf", "picture", "headers", "large"],
)
def test_what_is_no_letter_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Eml().read(data)
    assert str(caught.value) == words
