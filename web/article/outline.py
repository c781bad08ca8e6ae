"""The outline of an article: its headings, each with the address of its first sentence."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from index.documents import Document, Sentence
from qa.links import anchor

FEWEST, MOST = 2, 400  # headings: fewer are no outline, and of more only the highest are shown
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `level` 1 is the highest; `anchor` names its first sentence on the page."""

    text: str
    level: int
    anchor: str


def outline(document: Document, sentences: Sequence[Sentence]) -> list[Heading]:
    """The headings of a document, in order; none where there are too few to find one's way by."""
    found = list(_headings(document, sentences))
    for deepest in range(DEEPEST, 0, -1):
        shown = [heading for heading in found if heading.level <= deepest]
        if len(shown) <= MOST:
            return shown if len(shown) >= FEWEST else []
    return []


def _headings(document: Document, sentences: Sequence[Sentence]) -> Iterator[Heading]:
    levels: dict[int, int] = {}
    for number, block in enumerate(document.blocks):
        if block.kind != "heading":
            continue
        levels[number] = 1 if block.parent is None else levels.get(block.parent, 0) + 1
        first = bisect_left(sentences, block.start, key=attrgetter("start"))
        if first < len(sentences) and sentences[first].start < block.end:
            text = " ".join(document.text[block.start : block.end].split())
            yield Heading(text, levels[number], anchor(sentences[first].start, sentences[first].end))
