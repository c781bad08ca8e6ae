"""Lines of plain text, and which of them were one before somebody wrapped them.

Wrapping is judged in each run of lines by itself. A line break is a wrap if the line is about as long as its run is
wide and the text goes on behind it: in lower case, behind a hyphen, or in a run where it does so elsewhere. Separate
lines, as of addresses, agendas, headlines and poems, begin with capital letters or figures, all of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

USUAL = 72  # columns at which most people wrap; a line up to there is not too long among short ones
WIDEST = 200  # columns; longer lines are paragraphs
NARROWEST = 24  # columns; shorter lines are separate ones
CONTINUED = 0.4  # of the breaks inside sentences, where a run is wrapped: in prose 3 of 4 words are in lower case
RAGGED = 0.55  # of a run's width that a line has at least where it goes on in lower case
ALIKE = 0.9  # of the width that lines have which were all wrapped there
FULL = 0.75  # the same where a capital letter follows, in a run with ragged lines

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_QUOTED = re.compile(r"(?:[ \t]*>)+")
_ENDED = re.compile(r"[.!?:;…。！？।؟۔][\"'”’»)\]*_]*\Z")
_SENTENCES = re.compile(r"[^\W\d_][.!?][\"'”’»]*\s+[\"“„«]?[^\W\d_a-z]")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]\Z")
_OPEN_END = re.compile(
    r"(?:(?<!\w)(?:the|a|an|of|and|or|to|in|on|at|by|for|with|from|as|is|are|was|were|that|which|who|but|than|"
    r"where|when|while|if|because|whose|into|over|"
    r"Mr\.|Mrs\.|Ms\.|Dr\.|Prof\.|St\.|No\.|approx\.|his|her|their|its|"
    # German, whose nouns have a capital letter too
    r"der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|oder|sowie|im|am|auf|aus|bei|beim|bis|durch|für|mit|"
    r"nach|ohne|über|um|unter|von|vom|vor|zu|zum|zur|als|wie|dass|deren|dessen|sein|seine|ihre|seiner|ihrer|zwischen|"
    r"gegen|pro|Nr\.|Abs\.|Art\.|bzw\.|ca\.|vgl\.|z\.|d\.))\Z"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line: `text[start:end]` with its line end; its words without indentation and "> "."""

    start: int
    end: int
    quoted: str
    indent: int
    words: str

    @property
    def first(self) -> str:
        """Its first word, or nothing."""
        return self.words.split(" ", 1)[0]

    def ended(self) -> bool:
        """Whether a sentence, or what introduces something, ends with it; "No." wants its number."""
        return bool(_ENDED.search(self.words[-6:])) and not _OPEN_END.search(self.words[-9:])


def line_ranges(text: str) -> list[tuple[int, int]]:
    """Start and end of each line with its line end: \\n, \\r\\n or \\r."""
    return [m.span() for m in _LINE.finditer(text) if m.end() > m.start()]


def read_lines(text: str) -> list[Line]:
    """The lines of a text."""
    return [_line(text, start, end) for start, end in line_ranges(text)]


def _line(text: str, start: int, end: int) -> Line:
    raw = text[start:end]
    quoted = _QUOTED.match(raw)
    body = raw[quoted.end() :] if quoted else raw
    words = body.strip()
    depth = "".join(quoted[0].split()) if quoted else ""
    return Line(start, end, depth, len(body.expandtabs(4)) - len(body.expandtabs(4).lstrip()), words)


def runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines with no blank line between them; those of a text with a blank line between all lines are one run."""
    found: list[list[Line]] = []
    blanks: list[int] = []  # lines before each run
    above = 1
    for line in lines:
        if not line.words:
            above += 1
            continue
        if above or line.quoted != found[-1][-1].quoted:
            found.append([])
            blanks.append(above)
        found[-1].append(line)
        above = 0
    yield from _closed_up(found, blanks)


def _closed_up(found: list[list[Line]], blanks: list[int]) -> Iterator[list[Line]]:
    """Join runs of one line each that are a blank line apart, in a text where that cuts sentences again and again."""
    apart = [len(a) == len(b) == 1 and blank == 1 for (a, b), blank in zip(pairwise(found), blanks[1:], strict=True)]
    pairs = [(a[0], b[0]) for (a, b), lone in zip(pairwise(found), apart, strict=True) if lone]
    cut = sum(goes_on(a, b) and not a.ended() and len(a.words) >= NARROWEST for a, b in pairs)
    if cut < max(3, len(pairs) / 5):
        yield from found
        return
    run = list(found[0])
    for following, lone in zip(found[1:], apart, strict=True):
        if lone:
            run.extend(following)
        else:
            yield run
            run = list(following)
    yield run


def goes_on(line: Line, following: Line) -> bool:
    """Whether the text clearly goes on in the next line: in lower case, behind a hyphen or a word that wants another.

    A lower-case word behind a full stop goes on too ("at 6 a.m." "on Thursday").
    """
    if _HYPHEN.search(line.words[-2:]) and following.words[:1].isalpha():
        return True
    first = following.words[:1]
    if first.isalpha() and first.lower() == first.upper():  # a script without capital letters
        return not line.ended()
    return first.islower() or bool(_OPEN_END.search(line.words[-9:]))


def extents(run: Sequence[Line]) -> list[int]:
    """Columns that the lines of a run take, from the least indented line's edge."""
    edge = min(line.indent for line in run)
    return [line.indent - edge + len(line.words) for line in run]


def width(run: Sequence[Line]) -> int:
    """Columns of the longest line but the last that has several words and is not far longer than the others."""
    measured = list(zip(run, extents(run), strict=True))
    lengths = sorted(n for line, n in (measured[:-1] or measured) if " " in line.words)
    if not lengths:
        return 0
    usual = median(lengths[len(lengths) // 2 :]) if len(lengths) > 2 else lengths[-1]
    return max(n for n in lengths if n <= max(1.35 * usual, USUAL))


def is_wrapped(run: Sequence[Line]) -> bool:
    """Whether a run's own lines say that it was wrapped."""
    columns = width(run)
    if not NARROWEST <= columns <= WIDEST:
        return False
    pairs = zip(pairwise(run), extents(run), strict=False)
    inside = [(goes_on(a, b), n) for (a, b), n in pairs if not a.ended() or goes_on(a, b)]
    alike = len(inside) > 1 and all(n >= ALIKE * columns for _, n in inside)  # they end near one column
    if not run[0].words[0].isupper() and not any(line.ended() for line in run):
        return alike  # verse, or headlines in a script without capital letters, if they are not
    continued = sum(on and n >= RAGGED * columns for on, n in inside)
    if not continued:  # as in a language with many capital letters
        return alike and run[-1].ended() and any(_SENTENCES.search(line.words) for line in run)
    return (alike and len(inside) > 2) or continued >= CONTINUED * len(inside)


def joined(run: Sequence[Line], columns: int, wrapped: bool) -> list[bool]:
    """For each line but the last whether the next one belongs to it.

    Args:
        run: lines with no blank line between them.
        columns: the width at which they, or others of the text, were wrapped; 0 where none were.
        wrapped: whether the run itself shows that it was.
    """
    pairs = zip(pairwise(run), extents(run), strict=False)
    return [_is_wrap(a, b, length, columns, wrapped) for (a, b), length in pairs]


def _is_wrap(line: Line, following: Line, length: int, columns: int, wrapped: bool) -> bool:
    deeper = following.indent > line.indent
    full = length + 1 + len(following.first) > columns  # the next word would not have fitted
    first = following.words[:1]
    if _HYPHEN.search(line.words[-2:]) and (first.islower() or (wrapped and first.isalpha())):
        return True
    if deeper and not line.ended():
        return length >= NARROWEST and (wrapped or goes_on(line, following))
    if not columns or length > 1.35 * columns:
        return False
    if goes_on(line, following):
        return length >= (RAGGED if wrapped else FULL) * columns or (wrapped and full)
    if not wrapped:
        return full and length >= FULL * columns and not line.ended()
    if deeper:  # the first line of a paragraph
        return False
    return full or (not line.ended() and length >= FULL * columns)
