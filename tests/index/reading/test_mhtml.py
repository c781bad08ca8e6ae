"""A page that a browser saved as one file."""

from base64 import b64encode
from quopri import encodestring

import pytest

from index.errors import SeedError
from index.reading.mhtml import Mhtml
from tests.index.reading.outlines import outline

PAGE = (
    "<html><head><title>The café</title></head><body><h1>The café</h1><p>Le café ouvre à huit heures, "
    "et il ferme à minuit.</p><ul><li>Thé: 2 euros.</li></ul></body></html>"
)
BEGIN = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/cafe\r\nSubject: The page\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
)
PICTURE = (
    b"------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64encode(b"\x89PNG") + b"\r\n"
)


def part(page: bytes, kind: bytes = b"text/html") -> bytes:
    head = b"------B\r\nContent-Type: " + kind + b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head + encodestring(page).replace(b"\n", b"\r\n") + b"\r\n"


SAVED = BEGIN + part(PAGE.encode()) + PICTURE + part(b"<p>In a frame</p>") + b"------B--\r\n"


@pytest.mark.parametrize(
    "source",
    [
        SAVED,
        BEGIN + PICTURE + part(PAGE.encode("latin-1"), b"text/html; charset=iso-8859-1") + b"------B--\r\n",
        SAVED.replace(b"\r\n", b"\n"),
    ],
)
def test_the_page_is_read_without_its_pictures_and_frames(source: bytes) -> None:
    read = Mhtml().read(source)
    assert outline(read) == [
        ("title", None, "The café"),
        ("paragraph", 0, "Le café ouvre à huit heures, et il ferme à minuit."),
        ("list_item", 0, "Thé: 2 euros."),
    ]
    assert (read.about.title, read.about.url) == ("The café", "https://example.org/cafe")


def test_an_address_of_the_page_itself_goes_before_that_it_was_saved_from() -> None:
    page = PAGE.replace("</head>", '<link rel="canonical" href="https://example.org/menu"></head>')
    assert Mhtml().read(BEGIN + part(page.encode())).about.url == "https://example.org/menu"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "is no saved page"),
        (b"Subject: A\n\nA letter.", "is no saved page"),
        (BEGIN + PICTURE, "is no saved page"),
        (BEGIN + part(b""), "shows no text"),
        (b"PK\x03\x04", "is a zip archive"),
        (b"a" * 50_000_001, "is larger than 50 MB"),
    ],
)
def test_what_is_no_saved_page_is_refused_in_words(source: bytes, words: str) -> None:
    with pytest.raises(SeedError, match=words):
        Mhtml().read(source)
