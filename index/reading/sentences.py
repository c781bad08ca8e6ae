"""Split a document's blocks into sentences, as ranges of its unchanged text.

The splitter never sees more than one block, so that a heading or a list item cannot run into what follows; where a
block's sentences end, `boundaries` says. `tests/benchmarks/sentences.py` measures both.
"""

import re
from collections.abc import Iterable, Iterator

from index.documents import Block, Sentence
from index.reading.boundaries import sentence_ends

LONGEST = 1000  # code points; beyond it a run without a full stop is cut at a clause or a space
# The same of words without any mark, as machines write down what is said; of a sentence 200 word pieces are read.
# Of 22 questions about two such texts 17 are `answers` and right with 300, 19 with 600, 18 with 1000.
LONGEST_UNMARKED = 600

Range = tuple[int, int]

_CLAUSE = re.compile(r"[;:,)\]–—]\s+")
_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"[^\w\s'’\-\u0900-\u0dff\u0e00-\u0eff]")  # Thai and the scripts of India have vowels that are no \w
_JOINT = re.compile(r"\s+(?=(?:and|but|so|because|now|then|or)\s)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def split_sentences(text: str, blocks: Iterable[Block], *, language: str = "en") -> list[Sentence]:
    """The sentences of a text's blocks, in order, without white space at their edges.

    Every letter and digit of a block lies in exactly one sentence.
    """
    primary = language.split("-")[0].lower()
    return [Sentence(*r) for block in blocks for r in _split_block(text, block, primary)]


def _split_block(text: str, block: Block, language: str) -> Iterator[Range]:
    piece = text[block.start : block.end]
    start = 0
    for end in _ends(block, piece, language):
        longest = LONGEST if block.kind in ("code", "table_row") else LONGEST_UNMARKED
        for part in _cut(text, _strip(text, block.start + start, block.start + end), longest):
            if any(map(str.isalnum, text[slice(*part)])):
                yield part
        start = end


def _ends(block: Block, piece: str, language: str) -> Iterable[int]:
    """Offsets in a block behind its sentences: of code its lines, of a table the row."""
    if block.kind == "code":
        return (line.end() for line in _LINE.finditer(piece))
    if block.kind == "table_row":
        return (len(piece),)
    return sentence_ends(piece, language)


def _strip(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _cut(text: str, piece: Range, unmarked: int) -> Iterator[Range]:
    """Cut an overlong range at the last clause, else the last space, before the limit; `unmarked` is that of words
    without marks.
    """
    start, end = piece
    while end - start > unmarked:
        stop = min(end, start + LONGEST)
        words = _MARK.search(text, start, stop) is None and _SPACE.search(text, start, stop) is not None
        longest = unmarked if words else LONGEST
        if end - start <= longest:
            break
        window = text[start : start + longest]
        at = _JOINT if words else _CLAUSE
        breaks = list(at.finditer(window, longest // 2)) or list(_SPACE.finditer(window, longest // 2))
        cut = start + (breaks[-1].end() if breaks else longest)
        yield _strip(text, start, cut)
        start = cut
        while start < end and text[start].isspace():  # no slice: of a line of megabytes each would cost as much
            start += 1
    if start < end:
        yield start, end
