"""HTML: the article's pieces, and what the page says of itself. Nothing is fetched."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents import About
from index.errors import SeedError
from index.reading.article import article_of
from index.reading.dom import Page, fold
from index.reading.markup import parse_page
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed
from index.reading.telegram import chat_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_DATED = ", ".join(
    [f"meta[property='{name}' i]" for name in ("article:published_time", "og:published_time")]
    + [
        f"meta[name='{n}' i]"
        for n in ("date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "pubdate")
    ]
    + ["meta[name='article:published_time' i]", "meta[name='parsely-pub-date' i]", "meta[name='citation_date' i]"]
    + ["[itemprop~='datePublished']", "time[pubdate]", "time.published", "time.entry-date"]
)
_DAY = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_NAME = re.compile(r"(?!.*https?\b)[^\W\d][^\d:@]* [^\d:@]+")
_SIGN = re.compile(r"\s*[¶#§]$")  # by which a heading can be linked to
_PUBLISHED = re.compile(rf'"datePublished"\s*:\s*"({_DAY.pattern})')
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
        if chat := chat_of(tree):
            return parsed(chat)
        about = _about(tree)
        chosen = article_of(tree, page) or page.pieces
        return parsed(_titled([p for p in chosen if not p.extra] or chosen, about.title), about)


def _about(tree: "LexborHTMLParser") -> About:
    """What the page says of itself."""
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = extract_metadata(tree.html or "", date_config={"extensive_search": False, "original_date": True})
    url = found.url if found.url and found.url.startswith(("http://", "https://")) else None
    published = next(_dates(tree, url or ""), None)  # trafilatura takes that of the software that made the page, too
    linked = (name for name in _linked_authors(tree) if name in (found.author or ""))
    author = next(linked, "; ".join(name for name in (found.author or "").split("; ") if _is_name(name, tree)))
    root = tree.root
    language = root.attributes.get("lang") if root else None
    return About(_title(tree, found.title), url, author or None, published, language or None)


def _title(tree: "LexborHTMLParser", found: str | None) -> str | None:
    """What trafilatura found, unless that is only a heading, and one that the page's `<title>` does not contain."""
    element = tree.css_first("head > title")
    if tree.css_first("meta[property='og:title'], meta[name='og:title']"):
        return found
    title = fold(element.text()) if element else ""
    headings = {_letters(heading.text()) for heading in tree.css("h1, h2")}
    if title and found and _letters(found) in headings and _letters(found) not in _letters(title):
        return title
    return _SIGN.sub("", found or title) or None


def _is_name(name: str, tree: "LexborHTMLParser") -> bool:
    """Whether a name may be one, and stands in the page: trafilatura makes names of words and addresses around one."""
    html = tree.html or ""
    return _NAME.fullmatch(name) is not None and (name in html or json.dumps(name)[1:-1] in html)


def _dates(tree: "LexborHTMLParser", address: str) -> Iterator[str]:
    """Days, as in 2024-03-05, of which the page says that it was published on them."""
    for element in tree.css(_DATED):
        said = element.attributes
        written = said.get("content") or said.get("datetime") or element.text()
        yield from (m[0] for m in [_DAY.match(written.strip())] if m)
    for script in tree.css("script[type='application/ld+json']"):
        yield from _PUBLISHED.findall(script.text())
    times = {m[0] for time in tree.css("time[datetime]") if (m := _DAY.match(time.attributes["datetime"] or ""))}
    yield from times if len(times) == 1 else ()
    yield from ("-".join(day) for day in _IN_ADDRESS.findall(address))


def _linked_authors(tree: "LexborHTMLParser") -> Iterator[str]:
    """Names that link to their author: trafilatura takes a line like "By Jane Doe May 20" whole."""
    for link in tree.css("a[rel~=author], a[href*='/author']"):
        if " " in (name := fold(link.text())):
            yield name


def _titled(pieces: list[Piece], title: str | None) -> list[Piece]:
    """The pieces, the first `<h1>` that says the page's title being its title."""
    for number, piece in enumerate(pieces):
        if title and piece.level == 1 and _letters(piece.text) and _letters(piece.text) in _letters(title):
            return [*pieces[:number], replace(piece, kind="title", level=0), *pieces[number + 1 :]]
    return pieces


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).lower()
