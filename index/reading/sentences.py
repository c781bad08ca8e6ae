"""Split a document's blocks into sentences, as ranges of its unchanged text.

The splitter is sentencex: of the four measured by `tests/benchmarks/splitters.py` it has the best boundary F1 on the
English Web Treebank, loses nothing and is the fastest by two orders of magnitude. It never sees more than one block,
so that a heading or a list item cannot run into what follows.
"""

import re
from collections.abc import Iterable, Iterator

import sentencex

from index.documents import Block, Sentence

LONGEST = 1000  # code points; beyond it a run without a full stop is cut at a clause or a space

Range = tuple[int, int]

_CLAUSE = re.compile(r"[;:,)\]–—]\s+")
_SPACE = re.compile(r"\s+")
_WIDE_SPACE = re.compile(r"[^\S \t\r\n]")
_CLOSING = re.compile(r"[*_~`]+(?=\s|$)")  # emphasis that ends behind its full stop


def split_sentences(text: str, blocks: Iterable[Block], *, language: str = "en") -> list[Sentence]:
    """The sentences of a text's blocks, in order, without white space at their edges.

    Every letter and digit of a block lies in exactly one sentence.
    """
    return [Sentence(*r) for block in blocks for r in _split_block(text, (block.start, block.end), language)]


def _split_block(text: str, block: Range, language: str) -> Iterator[Range]:
    offset = block[0]
    # sentencex 1.0.32 panics on "A", a white space of several bytes and "."; a space is as long in code points.
    plain = _WIDE_SPACE.sub(" ", text[slice(*block)])
    taken = offset
    for boundary in sentencex.get_sentence_boundaries(language, plain):
        start, end = max(taken, offset + boundary["start_index"]), offset + boundary["end_index"]
        closing = None if text[end - 1 : end].isspace() else _CLOSING.match(text, end, block[1])
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
