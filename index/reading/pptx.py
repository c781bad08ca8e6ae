"""Slides by python-pptx: each a section with what it shows and, behind that, the speaker's notes.

Shapes come in the order in which they lie on the slide, the first at the bottom; hidden slides, footers, dates and the
numbers of slides are left out.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from index.documents import About
from index.errors import SeedError
from index.reading.archives import UNREADABLE, Archive
from index.reading.dom import fold
from index.reading.parsed import Parsed
from index.reading.pieces import Piece, parsed
from index.reading.rows import pieces_of

_UNNAMED = "PowerPoint Presentation"  # what PowerPoint calls all that nobody named
_TITLES = ("TITLE", "CENTER_TITLE", "VERTICAL_TITLE")
_LISTS = ("BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT")
_LEFT_OUT = ("DATE", "FOOTER", "HEADER", "SLIDE_NUMBER")


class Pptx:
    """Reads `.pptx`."""

    suffixes = (".pptx",)

    def read(self, data: bytes) -> Parsed:
        """The slides in their order.

        Raises:
            SeedError: it is damaged, encrypted, no presentation, or unpacks to too much.
        """
        Archive(data, "PPTX").unpack()
        from pptx.exc import PythonPptxError

        try:
            return _read(data)
        except (*UNREADABLE, PythonPptxError) as error:
            raise SeedError(f"is damaged or cut short: {error}.") from None


def _read(data: bytes) -> Parsed:
    import pptx

    show = pptx.Presentation(BytesIO(data))
    shown = [slide for slide in show.slides if slide._element.get("show") != "0"]
    pieces = [piece for number, slide in enumerate(shown) for piece in _of_slide(slide, first=number == 0)]
    said = show.core_properties
    title = said.title if said.title not in ("", _UNNAMED) else None
    created = said.created.date().isoformat() if said.created else None
    return parsed(pieces, About(title, None, said.author or None, created, said.language or None))


def _of_slide(slide: Any, *, first: bool) -> Iterator[Piece]:
    shapes = list(_shapes(slide.shapes))
    titles = [shape for shape in shapes if _place(shape) in _TITLES and shape.text_frame.text.strip()]
    if titles:
        shown = fold(titles[0].text_frame.text.replace("\v", " "))
        yield Piece(shown, "title") if _place(titles[0]) == "CENTER_TITLE" and first else Piece(shown, "heading", 1)
    for shape in shapes:
        if shape not in titles[:1] and _place(shape) not in _LEFT_OUT:
            yield from _of_shape(shape)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        yield from (Piece(text) for text in _texts(notes.paragraphs))


def _shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes, those in groups too."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _place(shape: Any) -> str:
    """What a shape stands in for in the slide's layout: "TITLE", "BODY"; nothing for any other."""
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return "" if kind is None else str(kind.name)


def _of_shape(shape: Any) -> Iterator[Piece]:
    if getattr(shape, "has_table", False):
        yield from pieces_of([cell.text for cell in row.cells] for row in shape.table.rows)
    elif shape.has_text_frame:
        paragraphs = shape.text_frame.paragraphs
        if _place(shape) in _LISTS and len(paragraphs) > 1:
            yield from _items(paragraphs)
        else:
            yield from (Piece(text) for text in _texts(paragraphs))


def _items(paragraphs: Iterable[Any]) -> Iterator[Piece]:
    """The items of a list, each under the nearest above it that is less deep."""
    above: list[tuple[int, Piece]] = []
    for paragraph in paragraphs:
        text = fold(paragraph.text.replace("\v", " "))
        if text:
            above = [(level, piece) for level, piece in above if level < paragraph.level]
            piece = Piece(text, "list_item", under=above[-1][1] if above else None)
            above.append((paragraph.level, piece))
            yield piece


def _texts(paragraphs: Iterable[Any]) -> Iterator[str]:
    yield from (fold(line) for paragraph in paragraphs for line in paragraph.text.split("\v") if line.strip())
