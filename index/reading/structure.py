"""What the units of a plain text are (headings, items, rows, questions, speech), and what they belong to."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.documents import Block, Kind
from index.reading.headings import is_heading, level_of
from index.reading.lines import Line, is_wrapped
from index.reading.threads import writers
from index.reading.turns import TURN, Voices, is_timed, turn_of, voices
from index.reading.units import FINAL, ITEM, UNDERLINE, Unit

LONGEST_QUESTION, LONGEST_CAPTION = 200, 400  # code points
NEAR = 20  # lines around an item where its list's other items are looked for

_QUESTION = re.compile(r"(?:(?:Q|Question|Frage|F)(?:[ ]?\d{1,3})?[:)]|Q\d{1,3}\.)[ \t]+(?=\S)")
_ANSWER = re.compile(r"(?:(?:A|Answer|Antwort)(?:[ ]?\d{1,3})?[:)]|A\d{1,3}\.)[ \t]+(?=\S)")
_ASKED = re.compile(f"{_QUESTION.pattern}|{_ANSWER.pattern}")
_PARAGRAPH = re.compile(r"(?:§§?[ ]?\d{1,3}[a-z]?|\d{1,2}(?:\.\d{1,2}){1,3})\.?[ \t]+(?=\S)")
ASKS = ("?", "？", "؟")
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Photo|Image|Chart|Map|Plate|Exhibit|Box|Abb\.|Tabelle|Tab\.)[ ]?\d+[.: ]")
_FOOTNOTE = re.compile(r"(?:\[\^?\w{1,4}\]:?[ \t]+|[\u00b9\u00b2\u00b3\u2070-\u2079†‡]+[ \t]*)(?=\S)")
_MARK = re.compile(r"(?:[A-Z]?\d{1,3}(?:\.\d{1,2})*[.)]?|\(\d{1,3}\)|[a-zA-Z][.)])[ \t]+(?=\S)")  # of a question
_CODE = re.compile(
    r"[;{}]\s*\Z|^(?:def|class|import|from|return|if|for|while|function|const|let|var|\$|#include|//)\b.*[():=;]"
)
_INNER_END = re.compile(r"[.!?…]\s|[。！？](?!\Z)")
_CELLS = re.compile(r"\t+|[ ]*\|[ ]*|(?<=\S)[ ]{3,}(?=\S)|(?<=\S)[ ]{2}(?=\S)")


def is_table(run: Sequence[Line]) -> bool:
    """Whether lines are rows with cells below one another."""
    if len(run) < 2:
        return False
    if sum(is_timed(line.words) for line in run) > len(run) / 2:
        return False
    rows = _without_openings([line.words for line in run])
    cells = [len(_CELLS.split(row.strip("|"))) for row in rows]
    usual = Counter(cells).most_common(1)[0][0]
    pipes = all("|" in row for row in rows)
    tabs = all("\t" in row for row in rows)
    same = sum(n == usual for n in cells) >= 0.75 * len(run)
    # Two cells with two spaces between them may be justified prose: there the gaps stand anywhere.
    return usual > 1 and same and (pipes or tabs or (_aligned(rows) and not is_wrapped(run)))


def _without_openings(rows: list[str]) -> list[str]:
    """Rows without the mark, number or speaker that all begin with: the gap behind it parts no cells."""
    for opening in (ITEM, _ASKED, _PARAGRAPH, TURN):
        rests = [row[found.end() :] for row in rows if (found := opening.match(row))]
        sentences = sum(bool(FINAL.search(rest)) for rest in rests)
        if len(rests) == len(rows) and (opening in (ITEM, _ASKED) or sentences > len(rows) / 2):
            return rests
    return rows


def _aligned(rows: Sequence[str]) -> bool:
    gaps = [{m.end() for m in re.finditer(r"\S[ ]{2,}(?=\S)", row)} for row in rows]
    ends = [{m.end() for m in re.finditer(r"[ ]{2,}\S+", row)} for row in rows]
    shared = [bool(a & b) or bool(c & d) for (a, b), (c, d) in zip(pairwise(gaps), pairwise(ends), strict=True)]
    return all(gaps) and sum(shared) >= 0.7 * len(shared)


def is_code(run: Sequence[Line]) -> bool:
    """Whether most lines look like a program's."""
    return len(run) > 1 and sum(bool(_CODE.search(line.words)) for line in run) >= 0.6 * len(run)


def is_item(line: Line) -> bool:
    """Whether a line begins as an item does."""
    return bool(ITEM.match(line.words))


def begins_unit(run: Sequence[Line], number: int) -> bool:
    """Whether a line begins an item, a question, an answer or somebody's turn, though it looks wrapped."""
    line, above = run[number], run[number - 1]
    if _QUESTION.match(line.words) or _ANSWER.match(line.words):
        return True
    turn = turn_of(line.words)
    if turn and (turn.timed or above.ended() or turn.name.isupper()):
        return True
    mark = ITEM.match(line.words)
    if not mark:
        return False
    kind, value = _mark(mark)
    near = run[max(0, number - NEAR) : number + NEAR + 1]
    others = [_mark(m) for other in near if other is not line and (m := ITEM.match(other.words))]
    if kind == "bullet":
        return above.ended() or (kind, value) in others
    return above.ended() or any(k == kind and _next(v, value) for k, v in others)


def _mark(mark: re.Match[str]) -> tuple[str, str]:
    return next((kind, value) for kind, value in mark.groupdict().items() if value is not None)


def _next(one: str, other: str) -> bool:
    """Whether two item marks follow one another, either way."""
    if one.isdecimal() and other.isdecimal():
        return abs(int(one) - int(other)) == 1
    return len(one) == len(other) == 1 and abs(ord(one) - ord(other)) == 1


def kind_of(words: str, names: Voices) -> Kind:
    """What a unit's own words say that it is; a paragraph if they do not say."""
    if _QUESTION.match(words):
        return "question"
    if names.speaker(words):
        return "question" if words.endswith(ASKS) else "speech"
    if _CAPTION.match(words) and len(words) < LONGEST_CAPTION:
        return "caption"
    return "footnote" if _FOOTNOTE.match(words) else "paragraph"


@dataclass(slots=True)
class _Outline:
    """Where the reading stands: what the next block may belong to, by number."""

    blocks: list[Block] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)  # level and number, outermost first
    items: list[tuple[int, int]] = field(default_factory=list)  # indentation and number, outermost first
    lead_in: int | None = None
    header: int | None = None
    question: int | None = None
    speaker: str | None = None

    def heading(self) -> int | None:
        return self.headings[-1][1] if self.headings else None


def arrange(text: str, units: Sequence[Unit]) -> Iterator[Block]:
    """The units as blocks with their kinds and parents."""
    words = [unit.words for unit in units]
    mails, faq = writers(words), _asks(units)
    names = voices(() if any(mails) else words)
    turns = [number for number, each in enumerate(words) if names.speaker(each)]
    last_turn = len(units) if any(mails) else max(turns, default=-1)
    outline = _Outline()
    for number, unit in enumerate(units):
        start, end = unit.lines[0].start, unit.lines[-1].end
        if not text[start:end].strip() or UNDERLINE.match(unit.words):
            if outline.blocks:
                continue
            if not text[start:end].strip():
                continue
        kind = "speech" if mails[number] else _kind(units, number, names, faq)
        if kind != "speech" and number > last_turn and outline.speaker is not None:
            outline.speaker = outline.question = None
        speaker = mails[number] or names.speaker(unit.words)
        _place(outline, unit, kind, (start, end), speaker, level_of(units, number))
    yield from outline.blocks


def _place(outline: _Outline, unit: Unit, kind: Kind, span: tuple[int, int], speaker: str | None, level: int) -> None:
    number, indent = len(outline.blocks), unit.lines[0].indent
    parent = outline.question if outline.question is not None else outline.heading()
    if kind in ("heading", "title"):
        outline.headings = [h for h in outline.headings if h[0] < level]
        parent, outline.question, outline.speaker = outline.heading(), None, None
        outline.headings.append((level, number))
    elif kind == "question":
        parent, outline.question, outline.speaker = outline.heading(), number, speaker
    elif kind == "list_item":
        outline.items = [i for i in outline.items if i[0] < indent]
        if outline.items:
            parent = outline.items[-1][1]
        elif outline.lead_in is not None:
            parent = outline.lead_in
        outline.items.append((indent, number))
    elif kind == "table_row":
        if outline.header is not None and not unit.first:
            parent = outline.header
        elif any(map(str.isalpha, unit.words)) and not any(map(str.isdecimal, unit.words)):
            outline.header = number
        else:
            outline.header = None
    elif kind == "speech":
        outline.speaker = speaker or outline.speaker
    if kind == "paragraph" and outline.speaker is not None:
        kind = "speech"
    said_by = outline.speaker if kind in ("speech", "question") else None
    if kind != "list_item":
        outline.items = []
        outline.lead_in = number if unit.words.endswith(":") else None
    if kind != "table_row":
        outline.header = None
    outline.blocks.append(Block(kind, *span, parent, said_by))


def _kind(units: Sequence[Unit], number: int, names: Voices, faq: bool) -> Kind:
    unit = units[number]
    words = unit.words
    if unit.table:
        return "table_row"
    if unit.code:
        return "code"
    said = kind_of(words, names)
    if said != "paragraph":
        return said
    if faq and _is_question(unit):
        return "question"
    if is_heading(units, number):
        return "title" if number == 0 else "heading"
    return "list_item" if _is_item(units, number) else "paragraph"


def _is_item(units: Sequence[Unit], number: int) -> bool:
    words = units[number].words
    mark = ITEM.match(words)
    if not mark:
        return False
    kind, value = _mark(mark)
    if kind == "bullet" or (kind in ("paren", "half")):
        return True
    near = [ITEM.match(u.words) for u in units[max(0, number - 3) : number + 4] if u is not units[number]]
    beside = any(m is not None and _mark(m)[0] == kind and _next(_mark(m)[1], value) for m in near)
    return beside or (value.isdecimal() and number > 0 and units[number - 1].words.endswith(":"))


def is_question(words: str) -> bool:
    """Whether words are one question and nothing else but its number."""
    words = _MARK.sub("", words, count=1) if _MARK.match(words) else words
    return words.endswith(ASKS) and len(words) <= LONGEST_QUESTION and not _INNER_END.search(words)


def has_questions(paragraphs: Sequence[str]) -> bool:
    """Whether two of the paragraphs, and one of eight, are questions with their answers below them."""
    asked = sum(is_question(a) and not is_question(b) for a, b in pairwise(paragraphs))
    return asked > 1 and 8 * asked >= len(paragraphs)


def _is_question(unit: Unit) -> bool:
    return (unit.first or _MARK.match(unit.words) is not None) and is_question(unit.words)


def _asks(units: Sequence[Unit]) -> bool:
    """Whether questions stand by themselves in a text, with their answers below them, more than once."""
    return sum(_is_question(a) and not _is_question(b) for a, b in pairwise(units)) > 1
