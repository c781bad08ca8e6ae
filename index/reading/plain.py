"""Plain text: its blocks are its lines, those that were wrapped by hand joined."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from index.documents import About, Block, Document
from index.reading.parsed import Parsed, decode

WIDEST = 120  # columns; a line longer than this was not wrapped by hand

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


class PlainText:
    """Reads `.txt` and `.text`."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes) -> Parsed:
        """The text as it is.

        Raises:
            SeedError: it is not UTF-8.
        """
        text = decode(data)
        return Parsed(text, tuple(plain_blocks(text)))


def plain_document(document_id: str, about: About, text: str) -> Document:
    """A text that is no file, read as if it were one."""
    return Document(document_id, about, text, tuple(plain_blocks(text)))


def plain_blocks(text: str) -> Iterator[Block]:
    """Blocks of plain text: a line each, but hand-wrapped lines are joined.

    A line break is a wrap if the next line's first word would not have fitted on the line. Only a text whose longest
    line is a plausible column width can have been wrapped.
    """
    lines = line_ranges(text)
    width = max((len(text[slice(*line)].rstrip()) for line in lines), default=0)
    start: int | None = None
    for line, following in zip_longest(lines, lines[1:]):
        start = line[0] if start is None else start
        if following is None or not _wrapped(text[slice(*line)], text[slice(*following)], width):
            if text[start : line[1]].strip():
                yield Block("paragraph", start, line[1])
            start = None


def line_ranges(text: str) -> list[tuple[int, int]]:
    """Start and end of each line with its line end: \\n, \\r\\n or \\r."""
    return [m.span() for m in _LINE.finditer(text) if m.end() > m.start()]


def _wrapped(line: str, following: str, width: int) -> bool:
    words = following.split(maxsplit=1)
    if not 60 <= width <= WIDEST or not words or not line.strip() or following[0].isspace():
        return False
    return len(line.rstrip()) + 1 + len(words[0]) > width
