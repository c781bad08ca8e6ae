"""HTML: trafilatura chooses the article among the page's blocks, the DOM supplies their text.

trafilatura's own text drops no-break spaces, soft hyphens and more. So each text node of a copy is marked with the
number of its piece, in Braille patterns, which trafilatura keeps and its rules pass over; the marks that come back
say which pieces it chose. Nothing is fetched.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents import About
from index.errors import SeedError
from index.reading.dom import Page, fold
from index.reading.markup import parse_page
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_LXML_DEEPEST = 250  # lxml drops what stands in more than 256 elements, without a word
_MOST_NODES = 50_000  # trafilatura takes a minute or more for the largest pages, which are no articles
_ZERO, _DIGITS = 0x2800, 3
_BRAILLE = re.compile("[\u2800-\u28ff]")
_MARK = re.compile("[\u2800-\u28ff]{3}")
_LETTERS = re.compile(r"\W+")


class Html:
    """Reads `.html`, `.htm` and `.xhtml`."""

    suffixes = (".html", ".htm", ".xhtml")

    def read(self, data: bytes) -> Parsed:
        """The text of the article, or of the whole page where none is found; title, author and date as the page says.

        Raises:
            SeedError: it is too large, nested too deep, something else than HTML, or shows no text.
        """
        tree = parse_page(data)
        page = Page(tree.body) if tree.body else None
        if page is None or not page.pieces:
            raise SeedError(
                "shows no text: it is empty, or a script fills it. Save the page from the browser once it is shown."
            )
        about = _about(tree)
        chosen = _chosen(tree, page) or page.pieces
        return parsed(_titled([p for p in chosen if not p.extra] or chosen, about.title), about)


def _about(tree: "LexborHTMLParser") -> About:
    """What the page says of itself; a date only where it is marked as one, not the first that is found in the text."""
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = extract_metadata(tree.html or "", date_config={"extensive_search": False, "original_date": True})
    author = next((name for name in _linked_authors(tree) if name in (found.author or "")), found.author)
    root = tree.root
    language = root.attributes.get("lang") if root else None
    url = found.url if found.url and found.url.startswith(("http://", "https://")) else None
    return About(_title(tree, found.title), url, author or None, found.date or None, language or None)


def _title(tree: "LexborHTMLParser", found: str | None) -> str | None:
    """What trafilatura found, unless that is only a heading, and one that the page's `<title>` does not contain."""
    element = tree.css_first("head > title")
    if tree.css_first("meta[property='og:title'], meta[name='og:title']"):
        return found
    title = fold(element.text()) if element else ""
    headings = {_letters(heading.text()) for heading in tree.css("h1, h2")}
    if title and found and _letters(found) in headings and _letters(found) not in _letters(title):
        return title
    return found or title or None


def _linked_authors(tree: "LexborHTMLParser") -> Iterator[str]:
    """Names that link to their author: trafilatura takes a line like "By Jane Doe May 20" whole."""
    for link in tree.css("a[rel~=author], a[href*='/author']"):
        if " " in (name := fold(link.text())):
            yield name


def _chosen(tree: "LexborHTMLParser", page: Page) -> list[Piece]:
    """The pieces that trafilatura takes for the article; none where it finds none. The tree is spoilt by it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    if page.deepest > _LXML_DEEPEST or len(page.nodes) > _MOST_NODES:
        return []
    for node, number in page.nodes:
        text = node.text_content or ""
        if text.strip():
            node.replace_with(_mark(number) + _BRAILLE.sub("", text))
    found = bare_extraction(tree.html or "", include_comments=False)
    if not isinstance(found, Document):
        return []
    numbers = {_number(mark) for mark in _MARK.findall("".join(found.body.itertext()))}
    marked = {number for _, number in page.nodes}
    pieces: list[Piece] = []
    chosen = False
    for number, piece in enumerate(page.pieces):
        if number in marked:  # one without a node of its own goes with the piece before it
            chosen = number in numbers
        pieces += [piece] if chosen else []
    return pieces


def _mark(number: int) -> str:
    return "".join(chr(_ZERO + digit) for digit in number.to_bytes(_DIGITS))


def _number(mark: str) -> int:
    return int.from_bytes(ord(character) - _ZERO for character in mark)


def _titled(pieces: list[Piece], title: str | None) -> list[Piece]:
    """The pieces, the first `<h1>` that says the page's title being its title."""
    for number, piece in enumerate(pieces):
        if title and piece.level == 1 and _letters(piece.text) and _letters(piece.text) in _letters(title):
            return [*pieces[:number], replace(piece, kind="title", level=0), *pieces[number + 1 :]]
    return pieces


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).lower()
