"""MHTML, a web page saved by a browser as one file (RFC 2557): the page itself, as HTML; its pictures are left out."""

import codecs
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from index.errors import SeedError
from index.reading.eml import UNREADABLE, message_of
from index.reading.html import Html
from index.reading.markup import MOST_BYTES, codec_of, refuse_others
from index.reading.parsed import Parsed

_PAGES = ("text/html", "application/xhtml+xml")
_MOST = 5 * MOST_BYTES  # with the pictures


class Mhtml:
    """Reads `.mhtml` and `.mht`."""

    suffixes = (".mhtml", ".mht")

    def read(self, data: bytes) -> Parsed:
        """The article of the page, its address where it was saved from if it says no other.

        Raises:
            SeedError: it is no saved page, is larger than 50 MB, or the page is none that `Html` reads.
        """
        if len(data) > _MOST:
            raise SeedError(f"is larger than {_MOST // 10**6} MB; save the page as HTML.")
        refuse_others(data, "a saved page")
        message = message_of(data)
        try:
            page = next(_pages(message), None)
            address = str(message["Snapshot-Content-Location"] or (page and page["Content-Location"]) or "")
        except UNREADABLE:
            raise SeedError("is damaged: its parts cannot be told apart.") from None
        if page is None:
            raise SeedError("is no saved page: none of its parts is HTML.")
        read = Html().read(_bytes(page))
        if read.about.url is None and address.startswith(("http://", "https://")):
            read = replace(read, about=replace(read.about, url=address))
        return read


def _pages(message: Message) -> Iterator[Message]:
    """The parts that are HTML: the page, then what stands in its frames."""
    return (part for part in message.walk() if part.get_content_type() in _PAGES)


def _bytes(page: Message) -> bytes:
    """The page in UTF-8 where its header says its encoding, else as it was saved."""
    data = page.get_payload(decode=True)
    if not isinstance(data, bytes):
        return b""
    encoding = codec_of(page.get_content_charset() or "")
    try:
        return codecs.BOM_UTF8 + data.decode(encoding).encode() if encoding else data
    except UnicodeDecodeError:
        return data
