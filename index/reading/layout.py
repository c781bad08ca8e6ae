"""From the lines of a PDF's columns to its text: paragraphs, headings, lists, rows, captions and footnotes.

A paragraph that runs over a column, a page or a figure is one; what stood in its way follows it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from index.documents import Block, Kind
from index.places import Line as PlacedLine
from index.places import PagePlaces
from index.reading.characters import HYPHENS, Sheet
from index.reading.columns import Cell, Line, body_size, lines_in_order, without_running_heads

_ENDED = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*\s*[\d*†‡]{0,3}$")
_MARKER = re.compile(r"(?:[•▪◦‣●■□➢✓❖–—*-]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\([ivx]{1,5}\)|[ivx]{1,5}[.)])(?:\s+|$)")
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Tab\.|Chart|Exhibit|Plate|Box|Scheme|Abbildung|Abb\.|Tabelle|Tableau|Figura|Tabla)"
    r"\s*(?:\d|[IVX]+\b|[A-Z]\.?\d)[\w.\-]*[.:|]?(?:\s|$)"
)
_NOTE = re.compile(r"(?:\[?\d{1,3}[\].]?|[*†‡§¶]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)\s*\S")
_NO_SPACE = re.compile(r"\S[—/]$")  # at a line's end, with none before it
_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
_PREFIXES = frozenset("all co cross ex four half high long low multi non self short so three two well".split())  # noqa: SIM905
_TIGHT: tuple[Kind, ...] = ("list_item", "table_row")  # a line end between two of them, an empty line elsewhere
SMALL = 0.93  # of the body's size: notes, captions, labels


@dataclass
class _Draft:
    """Lines that are one block."""

    lines: list[Line]
    kind: Kind
    column: int
    floats: list["_Draft"] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)

    @property
    def ended(self) -> bool:
        return bool(_ENDED.search(self.last.text.rstrip()))


def lay_out(sheets: Sequence[Sheet]) -> tuple[str, tuple[Block, ...], PagePlaces]:
    """The text of a document's pages, its blocks, and where the text stands."""
    sheets = _marks_that_tell(without_running_heads(sheets))
    body = body_size(sheets)
    columns = [column for sheet in sheets for column in lines_in_order(sheet)]
    pitch = _pitch(columns)
    drafts = [draft for number, column in enumerate(columns) for draft in _drafts(column, number, body, pitch)]
    joined = _joined(drafts)
    return _written(joined, _vocabulary(columns))


def _marks_that_tell(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Pages without bold and italics where most of the text has them: they say of no line that it is a heading.

    Browsers print fonts of variable weight as if all of it were bold.
    """
    letters: Counter[bool] = Counter()
    for sheet in sheets:
        for stretch in sheet.stretches:
            letters[stretch.marked] += len(stretch.glyphs)
    if letters[True] <= letters[False]:
        return list(sheets)
    return [replace(s, stretches=[replace(stretch, marked=False) for stretch in s.stretches]) for s in sheets]


def _pitch(columns: Sequence[Sequence[Line]]) -> float:
    """From line to line, as a multiple of the font's size: the commonest."""
    steps = [
        round((b.base - a.base) / a.size, 1)
        for column in columns
        for a, b in pairwise(column)
        if a.size > 0 and abs(a.size - b.size) < 0.6 and 0.9 <= (b.base - a.base) / a.size <= 2.5
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 1.2


def _drafts(column: Sequence[Line], number: int, body: float, pitch: float) -> Iterator[_Draft]:
    """The blocks of one column."""
    table = _table_lines(column)
    draft: _Draft | None = None
    found: list[_Draft] = []
    for i, line in enumerate(column):
        if i in table:
            draft = None
            found.append(_Draft([line], "table_row", number))
        elif draft is None or _begins(draft, line, pitch):
            draft = _Draft([line], "paragraph", number)
            found.append(draft)
        else:
            draft.lines.append(line)
    low = column[-1].sheet.height / 2 if column else 0.0
    tail = len(found)
    while tail and found[tail - 1].size <= SMALL * body and found[tail - 1].first.top > low:
        tail -= 1
    for i, draft in enumerate(found):
        if draft.kind != "table_row":
            draft.kind = _kind(draft, body, tail=i >= tail)
        yield draft


def _begins(draft: _Draft, line: Line, pitch: float) -> bool:
    """Whether a line begins a block, below the lines of a draft."""
    last = draft.last
    step = (line.base - last.base) / max(last.size, 1.0)
    ended = draft.ended
    if abs(line.size - last.size) > 0.07 * last.size and not _same_line_of_text(last, line):
        return True
    if step > 1.35 * max(pitch, 1.0) or step > 2.6:
        return True
    if line.marked != last.marked and (
        ended or (last.marked and _stands_alone(last)) or (line.marked and _stands_alone(line))
    ):
        return True
    slack = 0.6 * line.size
    if _MARKER.match(line.text) and (ended or _MARKER.match(draft.first.text) or line.left < last.left - slack):
        return True
    if line.left > last.left + slack and _indents(draft, line, slack):
        return True
    if line.left < last.left - slack and len(draft.lines) > 1 and draft.first.left < last.left - slack:
        return True  # the next entry of a list with hanging lines
    return _short(last, line) and (ended or _very_short(last, line)) and not line.text[:1].islower()


def _same_line_of_text(last: Line, line: Line) -> bool:
    """A line in another size amid a sentence: a formula, or small capitals."""
    return not _ENDED.search(last.text) and line.text[:1].islower() and abs(line.size - last.size) < 0.2 * last.size


def _stands_alone(line: Line) -> bool:
    return line.right < line.column[1] - 0.1 * (line.column[1] - line.column[0])


def _indents(draft: _Draft, line: Line, slack: float) -> bool:
    if len(draft.lines) > 1:
        return line.left > min(other.left for other in draft.lines[1:]) + slack
    marker = _MARKER.match(draft.first.text)
    if marker is not None:
        return False
    return _short(draft.last, line) or draft.ended


def _short(last: Line, line: Line) -> bool:
    """Whether the line's first word would have fitted on the line before it."""
    word = re.split(r"[\s\t]", line.text, maxsplit=1)[0]
    return last.right + line.glyphs[min(len(word), len(line.glyphs)) - 1].right - line.left + 0.3 * last.size < (
        last.column[1] - 0.3 * last.size
    )


def _very_short(last: Line, line: Line) -> bool:
    return _short(last, line) and last.right < last.column[0] + 0.7 * (last.column[1] - last.column[0])


def _table_lines(column: Sequence[Line]) -> set[int]:
    """The lines that are rows of a table: two or more of them whose cells begin, end or are centred alike."""
    rows = {i for i, line in enumerate(column) if len(line.cells) > 1 and not _justified(line) and not _item(line)}
    found = set()
    for i, j in pairwise(sorted(rows)):
        a, b = column[i].cells, column[j].cells
        if j - i == 1 and abs(len(a) - len(b)) <= 1 and _alike(a, b) >= 0.6 * (min(len(a), len(b)) - 1):
            found |= {i, j}
    return found


def _alike(some: Sequence[Cell], others: Sequence[Cell]) -> int:
    """How many cells but the first stand below one of the others."""
    return sum(
        any(min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2) < 4 for b in others) for a in some[1:]
    )


def _item(line: Line) -> bool:
    return bool(_MARKER.match(line.text))


def _justified(line: Line) -> bool:
    """A line of a paragraph that fills its column with wide spaces, all about as wide."""
    spaces = [g.right - g.left for g in line.glyphs if g.text in " \t"]
    filled = line.right > line.column[1] - line.size and line.left < line.column[0] + 4 * line.size
    return filled and max(spaces) < 3 * line.size and min(spaces) > 0.5 * max(spaces)


def _kind(draft: _Draft, body: float, *, tail: bool) -> Kind:
    text = "".join(line.text for line in draft.lines)
    if _CAPTION.match(text):
        return "caption"
    if tail and _NOTE.match(text):
        return "footnote"
    if _MARKER.match(text) and len(text) > 2 and not (draft.first.marked and not draft.ended):
        return "list_item"
    large = draft.size > 1.08 * body
    marked = all(line.marked for line in draft.lines)
    sentence = re.search(r"[.;,]$", text.rstrip())
    if (large or marked) and len(text) < 250 and len(draft.lines) <= 4 and not sentence and any(map(str.isalpha, text)):
        return "heading"
    return "paragraph"


def _joined(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Blocks that run over a column, a page or what floats there are made one; what was between follows."""
    rest, done = list(drafts), []
    while rest:
        draft = rest.pop(0)
        while draft.kind in ("paragraph", "list_item", "footnote") and not draft.ended:
            following = _following(draft, rest)
            if following is None:
                break
            draft.floats += rest[:following]
            draft.lines += rest[following].lines
            draft.column = rest[following].column
            del rest[: following + 1]
        done.append(draft)
        done += draft.floats
    return done


def _following(draft: _Draft, rest: Sequence[_Draft]) -> int | None:
    """Which of the next blocks goes on with an unended one."""
    page = draft.last.sheet.number
    for i, other in enumerate(rest[:40]):
        if other.first.sheet.number > page + 1:
            return None
        if abs(other.size - draft.size) > 0.05 * draft.size or other.kind in ("caption", "table_row"):
            continue
        if other.kind in ("footnote", "list_item") and other.kind != draft.kind:
            continue
        text = other.first.text
        if text[:1].islower() or draft.last.text.rstrip()[-1:] in HYPHENS[:-1]:
            return i if other.kind != "heading" else None
        if len(draft.lines) + len(other.lines) < 3 and not text[:1].islower():
            continue  # labels of a figure
        if other.column == draft.column or other.kind in ("heading", "list_item"):
            return None
        return i if not _short(draft.last, other.first) and not other.first.marked else None
    return None


def _vocabulary(columns: Sequence[Sequence[Line]]) -> Counter[str]:
    """The words that stand whole on a line."""
    words: Counter[str] = Counter()
    for column in columns:
        cut = True  # what stands first in a column may be the rest of a word
        for line in column:
            found = [m.group().lower() for m in _WORD.finditer(line.text)]
            broken = line.text.rstrip()[-1:] in HYPHENS
            words.update(found[int(cut) : -1 if broken else None])
            cut = broken
    return words


def _written(drafts: Sequence[_Draft], words: Counter[str]) -> tuple[str, tuple[Block, ...], PagePlaces]:
    """The text with its blocks and places."""
    parts: list[str] = []
    blocks: list[Block] = []
    placed: list[PlacedLine] = []
    headings: list[tuple[float, int]] = []  # size and number of those above
    length, before, row, lead = 0, None, None, None
    title = _title(drafts)
    for draft in drafts:
        text, lines = _text(draft, words, 0)
        if not text.strip():
            continue
        if before is not None:
            gap = "\n" if draft.kind == before.kind and draft.kind in _TIGHT else "\n\n"
            parts.append(gap)
            length += len(gap)
        number, parent = len(blocks), headings[-1][1] if headings else None
        kind: Kind = "title" if draft is title else draft.kind
        if kind in ("heading", "title"):
            size = math.inf if kind == "title" else draft.size
            while headings and headings[-1][0] <= size + 0.2:
                headings.pop()
            parent = headings[-1][1] if headings else None
            headings.append((size, number))
        if kind == "table_row":
            parent = parent if row is None else row
            row = number if row is None else row
        else:
            row = None
        if kind == "list_item":
            parent = parent if lead is None else lead
        else:
            lead = number if kind == "paragraph" and text.rstrip().endswith(":") else None
        marker = _MARKER.match(text) if kind == "list_item" else None  # in no block, as in Markdown
        blocks.append(Block(kind, length + (marker.end() if marker else 0), length + len(text), parent))
        placed += [PlacedLine(length + line.start, line.page, line.box, line.edges, line.turn) for line in lines]
        parts.append(text)
        length += len(text)
        before = draft
    return "".join(parts), tuple(blocks), PagePlaces.of(placed)


def _title(drafts: Sequence[_Draft]) -> _Draft | None:
    """The largest heading of the first page, where it stands above half of it.

    One of a size that others have is a section's: then the title is the heading that the text begins with, if it does.
    """
    headings = [d for d in drafts if d.kind == "heading"]
    first = [d for d in headings if d.first.sheet.number == 1]
    largest = max(first, key=lambda d: d.size, default=None)
    if largest is None:
        return None
    alike = sum(abs(d.size - largest.size) < 0.2 for d in headings)
    if first[0].size > 0.9 * largest.size or (alike > 1 and first[0] is drafts[0]):
        largest = first[0]
    return largest if largest.first.top < largest.first.sheet.height / 2 else None


def _text(draft: _Draft, words: Counter[str], start: int) -> tuple[str, list[PlacedLine]]:
    """A block's text, its lines joined, and where each stands from `start` on."""
    parts: list[str] = []
    placed: list[PlacedLine] = []
    for i, line in enumerate(draft.lines):
        text = line.text.rstrip()
        glyphs = line.glyphs[: len(text)]
        following = draft.lines[i + 1].text.lstrip() if i + 1 < len(draft.lines) else ""
        cut, glue = _line_end(text, following, words)
        text = _clean(text[: len(text) - cut], draft.kind)
        edges = [glyph.right - line.left for glyph in glyphs[: len(text)]]
        text, edges = text + glue, edges + [line.right - line.left] * len(glue)
        for k in range(1, len(edges)):
            edges[k] = max(edges[k], edges[k - 1])
        if text:
            shown = line.sheet.shown((line.left, line.top, line.left + edges[-1], line.bottom))
            placed.append(PlacedLine(start, line.sheet.number, shown, edges, line.sheet.turn))
            parts.append(text)
            start += len(text)
    return "".join(parts), placed


def _clean(text: str, kind: Kind) -> str:
    text = text.replace("\ufffe", "-")
    return text if kind == "table_row" else text.replace("\t", " ")


def _line_end(text: str, following: str, words: Counter[str]) -> tuple[int, str]:
    """How many characters to leave out at a line's end, and what to put before the next line."""
    if not following:
        return (1 if text.endswith("\u00ad") else 0), ""
    if text[-1:] not in HYPHENS or len(text) < 2 or not text[-2].isalnum():
        return 0, "" if (_unspaced(text[-1]) and _unspaced(following[0])) or _NO_SPACE.search(text) else " "
    if not following[0].isalnum():
        return 0, " "
    left, right = re.split(r"[^\w\-'’]", text[:-1])[-1], re.split(r"[^\w\-'’]", following)[0]
    return (1, "") if _one_word(left, right.rstrip(HYPHENS), words) else (0, "")


def _one_word(left: str, right: str, words: Counter[str]) -> bool:
    """Whether a word broken at a hyphen is written without it."""
    left, right = left.lower() if right[:1].islower() else left, right
    if not right[:1].islower() or not left[-1:].isalpha():
        return False
    whole, hyphened = words[left + right.lower()], words[f"{left}-{right.lower()}"]
    if whole or hyphened:
        return whole >= hyphened
    if left in _PREFIXES or "-" in left + right:
        return False
    return not (len(left) > 2 and len(right) > 3 and words[left] and words[right.lower()])


def _unspaced(character: str) -> bool:
    """Whether it is of a script that is written without spaces."""
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
