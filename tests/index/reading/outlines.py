"""What a reader made of a source, as a person would write it down."""

from index.documents import Kind
from index.reading.parsed import Parsed


def outline(source: Parsed) -> list[tuple[Kind, int | None, str]]:
    """Kind, number of the parent, and text of each block."""
    return [(b.kind, b.parent, source.text[b.start : b.end]) for b in source.blocks]
