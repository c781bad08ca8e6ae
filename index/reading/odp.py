"""Slides of LibreOffice and its kin: each a section with what it shows and, behind that, the speaker's notes."""

from html import escape
from typing import Any

from index.reading.archives import Archive, attribute, child, local
from index.reading.dom import Page
from index.reading.markup import parse_text
from index.reading.odt import about_of, content_of, html_of
from index.reading.parsed import Parsed
from index.reading.pieces import parsed

_LEFT_OUT = ("date-time", "footer", "header", "page-number")


class Odp:
    """Reads `.odp`."""

    suffixes = (".odp",)

    def read(self, data: bytes) -> Parsed:
        """The slides in their order.

        Raises:
            SeedError: it is damaged, encrypted, no ODP, or unpacks to too much.
        """
        archive = Archive(data, "ODP")
        slides = [e for e in content_of(archive, "presentation") if local(e) == "page"]
        page = parse_text("".join(map(_html, slides))).body
        return parsed(Page(page).pieces if page else [], about_of(archive))


def _html(parent: Any) -> str:
    """A slide, or its notes, as HTML: its title first."""
    title, shown, notes = "", "", ""
    for element in parent:
        kind = attribute(element, "class")
        if local(element) == "notes":
            notes += _html(element)
        elif kind == "title" and not title and (text := _text(element)):
            title = f"<h1>{escape(text)}</h1>"
        elif local(element) == "g":
            shown += _html(element)
        elif kind not in _LEFT_OUT and local(element) not in ("forms", "page-thumbnail"):
            box = child(element, "text-box")
            shown += "".join(html_of(inner) for inner in (element if box is None else box))
    return title + shown + notes


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
