"""The pieces of a web page by its DOM: every character is the page's own, white space is what a browser shows.

Runs of space, tab and line end become one space, as CSS says of `white-space: normal`; `<pre>` keeps them; no-break
spaces, soft hyphens and zero-width spaces stay. The cells of a table's row stand a tab apart, as in copied text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

from index.documents import Kind
from index.reading.breaks import Line, paragraphs
from index.reading.markup import names
from index.reading.pieces import LONGEST_MARKED, Mark, Piece, leads_in
from index.reading.plain import plain_blocks
from index.reading.structure import ASKS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = names(
    "address article aside blockquote body caption center colgroup dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul xmp"
)
_UNSEEN = names(
    "-comment annotation annotation-xml audio button canvas datalist embed head iframe input noscript object rp rt "
    "script select style svg template textarea video"
)
_SPACE = re.compile(r"[ \t\n\f\r]+")
_HIDDEN = re.compile(r"(?:^|[;\s])display\s*:\s*none", re.IGNORECASE)
_BOLD = re.compile(r"(?:^|[;\s])font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOTES = names("footnote footnotes endnote endnotes reflist references rearnote rearnotes")
_CODE_CLASS = re.compile(r"code|highlight|lang|source|brush", re.IGNORECASE)
_CODES = ("code", "samp", "kbd", "tt")
_CODE = re.compile(r"[{};=<>]|\(\)|^\s*(?:#|//|\$ )", re.MULTILINE)
_LONG_CELL = 1000  # code points; a longer one holds a page's column, no value


_Bit: TypeAlias = "tuple[str, LexborNode | None]"
_BREAK: _Bit = ("\n", None)


@dataclass(slots=True, eq=False)
class _Items:
    """A list that is open: what its items belong to, and the piece that the open item begins with."""

    lead: Piece | None
    item: Piece | None = None


@dataclass(slots=True, eq=False)
class _Rows:
    """A table that is open: its caption or lead-in, its header, and its open row."""

    lead: Piece | None
    header: Piece | None = None
    cells: list[str] = field(default_factory=list)
    values: int = 0  # cells of the row that head nothing
    nodes: list["LexborNode"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an element hands down to those inside it."""

    kind: Kind = "paragraph"
    level: int = 0
    pre: bool = False
    code: bool = False
    asks: bool = False  # a question, if it ends in a question mark
    article: bool = False
    extra: bool = False
    head: bool = False
    under: Piece | None = None
    items: _Items | None = None
    rows: _Rows | None = None


class Page:
    """The pieces of a page's body, in order, and the text nodes that they were made of.

    Attributes:
        pieces: those with any text; what stands in navigation, the page's header and its footer is `extra`.
        nodes: each text node that is seen, with the number of its piece; the first piece of those it became.
        deepest: how many elements the deepest text is in, from the body.
    """

    def __init__(self, body: "LexborNode") -> None:
        self.pieces: list[Piece] = []
        self.nodes: list[tuple[LexborNode, int]] = []
        self.deepest = 0
        self._layout = _layout_tables(body)
        self._frames = [_Frame()]
        self._run: list[_Bit] = []
        _walk(body, self._enter, self._leave)

    def _enter(self, node: "LexborNode") -> bool:
        tag = node.tag or ""
        if node.is_text_node:
            self._run.append((node.text_content or "", node))
            self.deepest = max(self.deepest, len(self._frames))
            return False
        if tag in _UNSEEN or _is_hidden(node) or (tag == "a" and self._frames[-1].level and _is_mark(node)):
            return False
        if tag == "br":
            self._run.append(_BREAK)
            return False
        if tag in _BLOCKS:
            self._end_run()
        self._frames.append(self._frame(tag, node))
        return True

    def _leave(self, node: "LexborNode") -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._end_run()
        frame = self._frames.pop()
        if tag == "tr" and frame.rows:
            self._end_row(frame, frame.rows)
        if tag == "summary" and self.pieces:
            self._frames[-1] = replace(self._frames[-1], under=self.pieces[-1])

    def _frame(self, tag: str, node: "LexborNode") -> _Frame:
        frame = self._frames[-1]
        if _is_note(node):
            frame = replace(frame, kind="footnote")
        if tag in _HEADINGS:
            return replace(frame, kind="heading", level=int(tag[1]))
        if tag in ("ul", "ol", "dl", "menu"):
            lead = (frame.items.item or frame.items.lead) if frame.items else (self._lead() or frame.under)
            return replace(frame, items=_Items(lead))
        if tag in ("li", "dt", "dd"):
            items = frame.items or _Items(None)
            if tag != "dd":
                items.item = None
            kind: Kind = "footnote" if frame.kind == "footnote" else "list_item"
            return replace(frame, items=items, kind=kind, asks=tag == "dt")
        if tag == "summary":
            return replace(frame, kind="heading", asks=True)
        if tag == "table":
            rows = None if node.mem_id in self._layout else _Rows(self._lead() or frame.under)
            return replace(frame, rows=rows)
        if tag in ("td", "th") and frame.rows:
            frame.rows.cells.append("")
            frame.rows.values += tag == "td" and not frame.head
        if tag == "thead":
            return replace(frame, head=True)
        if tag in ("caption", "figcaption"):
            return replace(frame, kind="caption")
        if tag in ("pre", "xmp", "listing"):
            return replace(frame, pre=True, code=bool(_CODE_CLASS.search(node.attributes.get("class") or "")))
        if tag in ("article", "main"):
            return replace(frame, article=True)
        if tag == "nav" or (tag in ("header", "footer") and not frame.article and node.css_first("h1") is None):
            return replace(frame, extra=True)
        return frame

    def _lead(self) -> Piece | None:
        return leads_in(self.pieces[-1] if self.pieces else None)

    def _end_run(self) -> None:
        """Make pieces, or a cell's text, of the text that came since the last block began or ended."""
        run, self._run = self._run, []
        frame = self._frames[-1]
        nodes = [node for _, node in run if node]
        if frame.rows and frame.rows.cells:
            frame.rows.cells[-1] = fold(" ".join([frame.rows.cells[-1], "".join(text for text, _ in run)]))
            frame.rows.nodes += nodes
        elif frame.pre:
            self._add_preformatted(frame, "".join(text for text, _ in run).rstrip(), nodes)
        elif frame.kind in ("heading", "caption"):
            self._add(frame, fold("".join(text for text, _ in run)), nodes)
        else:
            for line in paragraphs(list(_lines(run))):
                self._add(frame, line.text, line.sources)

    def _add_preformatted(self, frame: _Frame, text: str, nodes: list["LexborNode"]) -> None:
        if frame.code or _CODE.search(text) or any(n.parent and n.parent.tag in _CODES for n in nodes):
            self._add(replace(frame, kind="code"), text, nodes)
            return
        for block in plain_blocks(text):
            self._add(frame, text[block.start : block.end].rstrip(), nodes)
            nodes = []

    def _add(self, frame: _Frame, text: str, nodes: list["LexborNode"]) -> None:
        if not text.strip():
            return
        kind: Kind = "question" if frame.asks and text.endswith(ASKS) else frame.kind
        items = frame.items
        under = frame.under if items is None else items.item or items.lead
        marked = _marked(nodes) if kind == "paragraph" and len(text) <= LONGEST_MARKED else None
        piece = Piece(text, kind, frame.level, None if frame.level else under, marked=marked, extra=frame.extra)
        if items and items.item is None and not frame.level:
            items.item = piece
        if kind == "caption" and frame.rows:
            frame.rows.lead = piece
        self._put(piece, nodes)

    def _put(self, piece: Piece, nodes: list["LexborNode"]) -> None:
        self.nodes += [(node, len(self.pieces)) for node in nodes]
        self.pieces.append(piece)

    def _end_row(self, frame: _Frame, rows: _Rows) -> None:
        text, heads = "\t".join(rows.cells).rstrip("\t"), rows.values == 0
        if text.strip():
            under = rows.lead if heads else rows.header or rows.lead
            self._put(piece := Piece(text, "table_row", under=under, extra=frame.extra), rows.nodes)
            rows.header = piece if heads else rows.header
        rows.cells, rows.values, rows.nodes = [], 0, []


def fold(text: str) -> str:
    """A text with its white space as a browser shows it."""
    return _SPACE.sub(" ", text).strip(" ")


def _lines(run: list[_Bit]) -> Iterator[Line["LexborNode"]]:
    """The run cut at its line breaks."""
    for is_break, group in groupby(run, key=lambda bit: bit is _BREAK):
        bits = list(group)
        if is_break:
            yield from (Line("") for _ in bits[1:])  # the first only ends a line
        else:
            yield Line(fold("".join(text for text, _ in bits)), [node for _, node in bits if node])


def _is_hidden(node: "LexborNode") -> bool:
    attributes = node.attributes
    hidden = "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found"  # a search shows that
    return hidden or _HIDDEN.search(attributes.get("style") or "") is not None


def _is_mark(node: "LexborNode") -> bool:
    """Whether a link in a heading is only the sign by which the heading can be linked to: # or ¶."""
    return not any(map(str.isalnum, node.text()))


def _marked(nodes: list["LexborNode"]) -> Mark | None:
    """How all of a block's text is marked, if it is, and is no program's."""
    marks = [set(_marks(node)) for node in nodes if (node.text_content or "").strip()]
    shared = set.intersection(*marks) if marks else {"code"}
    return None if "code" in shared else "bold" if "bold" in shared else "italic" if "italic" in shared else None


def _marks(node: "LexborNode") -> Iterator[Mark | Literal["code"]]:
    """The marks of the elements around a text, up to its block."""
    inside = True
    around = node.parent
    while inside and around is not None:
        inside = around.tag not in _BLOCKS
        if around.tag in ("b", "strong") or _BOLD.search(around.attributes.get("style") or ""):
            yield "bold"
        if around.tag in ("em", "i"):
            yield "italic"
        if around.tag in _CODES:
            yield "code"
        around = around.parent


def _is_note(node: "LexborNode") -> bool:
    attributes = node.attributes
    said = f"{attributes.get('role') or ''} {attributes.get('epub:type') or ''}".replace("doc-", "")
    return not _NOTES.isdisjoint(f"{said} {attributes.get('class') or ''}".split())


@dataclass(slots=True)
class _Shape:
    """What tells whether a table holds values or a page's columns."""

    id: int
    cells: int = 0  # of the open row
    widest: int = 0
    paragraphs: int = 0  # of the open cell
    length: int = 0
    layout: bool = False


def _layout_tables(body: "LexborNode") -> set[int]:
    """The tables that only lay out a page: of one column, or with headings, tables or long texts in their cells."""
    shapes: list[_Shape] = []
    found: set[int] = set()

    def enter(node: "LexborNode") -> bool:
        tag = node.tag or ""
        if tag == "table":
            if shapes:
                shapes[-1].layout = True
            shapes.append(_Shape(node.mem_id, layout=node.attributes.get("role") in ("presentation", "none")))
        elif shapes:
            _look(shapes[-1], tag, node)
        return tag not in _UNSEEN

    def leave(node: "LexborNode") -> None:
        if node.tag == "table":
            shape = shapes.pop()
            if shape.layout or shape.widest < 2:
                found.add(shape.id)

    _walk(body, enter, leave)
    return found


def _look(shape: _Shape, tag: str, node: "LexborNode") -> None:
    if tag == "tr":
        shape.cells = 0
    elif tag in ("td", "th"):
        shape.cells += 1
        shape.widest = max(shape.widest, shape.cells)
        shape.paragraphs = shape.length = 0
    elif tag == "p":
        shape.paragraphs += 1
    elif node.is_text_node:
        shape.length += len((node.text_content or "").strip())
    shape.layout |= tag in _HEADINGS or shape.paragraphs > 2 or shape.length > _LONG_CELL


def _walk(root: "LexborNode", enter: Callable[["LexborNode"], bool], leave: Callable[["LexborNode"], None]) -> None:
    """Visit a tree in the order of the document, without recursion; where `enter` says no, its inside is left out."""
    node, depth = root, 0
    while True:
        inside = enter(node)
        if inside and (child := node.first_child) is not None:
            node, depth = child, depth + 1
            continue
        if inside:
            leave(node)
        while (following := node.next) is None or not depth:
            if not depth:
                return
            node, depth = _parent(node), depth - 1
            leave(node)
        node = following


def _parent(node: "LexborNode") -> "LexborNode":
    parent = node.parent
    assert parent is not None  # the walk came from it
    return parent
