"""Markdown: its blocks by markdown-it, as ranges of the unchanged text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.documents import About, Block, Kind
from index.reading.headings import is_short_line
from index.reading.lines import line_ranges
from index.reading.parsed import Parsed, decode
from index.reading.pieces import IN_BOLD
from index.reading.structure import ASKS, has_questions, is_question, kind_of
from index.reading.turns import Voices, in_one_line, voices

_MARKER = re.compile(r"[ \t]*(?:(?:[#>*+|-]|#{2,6}|\d{1,9}[.)])(?:[ \t]+|(?=[>|])|$))*")
_MARKDOWN = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
_LINE_BY_LINE = ("fence", "code_block", "html_block")
_EMPHASIS = re.compile(r"[*_`]+")
_MARKED = re.compile(r"[ \t]*(?:\*\*\*|\*\*|__|\*|_)(?! )[^*_]+(?<! )[*_]+[ \t\\]*")
_LABELLED = re.compile(r"[ \t]*(?:\*\*|__)[^*_\n]{1,40}(?::(?:\*\*|__)|(?:\*\*|__):)[ \t]+\S")  # "**Price:** 65 euros"
_STRONG = ("**", "__")
_FIELD = re.compile(r"^(title|author|date|published|lang|language|url|canonical)[ \t]*:[ \t]*(.+?)[ \t]*$", re.M | re.I)
_FIELDS = {"date": "published", "lang": "language", "canonical": "url"}

Range = tuple[int, int]


class Markdown:
    """Reads `.md` and `.markdown`."""

    suffixes = (".md", ".markdown")

    def read(self, data: bytes) -> Parsed:
        """The text as it is; its first heading, or its front matter, names it.

        Raises:
            SeedError: it is not UTF-8.
        """
        text = decode(data)
        tokens = _MARKDOWN.parse(text)
        blocks = tuple(_blocks(text, tokens))
        about = _front_matter(tokens).over(About(title=_title(tokens, blocks)))
        return Parsed(text, blocks, about, markup="markdown")


def markdown_blocks(text: str) -> Iterator[Block]:
    """Blocks of Markdown: headings, paragraphs, list items, tables' rows, code and HTML.

    The front matter, link definitions, list numbers and the fences of code are in none.
    """
    return _blocks(text, _MARKDOWN.parse(text))


@dataclass(slots=True)
class _Item:
    """An open list: what its items belong to, and the first block of the item being read."""

    parent: int | None
    block: int | None = None


@dataclass(slots=True)
class _Outline:
    """Where the reading stands: what the next block may belong to, by number."""

    blocks: list[Block] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)  # level and number, outermost first
    lists: list[_Item] = field(default_factory=list)
    question: int | None = None
    speaker: str | None = None
    header: int | None = None
    in_header: bool = False
    level: int = 0  # of the heading being read, else 0

    def above(self) -> int | None:
        if self.question is not None:
            return self.question
        return self.headings[-1][1] if self.headings else None


@dataclass(frozen=True, slots=True)
class _Looks:
    """What a text's lines say of its paragraphs: who speaks, which in bold are headings, whether it is a FAQ."""

    names: Voices
    headings: frozenset[str]
    faq: bool

    @classmethod
    def of(cls, lines: list[str], tokens: list[Token]) -> Self:
        shown = [line.strip() for line in lines if line.strip()]
        marked = [_MARKED.fullmatch(line) is not None for line in shown]
        bold = [is_marked and line.startswith(_STRONG) for line, is_marked in zip(shown, marked, strict=True)]
        headings = {
            line
            for line, is_bold, below, also in zip(shown, bold, shown[1:], marked[1:], strict=False)
            if is_bold and not (also or below.startswith("#")) and is_short_line(_bare(line))
        }
        paragraphs = [_bare(b.content) for a, b in pairwise(tokens) if a.type == "paragraph_open" and not a.level]
        few = 2 * sum(bold) <= len(shown)
        return cls(voices(map(_bare, lines)), frozenset(headings if few else ()), has_questions(paragraphs))

    def kind(self, raw: str) -> Kind:
        """What a paragraph is."""
        words, shown = _bare(raw), raw.strip()
        kind = kind_of(words, self.names)
        if kind != "paragraph":
            return kind
        if (_MARKED.fullmatch(shown) and words.endswith(ASKS)) or (self.faq and is_question(words)):
            return "question"
        return "heading" if shown in self.headings else "paragraph"


def _bare(words: str) -> str:
    """Words without the marks of emphasis, in one line, but for a line with a name and the time above them."""
    lines = _EMPHASIS.sub("", words).strip().splitlines() or [""]
    return in_one_line(" ".join(line.split()) for line in lines)


def _blocks(text: str, tokens: list[Token]) -> Iterator[Block]:
    lines = line_ranges(text)  # as markdown-it counts them: \n, \r\n and \r each end one
    looks = _Looks.of([text[start:end] for start, end in lines], tokens)
    outline, claimed = _Outline(), 0
    for token in tokens:
        _follow(outline, token, text)
        if token.map is None or token.type not in ("inline", *_LINE_BY_LINE):
            continue
        first, stop = token.map
        if token.type == "fence":
            closed = (
                stop - first > 1
                and text[slice(*lines[min(stop, len(lines)) - 1])].strip(" \t\r\n>")[:3] == token.markup[:3]
            )
            first, stop = first + 1, stop - closed
        first, stop = max(first, claimed), min(stop, len(lines))
        if first < stop:
            for start, end in _pieces(text, lines[first:stop], token, looks):
                _place(outline, text, (start, end), token, looks)
            claimed = stop
    yield from outline.blocks


def _pieces(text: str, lines: list[Range], token: Token, looks: "_Looks") -> Iterator[Range]:
    """The ranges of a token: one, but for lines that somebody else speaks, or that were broken on purpose."""
    start = lines[0][0]
    if token.type == "inline":
        for above, line in pairwise(lines):
            raw, words = text[slice(*above)].rstrip("\r\n"), _EMPHASIS.sub("", text[slice(*line)]).strip()
            broken = raw.endswith(("  ", "\\")) and not words[:1].islower()
            turn = kind_of(words, looks.names) in ("question", "speech") or words.startswith("A: ")
            labelled = _LABELLED.match(text, line[0], line[1]) is not None
            if broken or turn or labelled or (_MARKED.fullmatch(raw) and looks.kind(raw) != "paragraph"):
                yield start, above[1]
                start = line[0]
        marker = _MARKER.match(text, start, lines[-1][1])
        start = marker.end() if marker else start
    if text[start : lines[-1][1]].strip():
        yield start, lines[-1][1]


def _follow(outline: _Outline, token: Token, text: str) -> None:
    """Note what a token opens or closes."""
    match token.type:
        case "heading_open":
            outline.level = int(token.tag[1:])
        case "heading_close":
            outline.level = 0
        case "bullet_list_open" | "ordered_list_open":
            outer = outline.lists[-1].block if outline.lists else None
            outline.lists.append(_Item(outer if outer is not None else _lead_in(outline, text)))
        case "bullet_list_close" | "ordered_list_close":
            outline.lists.pop()
        case "list_item_open":
            outline.lists[-1].block = None
        case "thead_open":
            outline.in_header, outline.header = True, None
        case "thead_close":
            outline.in_header = False
        case "table_close":
            outline.header = None


def _lead_in(outline: _Outline, text: str) -> int | None:
    """What introduces a list: the paragraph above it that ends with a colon, else what is above everything."""
    if outline.blocks:
        last = outline.blocks[-1]
        if last.kind in ("paragraph", "speech", "question") and text[last.start : last.end].rstrip("*_ \r\n").endswith(
            ":"
        ):
            return len(outline.blocks) - 1
    return outline.above()


def _place(outline: _Outline, text: str, span: Range, token: Token, looks: "_Looks") -> None:
    number, words = len(outline.blocks), _bare(text[slice(*span)])
    parent, speaker, kind = outline.above(), None, looks.kind(text[slice(*span)])
    if token.type in _LINE_BY_LINE:
        kind = "code"
    elif outline.level:
        kind, parent = _heading(outline, words, number, outline.level)
    elif outline.in_header or outline.header is not None:
        kind = "table_row"
        parent = outline.header if outline.header is not None else parent
        outline.header = number if outline.header is None else outline.header
    elif outline.lists:
        item = outline.lists[-1]
        kind, parent = "list_item", item.parent if item.block is None else item.block
        item.block = number if item.block is None else item.block
    elif kind == "heading":
        kind, parent = _heading(outline, words, number, IN_BOLD)
    elif kind == "question":
        parent = outline.headings[-1][1] if outline.headings else None
        outline.question, outline.speaker = number, looks.names.speaker(words)
        speaker = outline.speaker
    elif kind == "speech":
        outline.speaker = speaker = looks.names.speaker(words)
    outline.blocks.append(Block(kind, *span, parent, speaker))


def _heading(outline: _Outline, words: str, number: int, level: int) -> tuple[Kind, int | None]:
    outline.headings = [h for h in outline.headings if h[0] < level]
    outline.question = outline.speaker = None
    parent = outline.above()
    outline.headings.append((level, number))
    if words.rstrip("# ").endswith("?"):
        return "question", parent
    title = level == 1 and not any(b.kind in ("title", "heading", "question") for b in outline.blocks)
    return "title" if title else "heading", parent


def _title(tokens: list[Token], blocks: tuple[Block, ...]) -> str | None:
    if not any(block.kind == "title" for block in blocks):
        return None
    number = next(n for n, token in enumerate(tokens) if token.type == "heading_open")
    shown = (
        c.content if c.type in ("text", "code_inline") else " "
        for c in tokens[number + 1].children or ()
        if c.content or c.type == "softbreak"
    )
    return " ".join("".join(shown).split()) or None


def _front_matter(tokens: list[Token]) -> About:
    content = next((token.content for token in tokens if token.type == "front_matter"), "")
    found = {m[1].lower(): m[2].strip("\"'") for m in _FIELD.finditer(content)}
    return About(**{_FIELDS.get(name, name): value for name, value in found.items() if value})
