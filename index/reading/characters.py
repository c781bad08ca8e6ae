"""The characters of a PDF's page with their boxes, by PDFium, as stretches that stand on one line.

Boxes go through `FPDF_PageToDevice`, so that they are those of the page as it is shown: turned, and cropped. PDFium is
not thread-safe and crashes on hostile files; it is imported when a page is read, in a process of its own.
"""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.places import Box, Turn

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

HYPHENS = "\ufffe\x02\u00ad\u2010-"  # the first two are PDFium's own for a hyphen at the end of a line
GAP = 0.9  # of the font's size; words of one stretch are nearer to each other

_SCALE = 64  # device pixels a point
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf076": "❖", "\uf0d8": "➢", "\uf0fc": "✓", "\u25cf": "•"}
_NORMAL = 400  # the weight of a font that is not bold
_ITALIC = 1 << 6  # of a font descriptor's flags
_BOLD = ("bold", "black", "heavy", "semibold", "-bd", "cmbx", "nimbusromno9l-medi", "demi")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of the text (a ligature is several) and its box: left, top, right, bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Stretch:
    """Glyphs that stand side by side, in the reading direction; coordinates are those of the turned page."""

    glyphs: list[Glyph]
    size: float
    marked: bool  # bold or italic

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's stretches as they are read: the page is turned so that most of its text runs to the right.

    Attributes:
        number: from 1.
        width: of the turned page, points; `height` too.
        turn: quarter turns clockwise of the text on the page as it is shown.
    """

    number: int
    width: float
    height: float
    turn: Turn
    stretches: list[Stretch]

    def shown(self, box: Box) -> Box:
        """A box of the turned page on the page as it is shown."""
        left, top, right, bottom = box
        match self.turn:
            case 0:
                return box
            case 1:
                return self.height - bottom, left, self.height - top, right
            case 2:
                return self.width - right, self.height - bottom, self.width - left, self.height - top
            case _:
                return top, self.width - right, bottom, self.width - left


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    box: Box
    turn: int
    index: int


def read_page(page: "PdfPage", number: int) -> Sheet:
    """The characters of one page."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        characters = list(_characters(page, text_page.raw, (width, height)))
        turns = [c.turn for c in characters if c.text.strip()]
        turn: Turn = max((0, 1, 2, 3), key=turns.count)
        if turn % 2:
            width, height = height, width
        kept = [c for c in characters if c.turn == turn]
        turned = [_turned(c.box, turn, width, height) for c in kept]
        return Sheet(number, width, height, turn, list(_stretches(text_page.raw, kept, turned)))
    finally:
        text_page.close()


def _characters(page: "PdfPage", raw: object, size: tuple[float, float]) -> Iterator[_Character]:
    from pypdfium2 import raw as pdfium

    to_shown = _affine(page, size)
    tight = [ctypes.c_double() for _ in range(4)]
    loose = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        text = _text(code)
        if not text:
            continue
        pdfium.FPDFText_GetCharBox(raw, index, *tight)
        left, right, bottom, top = (value.value for value in tight)
        if pdfium.FPDFText_GetLooseCharBox(raw, index, loose):
            wide = (loose.left, loose.bottom, loose.right, loose.top)
        else:
            wide = (left, bottom, right, top)
        angle = pdfium.FPDFText_GetCharAngle(raw, index)
        turn = _turn(to_shown, angle)
        box = _boxed(to_shown, (left, bottom, right, top))
        outer = _boxed(to_shown, wide)
        box = (outer[0], box[1], outer[2], box[3]) if turn % 2 == 0 else (box[0], outer[1], box[2], outer[3])
        if all(map(math.isfinite, box)):
            yield _Character(text, box, turn, index)


def _text(code: int) -> str:
    """What a character adds to the text; nothing where it is none."""
    if code in (0xFFFE, 0x02):
        return "\ufffe"
    if code in (0x0A, 0x0D):
        return "\n"
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    character = _BULLETS.get(chr(code), chr(code))
    if character == "\t":
        return " "
    if unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") or character in "\u200b\ufeff":
        return ""
    return unicodedata.normalize("NFKC", character) if "\ufb00" <= character <= "\ufb06" else character


_Affine = tuple[float, float, float, float, float, float]


def _affine(page: "PdfPage", size: tuple[float, float]) -> _Affine:
    """From the page's own coordinates to points from the shown page's top left: x = a x' + b y' + c, y = d x' + …"""
    from pypdfium2 import raw as pdfium

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        wide, high = round(size[0] * _SCALE), round(size[1] * _SCALE)
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, across, down)
        return across.value / _SCALE, down.value / _SCALE

    far = 1000.0
    (c, f), (ax, dx), (by, ey) = shown(0, 0), shown(far, 0), shown(0, far)
    return (ax - c) / far, (by - c) / far, c, (dx - f) / far, (ey - f) / far, f


def _boxed(affine: _Affine, box: Box) -> Box:
    a, b, c, d, e, f = affine
    xs = [a * x + b * y + c for x, y in ((box[0], box[1]), (box[2], box[3]))]
    ys = [d * x + e * y + f for x, y in ((box[0], box[1]), (box[2], box[3]))]
    return min(xs), min(ys), max(xs), max(ys)


def _turn(affine: _Affine, angle: float) -> int:
    """Quarter turns clockwise of a character as it is shown; its angle is counter-clockwise on the page, in radians."""
    a, b, _, d, e, _ = affine
    x, y = math.cos(angle), math.sin(angle)
    return round(math.atan2(d * x + e * y, a * x + b * y) / (math.pi / 2)) % 4


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A shown box on the page turned by `turn`, which is width by height."""
    left, top, right, bottom = box
    match turn:
        case 0:
            return box
        case 1:
            return top, height - right, bottom, height - left
        case 2:
            return width - right, height - bottom, width - left, height - top
        case _:
            return width - bottom, left, width - top, right


def _stretches(raw: object, characters: list[_Character], boxes: list[Box]) -> Iterator[Stretch]:
    """Characters in the order of the page's contents, cut where the next one does not stand beside the last."""
    glyphs: list[Glyph] = []
    members: list[_Character] = []
    before, shared = (0.0, 0.0, 0.0, 0.0), ""
    for character, box in zip(characters, boxes, strict=True):
        space = not character.text.strip()
        if shared and box == before and not space:  # PDFium gives each letter of a ligature the whole box
            del glyphs[-len(shared) :]
            shared += character.text
            glyphs.extend(_split(shared, box))
            continue
        if glyphs and (character.text == "\n" or (not space and not _beside(glyphs, box))):
            yield from _stretch(raw, glyphs, members)
            glyphs, members = [], []
        before, shared = box, "" if space else character.text
        if character.text == "\n" or (space and not glyphs):
            continue
        if space:
            glyphs.append(
                Glyph(" ", glyphs[-1].right, glyphs[-1].top, max(box[2], glyphs[-1].right), glyphs[-1].bottom)
            )
        else:
            glyphs.extend(_split(character.text, box))
        members.append(character)
    yield from _stretch(raw, glyphs, members)


def _split(text: str, box: Box) -> Iterator[Glyph]:
    """A ligature's characters share its box."""
    left, top, right, bottom = box
    step = (right - left) / len(text)
    for i, character in enumerate(text):
        yield Glyph(character, left + i * step, top, left + (i + 1) * step, bottom)


def _beside(glyphs: list[Glyph], box: Box) -> bool:
    """Whether a box stands on the line of the glyphs, right behind them."""
    last = next(g for g in reversed(glyphs) if g.text.strip())
    high = max(last.bottom - last.top, 4.0)
    tallest = max(glyphs[-8:], key=lambda g: g.bottom - g.top)
    top, bottom = tallest.top - 0.3 * high, tallest.bottom + 0.3 * high
    middle = (box[1] + box[3]) / 2
    size = max(tallest.bottom - tallest.top, high) * 1.4
    return top <= middle <= bottom and -0.5 * size <= box[0] - last.right <= GAP * size


def _stretch(raw: object, glyphs: list[Glyph], characters: list[_Character]) -> Iterator[Stretch]:
    while glyphs and not glyphs[-1].text.strip():
        glyphs.pop()
    inked = [c for c in characters if c.text.strip()]
    if glyphs:
        letters = [c for c in inked if c.text.isalnum()] or inked
        marked = all(_marked(raw, c.index) for c in (letters[0], letters[-1]))
        yield Stretch(glyphs, _size(raw, letters[len(letters) // 2].index), marked)


def _size(raw: object, index: int) -> float:
    """A character's size as it is drawn, in points."""
    from pypdfium2 import raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    size: float = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
    return round(size, 1)


def _marked(raw: object, index: int) -> bool:
    """Whether a character is bold or italic."""
    from pypdfium2 import raw as pdfium

    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(raw, index, name, 128, flags)
    found = name.value.decode("latin-1").lower()
    heavy = pdfium.FPDFText_GetFontWeight(raw, index) > _NORMAL + 150 or any(word in found for word in _BOLD)
    return heavy or bool(flags.value & _ITALIC) or "italic" in found or "oblique" in found
