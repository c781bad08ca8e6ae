"""Markdown: its blocks by markdown-it, as ranges of the unchanged text."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.documents import Block, Kind
from index.reading.parsed import Parsed, decode
from index.reading.plain import line_ranges

_MARKER = re.compile(r"[ \t]*(?:(?:[#>*+|-]|#{2,6}|\d{1,9}[.)])(?:[ \t]+|(?=[>|])|$))*")
_MARKDOWN = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
_LINE_BY_LINE = ("fence", "code_block", "html_block")


class Markdown:
    """Reads `.md` and `.markdown`."""

    suffixes = (".md", ".markdown")

    def read(self, data: bytes) -> Parsed:
        """The text as it is.

        Raises:
            SeedError: it is not UTF-8.
        """
        text = decode(data)
        return Parsed(text, tuple(markdown_blocks(text)), markup="markdown")


def markdown_blocks(text: str) -> Iterator[Block]:
    """Blocks of Markdown: paragraphs, headings, list items and tables' rows whole; code and HTML line by line.

    The front matter, link definitions, list numbers and the language after a code fence are in none.
    """
    lines = line_ranges(text)  # as markdown-it counts them: \n, \r\n and \r each end one
    claimed = 0
    heading, items = False, 0
    for token in _MARKDOWN.parse(text):
        heading = token.type == "heading_open" or (heading and token.type != "heading_close")
        items += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        kind: Kind = "heading" if heading else "list_item" if items else "paragraph"
        for first, stop in _line_spans(token):
            first = max(first, claimed)
            if first < stop <= len(lines):
                marker = _MARKER.match(text, *lines[first])
                start = marker.end() if marker else lines[first][0]
                if start < lines[stop - 1][1]:
                    yield Block("code" if token.type in _LINE_BY_LINE else kind, start, lines[stop - 1][1])
                claimed = stop


def _line_spans(token: Token) -> list[tuple[int, int]]:
    if token.map is None:
        return []
    first, stop = token.map
    if token.type == "inline":
        return [(first, stop)]
    if token.type in _LINE_BY_LINE:
        opening = 1 if token.type == "fence" else 0
        return [(i, i + 1) for i in range(first + opening, stop)]
    return []
