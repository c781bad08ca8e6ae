"""Cuts an article into portions: consecutive blocks that are laid out, sent and drawn by themselves.

Of a long article a browser needs what is on the screen at once, and the rest never or later.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from index.documents import Block, Document, Sentence
from index.reading.plain import plain_blocks

LENGTH = 12_000  # code points: some eight screens, laid out in a hundredth of a second
MOST = 3  # lengths: a list, table or code longer than that is cut too, where its text is plain

_TOGETHER = ("list_item", "table_row", "code")
# A paragraph or heading of its own: behind an empty line, not indented, not quoted, not in a fence.
_APART = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\Z")
_ABOVE = 80  # code points in which that is looked for
_HEAD = re.compile(r"#{1,6}[ \t]+\Z")


@dataclass(frozen=True, slots=True)
class Portion:
    """The blocks number `first` up to, not including, `stop`, with what stands around them: `text[start:end]`."""

    start: int
    end: int
    first: int
    stop: int


def blocks_of(document: Document) -> tuple[Block, ...]:
    """A document's blocks; those of plain text where it was not read from a source."""
    return document.blocks or tuple(plain_blocks(document.text))


def portions(document: Document, length: int = LENGTH) -> list[Portion]:
    """The portions of a document, in order; together they are the whole text."""
    blocks = blocks_of(document)
    cuts = list(_cuts(document, blocks, length))
    starts, firsts = [0, *(start for start, _ in cuts)], [0, *(first for _, first in cuts)]
    ends, stops = [*starts[1:], len(document.text)], [*firsts[1:], len(blocks)]
    return [Portion(*each) for each in zip(starts, ends, firsts, stops, strict=True)]


def portion_at(found: Sequence[Portion], offset: int) -> int:
    """The number of the portion that holds an offset; the last one behind the text's end."""
    return bisect_right(found, offset, key=attrgetter("start")) - 1


def sentences_in(portion: Portion, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences that begin in a portion, which is where they end too."""
    first, stop = (bisect_left(sentences, at, key=attrgetter("start")) for at in (portion.start, portion.end))
    return sentences[first:stop]


def _cuts(document: Document, blocks: Sequence[Block], length: int) -> Iterator[tuple[int, int]]:
    """Where portions begin but the first, and the number of the block there."""
    at = 0
    for number, block in enumerate(blocks[1:], 1):
        if block.end - at <= length:
            continue
        start = _begins(document, blocks[number - 1], block, most=at + MOST * length)
        if start is not None and start > at:
            yield start, number
            at = start


def _begins(document: Document, before: Block, block: Block, most: int) -> int | None:
    """Where a portion may begin with a block; None where it may not."""
    together = block.kind in _TOGETHER and before.kind == block.kind
    if document.markup is None:
        between = document.text[before.end : block.start]
        return None if together and block.end <= most else block.start - len(between.lstrip())
    above = document.text[max(0, block.start - _ABOVE) : block.start]
    marks = _HEAD.search(above)
    start = block.start - len(marks[0]) if marks else block.start
    apart = _APART.search(document.text, max(0, start - _ABOVE), start)
    return start if apart and not together and "code" not in (block.kind, before.kind) else None
