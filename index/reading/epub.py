"""EPUB: the pages of a book in the order of its spine, each whole."""

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from index.documents import About
from index.errors import SeedError
from index.reading.archives import Archive, attribute, child, dublin_core, local
from index.reading.dom import Page
from index.reading.markup import parse_page
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed


class Epub:
    """Reads `.epub`."""

    suffixes = (".epub",)

    def read(self, data: bytes) -> Parsed:
        """The text of the book; its table of contents is left out.

        Raises:
            SeedError: it is damaged, encrypted, no EPUB, or passes a limit.
        """
        archive = Archive(data, "EPUB")
        root = child(archive.xml("META-INF/container.xml"), "rootfiles", "rootfile")
        if root is None:
            raise SeedError("is not EPUB: META-INF/container.xml names no book.")
        path = attribute(root, "full-path")
        book = archive.xml(path)
        locked = _encrypted(archive)
        pieces: list[Piece] = []
        for page in _pages(book, posixpath.dirname(path)):
            if page in locked:
                raise SeedError("is encrypted (protected against copying); it cannot be read.")
            body = parse_page(archive.read(page), xml=True).body if page in archive else None
            pieces += Page(body).pieces if body else []
        metadata = child(book, "metadata")
        said = {} if metadata is None else dublin_core(metadata)
        about = About(
            title=said.get("title"),
            author=said.get("creator"),
            published=said.get("date", "")[:10] or None,
            language=said.get("language"),
        )
        return parsed(pieces, about)


def _pages(book: Any, folder: str) -> Iterator[str]:
    """The names of the parts with text, in reading order."""
    items = {attribute(e, "id"): e for e in book.iter() if local(e) == "item"}
    for reference in (e for e in book.iter() if local(e) == "itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is None or "nav" in attribute(item, "properties").split():
            continue
        if "html" in attribute(item, "media-type"):
            yield posixpath.normpath(posixpath.join(folder, unquote(attribute(item, "href"))))


def _encrypted(archive: Archive) -> set[str]:
    """The parts that are encrypted; fonts alone often are, in books that can be read."""
    name = "META-INF/encryption.xml"
    references = archive.xml(name).iter("{*}CipherReference") if name in archive else ()
    return {unquote(attribute(reference, "URI")) for reference in references}
