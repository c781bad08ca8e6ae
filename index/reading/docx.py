"""DOCX by zip and lxml, strict and transitional: what Word shows on its pages, with tracked changes accepted.

Text in boxes follows the paragraph that holds it, notes follow the text. Left out are deleted and hidden text, the
instructions of fields, comments, headers and footers, and tables of contents.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from index.documents import About, Kind
from index.reading.archives import Archive, attribute, child, dublin_core, local
from index.reading.breaks import paragraphs_of
from index.reading.dom import fold
from index.reading.markup import names
from index.reading.parsed import Parsed
from index.reading.pieces import LONGEST_MARKED, Mark, Piece, leads_in, parsed

_LEFT_OUT = names("del delText instrText moveFrom pPr rPr rt sdtEndPr sdtPr tblPr tcPr trPr")
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_HEADING = re.compile(r"heading ([1-9])$")
_CONTENTS = re.compile(r"toc \d|table of figures|toc heading")
_CODE = ("html preformatted", "code", "source code", "plain text code", "macro text")
_MARKS: tuple[tuple[str, Mark], ...] = (("b", "bold"), ("i", "italic"))
_LONG_CELL = 1000  # code points; a longer one holds a column of the page, no value


class Docx:
    """Reads `.docx`."""

    suffixes = (".docx",)

    def read(self, data: bytes) -> Parsed:
        """The text in the order of the document.

        Raises:
            SeedError: it is damaged, encrypted, no DOCX, or unpacks to too much.
        """
        archive = Archive(data, "DOCX")
        package = _related(archive, "")
        main = package.get("officeDocument", "word/document.xml")
        parts = _related(archive, main)
        reader = _Reader(archive, parts)
        reader.read(archive.xml(main))
        core = (
            dublin_core(archive.xml(package["core-properties"]))
            if package.get("core-properties", "") in archive
            else {}
        )
        about = About(
            title=core.get("title"),
            author=core.get("creator"),
            published=core.get("created", "")[:10] or None,
            language=core.get("language"),
        )
        return parsed(reader.pieces, about)


def _related(archive: Archive, part: str) -> dict[str, str]:
    """Parts that a part points to, by the last word of the relation's type."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        return {}
    targets = ((attribute(r, "Type").rpartition("/")[2], attribute(r, "Target")) for r in archive.xml(path))
    return {kind: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") for kind, target in targets}


class _Styles:
    """What styles say of their paragraphs; a style has what the one that it is based on has."""

    def __init__(self, root: Any) -> None:
        self._styles = {attribute(s, "styleId"): s for s in root if local(s) == "style"}
        self._normal = next((name for name, style in self._styles.items() if _is_default(style)), "")

    def chain(self, paragraph: Any) -> list[Any]:
        """The styles of a paragraph, its own before those that it is based on."""
        named = child(paragraph, "pPr", "pStyle")
        name = self._normal if named is None else attribute(named, "val")
        chain: list[Any] = []
        while name in self._styles and self._styles[name] not in chain:
            chain.append(self._styles[name])
            based = child(chain[-1], "basedOn")
            name = "" if based is None else attribute(based, "val")
        return chain


class _Reader:
    """Collects the pieces of a document."""

    def __init__(self, archive: Archive, parts: dict[str, str]) -> None:
        self.pieces: list[Piece] = []
        self._styles = _Styles(archive.xml(parts["styles"]) if parts.get("styles", "") in archive else [])
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind in ("footnote", "endnote")
            if parts.get(f"{kind}s", "") in archive
            for note in archive.xml(parts[f"{kind}s"])
        }
        self._noted: list[tuple[tuple[str, str], Piece | None]] = []
        self._list: list[tuple[int, Piece]] = []  # depth and item of the list that is open

    def read(self, document: Any) -> None:
        body = child(document, "body")
        self._blocks([] if body is None else body)
        for name, piece in self._noted:
            if name in self._notes:
                for paragraph in self._notes[name].iter("{*}p"):
                    self._put(Piece(self._text(paragraph).strip(), "footnote", under=piece))

    def _blocks(self, parent: Any) -> None:
        for element in _seen(parent):
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            else:
                self._blocks(element)

    def _paragraph(self, paragraph: Any) -> None:
        boxes: list[Any] = []
        notes: list[tuple[str, str]] = []
        text = self._text(paragraph, boxes, notes)
        kind, level, depth = self._kind(paragraph)
        if kind is None:
            return
        if kind in ("heading", "title", "code"):
            texts = [text if kind == "code" else " ".join(text.split("\n"))]
        else:
            texts = paragraphs_of(text)
        mark = self._mark(paragraph) if kind == "paragraph" and len(text) <= LONGEST_MARKED else None
        for shown in (t.strip("\n") for t in texts if t.strip()):
            piece = Piece(shown, kind, level, self._under(kind, depth), marked=mark)
            self._put(piece)
            if kind == "list_item":
                self._list.append((depth, piece))
        self._noted += [(note, self.pieces[-1] if texts and self.pieces else None) for note in notes]
        for box in boxes:
            self._list = []
            self._blocks(box)

    def _put(self, piece: Piece) -> None:
        if piece.text.strip():
            if piece.kind != "list_item":
                self._list = []
            self.pieces.append(piece)

    def _under(self, kind: Kind, depth: int) -> Piece | None:
        """The item above in the list, or the list's lead-in."""
        if kind != "list_item":
            return None
        if not self._list:
            return leads_in(self.pieces[-1]) if self.pieces else None
        while self._list and self._list[-1][0] > depth:
            self._list.pop()
        if not self._list:
            return None
        above, item = self._list[-1]
        return item if above < depth else item.under

    def _kind(self, paragraph: Any) -> tuple[Kind | None, int, int]:
        """Kind, level of a heading and depth of a list's item; no kind where the paragraph is left out."""
        chain = self._styles.chain(paragraph)
        called = [attribute(name, "val").lower() for style in chain if (name := child(style, "name")) is not None]
        if any(map(_CONTENTS.match, called)):
            return None, 0, 0
        if "title" in called[:1]:
            return "title", 0, 0
        outline = _first(child(element, "pPr", "outlineLvl") for element in (paragraph, *chain))
        numbered = next((int(m[1]) for m in map(_HEADING.match, called) if m), 0)
        level = numbered if outline is None else _number(attribute(outline, "val"), 9) + 1
        if 1 <= level <= 9:
            return "heading", level, 0
        if "caption" in called:
            return "caption", 0, 0
        if any(name in _CODE for name in called):
            return "code", 0, 0
        numbering = _first(child(element, "pPr", "numPr", "numId") for element in (paragraph, *chain))
        if numbering is not None and attribute(numbering, "val") != "0":
            depth = child(numbering.getparent(), "ilvl")
            return "list_item", 0, 0 if depth is None else _number(attribute(depth, "val"), 0)
        return "paragraph", 0, 0

    def _mark(self, paragraph: Any) -> Mark | None:
        """How all of a paragraph's text is marked, if it is: by its runs, or by its style."""
        runs = [run for run in paragraph.iter("{*}r") if self._text(run).strip() and not _is_hidden(run)]
        chain = self._styles.chain(paragraph)
        for name, mark in _MARKS:
            styled = _is_on(_first(child(style, "rPr", name) for style in chain))
            own = [child(run, "rPr", name) for run in runs]
            if runs and all(styled if found is None else _is_on(found) for found in own):
                return mark
        return None

    def _text(self, element: Any, boxes: list[Any] | None = None, notes: list[tuple[str, str]] | None = None) -> str:
        """The text of a paragraph or run; text boxes and the names of notes are put aside."""
        texts: list[str] = []
        for inner in _seen(element):
            name = local(inner)
            if name == "t":
                kept = attribute(inner, "space") == "preserve"
                texts.append((inner.text or "").replace("\n", " ") if kept else fold(inner.text or ""))
            elif name in _CHARACTERS:
                texts.append(_CHARACTERS[name])
            elif name == "txbxContent":
                if boxes is not None:
                    boxes.append(inner)
            elif name in ("footnoteReference", "endnoteReference"):
                if notes is not None:
                    notes.append((name.removesuffix("Reference"), attribute(inner, "id")))
            elif not (name == "r" and _is_hidden(inner)):
                texts.append(self._text(inner, boxes, notes))
        return "".join(texts)

    def _table(self, table: Any) -> None:
        rows = [row for row in _parts(table, "tr") if child(row, "trPr", "del") is None]
        cells = [list(_parts(row, "tc")) for row in rows]
        if max(map(len, cells), default=0) < 2 or any(self._lays_out(cell) for row in cells for cell in row):
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        lead = leads_in(self.pieces[-1]) if self.pieces else None
        header: Piece | None = None
        look = child(table, "tblPr", "tblLook")
        for number, (row, inside) in enumerate(zip(rows, cells, strict=True)):
            texts = [fold(" ".join(self._text(p) for p in cell.iter("{*}p"))) for cell in inside]
            marked = child(row, "trPr", "tblHeader") is not None
            first = number == 0 and look is not None and _first_row(look) and all(texts) and len(rows) > 1
            piece = Piece("\t".join(texts).rstrip("\t"), "table_row", under=lead if marked or first else header or lead)
            self._put(piece)
            header = piece if marked or first else header

    def _lays_out(self, cell: Any) -> bool:
        if next(cell.iter("{*}tbl"), None) is not None:
            return True
        inside = [p for p in cell.iter("{*}p") if self._text(p).strip()]
        headings = any(self._kind(p)[0] in ("heading", "title") for p in inside)
        return headings or len(inside) > 2 or sum(len(self._text(p)) for p in inside) > _LONG_CELL


def _seen(parent: Any) -> Iterator[Any]:
    """What an element shows: of an alternative the first, and nothing of what was deleted."""
    for element in parent:
        name = local(element)
        if name == "AlternateContent":
            choice = child(element, "Choice")
            alternative = child(element, "Fallback") if choice is None else choice
            yield from [] if alternative is None else _seen(alternative)
        elif name not in _LEFT_OUT:
            yield element


def _parts(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls too."""
    for element in _seen(parent):
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _parts(element, name)


def _first(elements: Iterator[Any]) -> Any:
    return next((e for e in elements if e is not None), None)


def _is_default(style: Any) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")


def _is_hidden(run: Any) -> bool:
    return _is_on(child(run, "rPr", "vanish"))


def _is_on(switch: Any) -> bool:
    """Whether a property is there, and not there to say no."""
    return switch is not None and attribute(switch, "val") not in ("0", "false", "off")


def _first_row(look: Any) -> bool:
    """Whether a table's first row is a header: said by name, or in older files by a bit."""
    named = attribute(look, "firstRow")
    return named in ("1", "true", "on") if named else bool(_number(attribute(look, "val"), 0, 16) & 0x20)


def _number(text: str, otherwise: int, base: int = 10) -> int:
    try:
        return int(text, base)
    except ValueError:
        return otherwise
