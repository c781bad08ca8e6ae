"""Group a document's sentences into passages: its paragraphs, short ones joined and long ones cut."""

from collections.abc import Sequence

from index.documents import Block, Passage, Sentence

# Code points. The encoder reads 256 word pieces, about 1,000 code points of English; a paragraph of SQuAD, on which
# the retriever's weights are fitted, has 700 on average.
ENOUGH, MOST = 400, 1000


def make_passages(text: str, sentences: Sequence[Sentence], blocks: Sequence[Block] = ()) -> list[Passage]:
    """Passages that cover every sentence once, in order.

    A passage ends where a block ends (or a line, in a text without blocks), once it has `ENOUGH` code points, and
    before the sentence with which it would have more than `MOST`. A heading, a lead-in, a table's header and a
    question go with what follows them; a list and a table are not cut before they are too much.
    """
    around = _blocks_of(sentences, blocks)
    passages: list[Passage] = []
    first = 0
    for number, sentence in enumerate(sentences):
        if number > first and sentence.end - sentences[first].start > MOST:
            stop = number
            while stop > first + 1 and _introduces(around, blocks, stop - 1):
                stop -= 1
            if stop == first + 1 and _introduces(around, blocks, first):
                stop = number  # nothing but what introduces something
            passages.append(Passage(first, stop))
            first = stop
        if (
            sentence.end - sentences[first].start >= ENOUGH
            and _ends_block(text, sentences, around, number)
            and not _introduces(around, blocks, number)
            and not _goes_on(around, blocks, number)
        ):
            passages.append(Passage(first, number + 1))
            first = number + 1
    if first < len(sentences):
        passages.append(Passage(first, len(sentences)))
    return passages


def _blocks_of(sentences: Sequence[Sentence], blocks: Sequence[Block]) -> list[int]:
    """The number of each sentence's block; nothing where there are no blocks."""
    found: list[int] = []
    number = 0
    for sentence in sentences if blocks else ():
        while number + 1 < len(blocks) and blocks[number].end <= sentence.start:
            number += 1
        found.append(number)
    return found


def _introduces(around: Sequence[int], blocks: Sequence[Block], number: int) -> bool:
    """Whether a sentence is a heading, or the next one's block belongs to its block."""
    if number + 1 >= len(around):
        return False
    here, following = around[number], around[number + 1]
    return here != following and (blocks[here].kind in ("title", "heading") or blocks[following].parent == here)


def _goes_on(around: Sequence[int], blocks: Sequence[Block], number: int) -> bool:
    """Whether the next sentence is another item of the same list, or another row."""
    if number + 1 >= len(around):
        return False
    here, following = blocks[around[number]].kind, blocks[around[number + 1]].kind
    return here == following and here in ("list_item", "table_row")


def _ends_block(text: str, sentences: Sequence[Sentence], around: Sequence[int], number: int) -> bool:
    if number + 1 == len(sentences):
        return True
    if around:
        return around[number] != around[number + 1]
    gap = text[sentences[number].end : sentences[number + 1].start]
    return "\n" in gap or "\r" in gap
