"""What the units of a plain text are (headings, items, rows, questions, speech), and what they belong to."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from index.documents import Block, Kind
from index.reading.lines import Line, is_wrapped
from index.reading.threads import writers
from index.reading.turns import CJK, TURN, Voices, in_one_line, is_timed, turn_of, voices

LONGEST_HEADING, LONGEST_QUESTION, LONGEST_CAPTION = 90, 200, 400  # code points
NEAR = 20  # lines around an item where its list's other items are looked for

_ITEM = re.compile(
    r"(?:(?P<bullet>[-*+•▪◦‣⁃–—])|\((?P<paren>\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|(?P<half>\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)"
    r"|(?P<dot>\d{1,3}|[a-zA-Z])\.\)?)[ \t]+(?=\S)"
)
_QUESTION = re.compile(r"(?:(?:Q|Question|Frage|F)(?:[ ]?\d{1,3})?[:)]|Q\d{1,3}\.)[ \t]+(?=\S)")
_ANSWER = re.compile(r"(?:(?:A|Answer|Antwort)(?:[ ]?\d{1,3})?[:)]|A\d{1,3}\.)[ \t]+(?=\S)")
_ASKED = re.compile(f"{_QUESTION.pattern}|{_ANSWER.pattern}")
_PARAGRAPH = re.compile(r"(?:§§?[ ]?\d{1,3}[a-z]?|\d{1,2}(?:\.\d{1,2}){1,3})\.?[ \t]+(?=\S)")
ASKS = ("?", "？", "؟")
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Photo|Image|Chart|Map|Plate|Exhibit|Box|Abb\.|Tabelle|Tab\.)[ ]?\d+[.: ]")
_FOOTNOTE = re.compile(r"(?:\[\^?\w{1,4}\]:?[ \t]+|[\u00b9\u00b2\u00b3\u2070-\u2079†‡]+[ \t]*)(?=\S)")
_NUMBERED = re.compile(r"(?P<numbers>\d{1,2}(?:\.\d{1,2})*)\.?[ \t]+(?P<letter>[^\W\d_])")
_NAMED = re.compile(r"(?:Chapter|Section|Part|Article|Appendix|Annex|§)[ ]?(?:\d+|[IVX]+|[A-Z])\b")
_LABEL = re.compile(rf"[^\W\d_][^:：.!?\n]{{0,30}}(?:[ \u00a0\u202f]?:[ \t]+|：[ \t]*|(?<=[{CJK}]):)(?=\S)")
_YEAR = re.compile(r"(?:1[0-9]|20)\d{2}\Z")
_TIMED = re.compile(r"\d{1,2}(?:[:.]\d{2}|[ \u00a0]?(?:h|Uhr|am|pm)\b)")  # a line of a programme
_NUMBERED_NAME = re.compile(r"[^:：]*(?<!\w)\d{1,3}[ \u00a0]?[:：]")
_MARK = re.compile(r"(?:[A-Z]?\d{1,3}(?:\.\d{1,2})*[.)]?|\(\d{1,3}\)|[a-zA-Z][.)])[ \t]+(?=\S)")  # of a question
_HASHES = re.compile(r"(#{1,6})[ \t]+\S")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})\Z")
_CODE = re.compile(
    r"[;{}]\s*\Z|^(?:def|class|import|from|return|if|for|while|function|const|let|var|\$|#include|//)\b.*[():=;]"
)
_FINAL = re.compile(
    r"[.!?;,:…。！？；，：、।؟؛،۔][\"'”’»」』）)\]]*(?:\[\^?\w{1,4}\]|[\u00b9\u00b2\u00b3\u2070-\u2079])*\Z"
)
_INNER_END = re.compile(r"[.!?…]\s|[。！？](?!\Z)")
_SENTENCES = re.compile(r"[a-z)][.!?](?:\[\w{1,4}\])*[\"'”’]*\s+[\"“]?[A-Z]")
_CELLS = re.compile(r"\t+|[ ]*\|[ ]*|(?<=\S)[ ]{3,}(?=\S)|(?<=\S)[ ]{2}(?=\S)")


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong together; `first` where a blank line, or another kind of lines, is above them."""

    lines: tuple[Line, ...]
    first: bool
    table: bool = False
    code: bool = False

    @property
    def words(self) -> str:
        return in_one_line(line.words for line in self.lines)


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
    for opening in (_ITEM, _ASKED, _PARAGRAPH, TURN):
        rests = [row[found.end() :] for row in rows if (found := opening.match(row))]
        sentences = sum(bool(_FINAL.search(rest)) for rest in rests)
        if len(rests) == len(rows) and (opening in (_ITEM, _ASKED) or sentences > len(rows) / 2):
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
    return bool(_ITEM.match(line.words))


def begins_unit(run: Sequence[Line], number: int) -> bool:
    """Whether a line begins an item, a question, an answer or somebody's turn, though it looks wrapped."""
    line, above = run[number], run[number - 1]
    if _QUESTION.match(line.words) or _ANSWER.match(line.words):
        return True
    turn = turn_of(line.words)
    if turn and (turn.timed or above.ended() or turn.name.isupper()):
        return True
    mark = _ITEM.match(line.words)
    if not mark:
        return False
    kind, value = _mark(mark)
    near = run[max(0, number - NEAR) : number + NEAR + 1]
    others = [_mark(m) for other in near if other is not line and (m := _ITEM.match(other.words))]
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
    turns = [n for n, unit in enumerate(words) if names.speaker(unit)]
    last_turn = len(units) if any(mails) else max(turns, default=-1)
    outline = _Outline()
    for number, unit in enumerate(units):
        start, end = unit.lines[0].start, unit.lines[-1].end
        if not text[start:end].strip() or _UNDERLINE.match(unit.words):
            if outline.blocks:
                continue
            if not text[start:end].strip():
                continue
        kind = "speech" if mails[number] else _kind(units, number, names, faq)
        if kind != "speech" and number > last_turn and outline.speaker is not None:
            outline.speaker = outline.question = None
        speaker = mails[number] or names.speaker(unit.words)
        _place(outline, unit, kind, (start, end), speaker, _level(units, number))
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
    if _is_heading(units, number):
        return "title" if number == 0 else "heading"
    return "list_item" if _is_item(units, number) else "paragraph"


def _is_item(units: Sequence[Unit], number: int) -> bool:
    words = units[number].words
    mark = _ITEM.match(words)
    if not mark:
        return False
    kind, value = _mark(mark)
    if kind == "bullet" or (kind in ("paren", "half")):
        return True
    near = [_ITEM.match(u.words) for u in units[max(0, number - 3) : number + 4] if u is not units[number]]
    beside = any(m is not None and _mark(m)[0] == kind and _next(_mark(m)[1], value) for m in near)
    return beside or (value.isdecimal() and number > 0 and units[number - 1].words.endswith(":"))


def _is_heading(units: Sequence[Unit], number: int) -> bool:
    """A short line of its own without a full stop, above something else; or one that is marked as a heading."""
    unit = units[number]
    words = unit.words
    below = units[number + 1] if number + 1 < len(units) else None
    if len(unit.lines) > 2 or len(words) > LONGEST_HEADING or below is None:
        return False
    if not any(map(str.isalpha, words)) and not _YEAR.match(words):
        return False
    if _UNDERLINE.match(below.words) and not below.first:
        return True
    if _FINAL.search(words) or _SENTENCES.search(words) or below.table or below.words[:1].islower():
        return False
    if _HASHES.match(words) and unit.first:
        return True
    over_prose = bool(_FINAL.search(below.words)) and len(below.words) > len(words)
    right_above = over_prose or _over_lines(units, number)
    if _ITEM.match(words):
        beside = any(_ITEM.match(other.words) for other in (below, *units[max(0, number - 1) : number]))
        if beside or not (unit.first and _numbered(words) and (below.first or right_above)):
            return False
    if _NAMED.match(words):
        return unit.first
    if not words[0].isalnum() or words[0].islower() or not unit.first:
        return False
    if number and _is_label(words):
        return False
    if below.first:  # blank lines on both sides
        return number == 0 or _is_prose(units[number + 1 : number + 4]) or words.isupper()
    return right_above and any(u.first for u in units[1:])


def _is_label(words: str) -> bool:
    """Whether a line says something of what its first words name ("Grade: C"), unless that has a number, as a section
    has ("Finding 2: Split purchases"), or all of it is in capitals.
    """
    return _LABEL.match(words) is not None and not _NUMBERED_NAME.match(words) and not words.isupper()


def _over_lines(units: Sequence[Unit], number: int) -> bool:
    """Whether a line stands right above items, parts with its own number ("3 Terms" above "3.1 bag: …"), lines with
    a time in front, or lines of which two are labels with what they are of: "Price: 85 euros".
    """
    words = units[number].words
    run = [unit.words for unit in takewhile(lambda unit: not unit.first, units[number + 1 :])]
    numbered, items = _numbered(words), [_ITEM.match(line) for line in run[:2]]
    if numbered and run and run[0].startswith(f"{numbered['numbers']}."):
        return True
    if len(run) > 1 and (all(items) or (all(map(_TIMED.match, run[:2])) and not _TIMED.match(words))):
        return True
    return sum(_LABEL.match(line) is not None for line in run) > 1 and not _is_label(words)


def _numbered(words: str) -> re.Match[str] | None:
    """A section's number and the first letter behind it, unless that is a small one."""
    found = _NUMBERED.match(words)
    return found if found and not found["letter"].islower() else None


def _is_prose(units: Sequence[Unit]) -> bool:
    """Whether what comes next that is no short line of its own has a sentence's end, or is an item or a row."""
    return any(u.table or u.code or _ITEM.match(u.words) or _FINAL.search(u.words) for u in units)


def _level(units: Sequence[Unit], number: int) -> int:
    """How deep a heading is: 0 for the title."""
    words = units[number].words
    if number == 0:
        return 0
    if hashes := _HASHES.match(words):
        return len(hashes[1])
    if numbered := _numbered(words):
        return 2 + numbered["numbers"].count(".")
    if number + 1 < len(units) and (rule := _UNDERLINE.match(units[number + 1].words)):
        return 1 if rule[0][0] == "=" else 2
    return 1 if words.isupper() or _NAMED.match(words) else 2


def is_question(words: str) -> bool:
    """Whether words are one question and nothing else but its number."""
    words = _MARK.sub("", words, count=1) if _MARK.match(words) else words
    return words.endswith(ASKS) and len(words) <= LONGEST_QUESTION and not _INNER_END.search(words)


def has_questions(paragraphs: Sequence[str]) -> bool:
    """Whether two of the paragraphs, and one of eight, are questions with their answers below them."""
    asked = sum(is_question(a) and not is_question(b) for a, b in pairwise(paragraphs))
    return asked > 1 and 8 * asked >= len(paragraphs)


def is_short_line(words: str) -> bool:
    """Whether words are as long as a heading may be, and end as one does."""
    return len(words) <= LONGEST_HEADING and any(map(str.isalpha, words)) and not _FINAL.search(words)


def _is_question(unit: Unit) -> bool:
    return (unit.first or _MARK.match(unit.words) is not None) and is_question(unit.words)


def _asks(units: Sequence[Unit]) -> bool:
    """Whether questions stand by themselves in a text, with their answers below them, more than once."""
    return sum(_is_question(a) and not _is_question(b) for a, b in pairwise(units)) > 1
