"""Which pieces of a web page are its article: trafilatura chooses, the DOM supplies their text.

trafilatura's own text drops no-break spaces, soft hyphens and more. So each text node of a copy is marked with the
number of its piece, in Braille patterns, which trafilatura keeps and its rules pass over; the marks that come back
say which pieces it chose.

In a page that does not say by a tag or a name where its article is, trafilatura takes paragraphs and tables alone,
and no heading or list between them. Then it is asked once more, of the element around what it took, as if that said so.
"""

import re
from collections import Counter, deque
from collections.abc import Set
from typing import TYPE_CHECKING

from index.reading.dom import Page
from index.reading.pieces import Piece

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from selectolax.lexbor import LexborHTMLParser

_LXML_DEEPEST = 250  # lxml drops what stands in more than 256 elements, without a word
_MOST_NODES = 50_000  # trafilatura takes a minute or more for the largest pages, which are no articles
_ZERO, _DIGITS = 0x2800, 3
_BRAILLE = re.compile("[\u2800-\u28ff]")
_MARK = re.compile("[\u2800-\u28ff]{3}")
_NEARLY_ALL = 0.9  # of what was chosen, by its length, is in the element around it


def article_of(tree: "LexborHTMLParser", page: Page) -> list[Piece]:
    """The pieces that trafilatura takes for the article; none where it finds none. The tree is spoilt by it."""
    if page.deepest > _LXML_DEEPEST or len(page.nodes) > _MOST_NODES:
        return []
    for node, number in page.nodes:
        text = node.text_content or ""
        if text.strip():
            node.replace_with(_mark(number) + _BRAILLE.sub("", text))
    html = tree.html or ""
    numbers = _chosen(_loaded(html))
    around = _around(_loaded(html), numbers, page.pieces) if numbers else None
    if around is not None and _lacks(numbers, _numbers(around), page.pieces):
        numbers |= _chosen(_declared(around))
    marked = {number for _, number in page.nodes}
    pieces: list[Piece] = []
    chosen = False
    for number, piece in enumerate(page.pieces):
        if number in marked:  # one without a node of its own goes with the piece before it
            chosen = number in numbers
        pieces += [piece] if chosen else []
    return pieces


def _loaded(html: str) -> "HtmlElement":
    from trafilatura import load_html

    return load_html(html)


def _chosen(document: "HtmlElement") -> set[int]:
    """The numbers of the pieces that trafilatura takes. The document is spoilt by it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(document, include_comments=False)
    return _numbers(found.body) if isinstance(found, Document) else set()


def _around(document: "HtmlElement", numbers: Set[int], pieces: list[Piece]) -> "HtmlElement | None":
    """The innermost element with nearly all that was chosen."""
    inside: Counter[HtmlElement] = Counter()
    for element in document.iter():
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            for number in _numbers_in(text or "") & numbers:
                for outer in (holder, *holder.iterancestors()):
                    inside[outer] += len(pieces[number].text)
    outside_in = (element for element in document.iter() if inside[element] >= _NEARLY_ALL * inside[document] > 0)
    return next(iter(deque(outside_in, 1)), None)


def _lacks(chosen: Set[int], around: Set[int], pieces: list[Piece]) -> bool:
    """Whether all headings, or all items of lists, in the element around what was chosen were left out."""
    for kind in ("heading", "list_item"):
        own = {number for number in around if pieces[number].kind == kind}
        if own and own.isdisjoint(chosen):
            return True
    return False


def _declared(element: "HtmlElement") -> "HtmlElement":
    """The document, with the element as the one that says it is the article."""
    if element.tag == "body":
        main = element.makeelement("main")
        main.text, element.text = element.text, None
        main.extend(list(element))
        element.append(main)
    else:
        element.tag = "main"
    return element.getroottree().getroot()


def _mark(number: int) -> str:
    return "".join(chr(_ZERO + digit) for digit in number.to_bytes(_DIGITS))


def _numbers(element: "HtmlElement") -> set[int]:
    return _numbers_in("".join(element.itertext()))


def _numbers_in(text: str) -> set[int]:
    return {int.from_bytes(ord(character) - _ZERO for character in mark) for mark in _MARK.findall(text)}
