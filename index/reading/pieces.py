"""From the pieces that a reader finds in a source, in order, to one text with its blocks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import Literal, TypeAlias

from index.documents import About, Block, Kind
from index.reading.headings import is_short_line
from index.reading.parsed import Parsed
from index.reading.structure import ASKS, has_questions, is_question, kind_of
from index.reading.turns import is_name_line, voices

_NOTHING = About()
Mark: TypeAlias = Literal["bold", "italic"]
LONGEST_MARKED = 300  # code points; how a longer piece is marked tells nothing
IN_BOLD = 10  # the level of headings that only their looks tell
_TIGHT = ("list_item", "table_row")  # a line end between two of them, an empty line elsewhere


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A block on its way into a text.

    Attributes:
        text: what it says; the document's text gets exactly this.
        kind: what it is.
        level: of a heading, from 1; 0 where it is no section's heading.
        under: the piece that it belongs to, where that is not the heading above it.
        speaker: who says it.
        marked: all of it is in bold or in italics.
        extra: navigation or a page's header or footer.
    """

    text: str
    kind: Kind = "paragraph"
    level: int = 0
    under: "Piece | None" = None
    speaker: str | None = None
    marked: Mark | None = None
    extra: bool = False


def leads_in(piece: Piece | None) -> Piece | None:
    """The piece, if it is one that a list or a table after it belongs to: a paragraph that ends with a colon."""
    return piece if piece and piece.kind == "paragraph" and piece.text.rstrip().endswith((":", "：")) else None


def parsed(pieces: Iterable[Piece], about: About = _NOTHING, missing: tuple[str, ...] = ()) -> Parsed:
    """One text of all pieces, with blocks that know their parents; the title is the title piece where none is known.

    `missing` says what of the source no piece holds.
    """
    kept = list(_headed([p for p in pieces if p.text.strip()]))
    blocks: list[Block] = []
    texts: list[str] = []
    numbers: dict[Piece, int] = {}
    sections: list[tuple[int, int]] = []  # level and number of the headings that are open
    named = _named(kept)
    lines, said = set(named.values()), _said(kept, named)
    at, begun = 0, None
    for before, piece in zip([None, *kept], kept, strict=False):
        gap = _gap(before, piece)
        texts += [gap, piece.text]
        start, at = at + len(gap), at + len(gap) + len(piece.text)
        if piece in lines:
            begun = start
            continue
        opens = piece.kind == "title" or piece.level > 0
        if opens:
            sections = [s for s in sections if s[0] < piece.level]
        kind, speaker, question = said.get(piece, (piece.kind, piece.speaker, None))
        above = _nearest(piece.under or question, numbers)
        parent = sections[-1][1] if above is None and sections else above
        numbers[piece] = len(blocks)
        if opens:
            sections.append((piece.level, len(blocks)))
        blocks.append(Block(kind, start if begun is None else begun, at, parent, speaker))
        begun = None
    title = next((p.text for p in kept if p.kind == "title"), None)
    return Parsed("".join(texts), tuple(blocks), about.over(About(title=title)), missing=missing)


def _headed(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces, a short line in bold above one that is not being a heading, below those that are said to be some; the
    title, if it comes first and nothing is said to be one.
    """
    titled = any(piece.level or piece.kind == "title" for piece in pieces)
    few = 2 * sum(piece.marked == "bold" for piece in pieces) <= len(pieces)
    for piece, below in zip_longest(pieces, pieces[1:]):
        bold = few and piece.kind == "paragraph" and piece.marked == "bold"
        if bold and below and not (below.marked or below.level) and is_short_line(" ".join(piece.text.split())):
            is_title = piece is pieces[0] and not titled
            yield replace(piece, kind="title" if is_title else "heading", level=0 if is_title else IN_BOLD)
        else:
            yield piece


def _named(pieces: list[Piece]) -> dict[Piece, Piece]:
    """Of paragraphs the line with a name and the time right above them, which is one block with them."""
    return {
        below: above
        for above, below in pairwise(pieces)
        if above.kind == below.kind == "paragraph" and is_name_line(above.text) and not is_name_line(below.text)
    }


def _said(pieces: list[Piece], named: dict[Piece, Piece]) -> dict[Piece, tuple[Kind, str | None, Piece | None]]:
    """Kind, speaker and question of paragraphs whose words or looks tell them, by the rules for plain text.

    What follows a question answers it, and an unnamed paragraph goes on with a speech, up to the next heading or the
    last turn.
    """
    lines = set(named.values())
    above = {p: f"{named[p].text}\n" if p in named else "" for p in pieces}
    words = {p: above[p] + " ".join(p.text.split()) for p in pieces if p.kind == "paragraph" and p not in lines}
    names = voices(words.values())
    faq, asked = has_questions(list(words.values())), _asked(pieces)
    turns = sum(names.speaker(w) is not None for w in words.values())
    said: dict[Piece, tuple[Kind, str | None, Piece | None]] = {}
    speaker: str | None = None
    question: Piece | None = None
    for piece in pieces:
        if piece.kind in ("heading", "title", "question"):
            speaker = question = None
        if piece not in words:
            continue
        kind, name = kind_of(words[piece], names), names.speaker(words[piece])
        speaker = name or (speaker if turns else None)
        turns -= name is not None
        if kind == "paragraph" and (piece in asked or (faq and is_question(words[piece]))):
            kind = "question"
        if kind == "paragraph" and speaker:
            kind = "speech"
        question = None if kind == "question" else question
        said[piece] = kind, speaker if kind in ("question", "speech") else None, question
        question = piece if kind == "question" else question
    return said


def _asked(pieces: list[Piece]) -> set[Piece]:
    """The paragraphs in bold or italics that ask; where there are two, what else is marked so was said by who asks."""
    marked = [p for p in pieces if p.kind == "paragraph" and p.marked]
    asking = Counter(p.marked for p in marked if p.text.endswith(ASKS))
    return {p for p in marked if p.text.endswith(ASKS) or asking[p.marked] > 1}


def _gap(before: Piece | None, piece: Piece) -> str:
    if before is None:
        return ""
    return "\n" if before.kind == piece.kind and piece.kind in _TIGHT else "\n\n"


def _nearest(piece: Piece | None, numbers: dict[Piece, int]) -> int | None:
    """The number of the piece, or of the first that it is under and that was kept."""
    while piece is not None and piece not in numbers:
        piece = piece.under
    return None if piece is None else numbers[piece]
