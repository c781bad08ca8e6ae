"""ODT, told in HTML and then read like a page: headings, lists, tables, notes and text boxes as they stand.

Deleted text, comments, indexes and tables of contents are left out. Notes and boxes follow their paragraph.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from index.documents import About
from index.errors import SeedError
from index.reading.archives import Archive, attribute, child, dublin_core, local
from index.reading.dom import Page
from index.reading.markup import names, parse_text
from index.reading.parsed import Parsed
from index.reading.pieces import parsed

_LEFT_OUT = names(
    "alphabetical-index annotation bibliography forms note-citation ruby-text sequence-decls table-of-content "
    "tracked-changes"
)
_BUILT_IN = {"Strong_20_Emphasis": "b", "Emphasis": "i"}
_BOLD = ("bold", "600", "700", "800", "900")
_WHITE = {"tab": " ", "s": " ", "line-break": "<br>"}
_TAGS = {
    "list": "ul",
    "list-header": "li",
    "list-item": "li",
    "note-body": "aside",
    "p": "p",
    "table": "table",
    "table-cell": "td",
    "table-header-rows": "thead",
    "table-row": "tr",
    "text-box": "div",
}


class Odt:
    """Reads `.odt`."""

    suffixes = (".odt",)

    def read(self, data: bytes) -> Parsed:
        """The text in the order of the document.

        Raises:
            SeedError: it is damaged, encrypted, no ODT, or unpacks to too much.
        """
        archive = Archive(data, "ODT")
        content = content_of(archive, "text")
        marks = _marks(content)
        page = parse_text("".join(html_of(element, marks) for element in content)).body
        return parsed(Page(page).pieces if page else [], about_of(archive))


def content_of(archive: Archive, kind: str) -> Any:
    """What the body of an OpenDocument file of a kind holds.

    Raises:
        SeedError: it is encrypted.
    """
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise SeedError("is encrypted; save it without a password.")
    content = child(archive.xml("content.xml"), "body", kind)
    return [] if content is None else content


def about_of(archive: Archive) -> About:
    """What an OpenDocument file says about itself."""
    said = dublin_core(archive.xml("meta.xml")) if "meta.xml" in archive else {}
    author = said.get("initial-creator") or said.get("creator")
    published = (said.get("creation-date") or said.get("date") or "")[:10] or None
    return About(said.get("title"), None, author, published, said.get("language"))


def html_of(element: Any, marks: Mapping[str, str] = _BUILT_IN) -> str:
    """An element of a body as HTML; `marks` are the tags of styles that are bold or italic."""
    asides: list[str] = []
    return _html(element, asides, marks) + "".join(asides)


def _marks(content: Any) -> dict[str, str]:
    """The tag of each of the content's own styles that is bold or italic, and of LibreOffice's."""
    root = content.getroottree().getroot() if len(content) else ()
    styles = [style for part in root if local(part) == "automatic-styles" for style in part]
    looks = {attribute(style, "name"): child(style, "text-properties") for style in styles}
    own = {name: _mark(look) for name, look in looks.items() if look is not None}
    return dict(_BUILT_IN) | {name: mark for name, mark in own.items() if mark}


def _mark(look: Any) -> str:
    if attribute(look, "font-weight") in _BOLD:
        return "b"
    return "i" if attribute(look, "font-style") == "italic" else ""


def _html(element: Any, asides: list[str], marks: Mapping[str, str]) -> str:
    """An element as HTML; notes and boxes are put aside, for a paragraph cannot hold them."""
    name = local(element)
    if name in _LEFT_OUT or name in _WHITE:
        return _WHITE.get(name, "")
    own: list[str] = [] if name in ("h", "p") else asides
    inner = escape(element.text or "") + "".join(_html(e, own, marks) + escape(e.tail or "") for e in element)
    if name in ("p", "span") and (mark := marks.get(attribute(element, "style-name"))):
        inner = f"<{mark}>{inner}</{mark}>"
    if name == "h":
        level = attribute(element, "outline-level")
        tag = f"h{level if level in tuple('123456') else 6}"
    else:
        tag = _TAGS.get(name, "")
    role = ' role="doc-footnote"' if name == "note-body" else ""
    html = f"<{tag}{role}>{inner}</{tag}>" if tag else inner
    if name in ("note-body", "text-box"):
        asides.append(html)
        return ""
    return html if own is asides else html + "".join(own)
