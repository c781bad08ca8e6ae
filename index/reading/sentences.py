"""Split a document into sentences, as ranges of its unchanged text.

The splitter is sentencex: of the four measured by `tests/benchmarks/splitters.py` it has the best boundary F1 on the
English Web Treebank, loses nothing and is the fastest by two orders of magnitude. It never sees more than one block,
so that a heading or a list item cannot run into what follows.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

import sentencex
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.documents import Sentence

LONGEST = 1000  # code points; beyond it a run without a full stop is cut at a clause or a space
WIDEST = 120  # columns; a line longer than this was not wrapped by hand

Range = tuple[int, int]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_MARKER = re.compile(r"[ \t]*(?:(?:[#>*+|-]|#{2,6}|\d{1,9}[.)])(?:[ \t]+|(?=[>|])|$))*")
_CLAUSE = re.compile(r"[;:,)\]–—]\s+")
_SPACE = re.compile(r"\s+")
_WIDE_SPACE = re.compile(r"[^\S \t\r\n]")
_CLOSING = re.compile(r"[*_~`]+(?=\s|$)")
_MARKDOWN = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
_LINE_BY_LINE = ("fence", "code_block", "html_block")


def split_sentences(text: str, *, markdown: bool = False, language: str = "en") -> list[Sentence]:
    """The sentences of a text, in order, without white space or list markers at their edges.

    Every letter and digit of a plain text lies in exactly one sentence. Of Markdown, the front matter, link
    definitions, list numbers and the language after a code fence are left out.
    """
    blocks = _markdown_blocks(text) if markdown else _plain_blocks(text)
    return [Sentence(*r) for block in blocks for r in _split_block(text, block, language, markdown)]


def _split_block(text: str, block: Range, language: str, markdown: bool) -> Iterator[Range]:
    offset = block[0]
    # sentencex 1.0.32 panics on "A", a white space of several bytes and "."; a space is as long in code points.
    plain = _WIDE_SPACE.sub(" ", text[slice(*block)])
    taken = offset
    for boundary in sentencex.get_sentence_boundaries(language, plain):
        start, end = max(taken, offset + boundary["start_index"]), offset + boundary["end_index"]
        closing = _CLOSING.match(text, end, block[1]) if markdown and not text[end - 1 : end].isspace() else None
        taken = closing.end() if closing else end
        piece = _strip(text, start, taken)
        for part in _cut(text, piece):
            if any(map(str.isalnum, text[slice(*part)])):
                yield part


def _strip(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _cut(text: str, piece: Range) -> Iterator[Range]:
    """Cut an overlong range at the last clause, else the last space, before the limit."""
    start, end = piece
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        breaks = list(_CLAUSE.finditer(window, LONGEST // 2)) or list(_SPACE.finditer(window, LONGEST // 2))
        cut = start + (breaks[-1].end() if breaks else LONGEST)
        yield _strip(text, start, cut)
        start = _strip(text, cut, end)[0]
    if start < end:
        yield start, end


def _lines(text: str) -> list[Range]:
    return [m.span() for m in _LINE.finditer(text) if m.end() > m.start()]


def _plain_blocks(text: str) -> Iterator[Range]:
    """Blocks of plain text: a line each, but hand-wrapped lines are joined.

    A line break is a wrap if the next line's first word would not have fitted on the line. Only a text whose longest
    line is a plausible column width can have been wrapped.
    """
    lines = _lines(text)
    width = max((len(text[slice(*line)].rstrip()) for line in lines), default=0)
    start: int | None = None
    for line, following in zip_longest(lines, lines[1:]):
        start = line[0] if start is None else start
        if following is None or not _wrapped(text[slice(*line)], text[slice(*following)], width):
            yield start, line[1]
            start = None


def _wrapped(line: str, following: str, width: int) -> bool:
    words = following.split(maxsplit=1)
    if not 60 <= width <= WIDEST or not words or not line.strip() or following[0].isspace():
        return False
    return len(line.rstrip()) + 1 + len(words[0]) > width


def _markdown_blocks(text: str) -> Iterator[Range]:
    """Blocks of Markdown: paragraphs, headings, list items and table cells' rows whole; code and HTML line by line."""
    lines = _lines(text)  # as markdown-it counts them: \n, \r\n and \r each end one
    claimed = 0
    for token in _MARKDOWN.parse(text):
        for first, stop in _line_spans(token):
            first = max(first, claimed)
            if first < stop <= len(lines):
                marker = _MARKER.match(text, *lines[first])
                yield (marker.end() if marker else lines[first][0]), lines[stop - 1][1]
                claimed = stop


def _line_spans(token: Token) -> list[Range]:
    if token.map is None:
        return []
    first, stop = token.map
    if token.type == "inline":
        return [(first, stop)]
    if token.type in _LINE_BY_LINE:
        opening = 1 if token.type == "fence" else 0
        return [(i, i + 1) for i in range(first + opening, stop)]
    return []
