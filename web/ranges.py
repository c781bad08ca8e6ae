"""Where the sentences and blocks of a document stand, in code points and in UTF-16 units."""

from collections.abc import Iterator, Sequence

from index.documents import Block, Document, Sentence
from qa.answer import utf16_length
from web.schema import BlockRange, Range


def ranges(text: str, stretches: Sequence[Sentence] | Sequence[Block]) -> Iterator[Range]:
    """Stretches of a text, which are in order and apart, with their UTF-16 twins, in one pass over the text."""
    cursor = utf16 = 0
    for stretch in stretches:
        start_utf16 = utf16 + utf16_length(text[cursor : stretch.start])
        utf16 = start_utf16 + utf16_length(text[stretch.start : stretch.end])
        cursor = stretch.end
        yield Range(start=stretch.start, end=stretch.end, start_utf16=start_utf16, end_utf16=utf16)


def block_ranges(document: Document) -> Iterator[BlockRange]:
    """A document's blocks."""
    for block, found in zip(document.blocks, ranges(document.text, document.blocks), strict=True):
        yield BlockRange(**found.model_dump(), kind=block.kind, parent=block.parent, speaker=block.speaker)
