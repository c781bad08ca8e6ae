"""Lays out a text in Markdown: markdown-it says what each stretch is, and the marks between the stretches are hidden.

markdown-it knows the lines of a block, and no offsets inside it. They follow from the tokens in order, because each
of them is a slice of the text; only a link or image has to say where it ends. Where a block cannot be found again
(tabs that were widened, pipes that were escaped), it is shown as it is written.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.documents import Document
from index.reading.lines import line_ranges
from web.article.parts import CLOSE_TABLE, TITLE, Close, Leaf, Open, Outline, Part, Run, code, open_table, title_in_text
from web.article.portions import Portion

_NESTED = {"bullet_list", "ordered_list", "list_item", "blockquote", "thead", "tbody", "tr"}
_VERBATIM = {"fence", "code_block", "html_block"}


def _knowing_its_end(rule: Any) -> Any:
    def run(state: StateInline, silent: bool) -> bool:
        done: bool = rule(state, silent)
        if done and not silent:
            state.tokens[-1].meta["end"] = state.pos
        return done

    return run


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin)
    parser.disable(["text_join", "fragments_join"])  # they would join what is written and what it stands for
    parser.inline.ruler.at("link", _knowing_its_end(link))
    parser.inline.ruler.at("image", _knowing_its_end(image))
    return parser


_MARKDOWN = _parser()


# What a link elsewhere may refer to: "[name]: address 'title'".
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\r\n]+\]:[^\r\n]+", re.MULTILINE)
_ATX, _SETEXT = re.compile(r"(#{1,6})[ \t]+\Z"), re.compile(r"[^\r\n]*(?:\r\n?|\n)[ \t>]*-")


def markdown_parts(document: Document, portion: Portion) -> Iterator[Part]:
    """The parts of a portion of a document whose text is Markdown."""
    return _Layout(document, portion).parts()


class _Layout:
    def __init__(self, document: Document, portion: Portion) -> None:
        self._text = document.text.replace("\0", "\ufffd")  # as markdown-it reads it
        self._portion = portion
        lines = line_ranges(document.text[portion.start : portion.end])
        self._lines = [(portion.start + start, portion.start + end) for start, end in lines]
        self._title = title_in_text(document)
        self._outline = Outline(_levels_above(document, portion))
        self._tag = "p"  # of the next leaf
        self._marker: tuple[Run, ...] = ()  # what the next leaf begins with: the number of an ordered item
        self._at = portion.start  # what stands before it was laid out

    def parts(self) -> Iterator[Part]:
        known: dict[str, Any] = {}
        if self._portion.end - self._portion.start < len(self._text):
            _MARKDOWN.parse("\n".join(_DEFINITION.findall(self._text)), known)
        for token in _MARKDOWN.parse(self._text[self._portion.start : self._portion.end], known):
            name, _, way = token.type.rpartition("_")
            if token.type in _VERBATIM:
                yield from code(self._code(token))
            elif token.type == "inline":
                yield self._leaf(token)
            elif token.type == "hr":
                yield Open("hr")
            elif name == "table":
                yield from open_table() if way == "open" else CLOSE_TABLE
            elif name in _NESTED:
                yield Open(token.tag) if way == "open" else Close(token.tag)
                if token.info and token.map:
                    self._marker = self._number(token.info + token.markup, token.map[0])
            elif way == "open":
                self._tag = self._element(token)

    def _element(self, token: Token) -> str:
        """The element of a leaf."""
        if token.type == "heading_open" and token.map:
            start, end = self._lines[token.map[0]]
            if self._title and start <= self._title.start < end:
                return TITLE
            return self._outline.tag(int(token.tag[1]))
        if token.type in ("th_open", "td_open"):
            return token.type[:2]
        return "div" if token.hidden else "p"  # an item of a tight list holds no paragraph

    def _number(self, number: str, line: int) -> tuple[Run, ...]:
        start = self._text.find(number, max(self._at, self._lines[line][0]), self._lines[line][1])
        return (Run(start, start + len(number), ("span.marker",)),) if start >= 0 else ()

    def _leaf(self, token: Token) -> Leaf:
        marker, self._marker = self._marker, ()
        first, stop = token.map or (0, 0)
        cell = self._tag in ("th", "td")
        places = self._places(token.content, first, from_left=cell)
        runs = _runs(token.content, token.children or ()) if places else None
        if places is None or runs is None:
            end = self._end(stop - 1)
            whole = self._written(token.content, self._lines[first], end) if cell else (self._lines[first][0], end)
            shown: tuple[Run, ...] = (Run(max(whole[0], self._at), whole[1]),) if whole[1] > self._at else ()
        else:
            shown = tuple(replace(r, start=_place(places, r.start), end=self._stop(places, r.end)) for r in runs)
        self._at = max([self._at, *(run.end for run in shown)])
        if not cell:
            self._at = max(self._at, self._end(stop - 1))
        tag = "td" if cell and not shown else self._tag  # a header says something
        return Leaf(tag, marker + shown)

    def _places(self, content: str, first: int, *, from_left: bool) -> list[tuple[int, int]] | None:
        """Where each line of a content begins: its offsets in the content and in the text; None where one is not found.

        A cell is sought from the left, behind the one before it; all else ends its line.
        """
        places, at = [], 0
        for number, line in enumerate(content.split("\n"), first):
            words = line.strip(" \t")
            start, end = self._lines[number]
            seek = self._text.find if from_left else self._text.rfind
            found = seek(words, max(start, self._at), end)
            if found < 0:
                return None
            places.append((at + line.index(words), found))
            at += len(line) + 1
        return places

    def _written(self, content: str, line: tuple[int, int], end: int) -> tuple[int, int]:
        """Where a cell stands whose pipes are escaped."""
        written = content.replace("|", "\\|")
        start = self._text.find(written, max(line[0], self._at), end)
        return (start, start + len(written)) if start >= 0 else (end, end)

    def _code(self, token: Token) -> Iterator[Run]:
        first = (token.map or (0, 0))[0] + (token.type == "fence")
        lines = token.content.removesuffix("\n").split("\n") if token.content else []
        for number, line in enumerate(lines, first):
            start, stop, end = self._lines[number][0], self._lines[number][1], self._end(number)
            if self._text.endswith(line, start, end):  # else its tabs were widened
                start = end - len(line)
            self._at = end if number == first + len(lines) - 1 else stop
            if start < self._at:
                yield Run(start, self._at, kept=True)

    def _stop(self, places: Sequence[tuple[int, int]], end: int) -> int:
        """Where a run ends in the text whose last line end may have two characters."""
        stop = _place(places, end - 1) + 1
        return stop + (self._text[stop - 1 : stop + 1] == "\r\n")

    def _end(self, line: int) -> int:
        """Where a line ends, without its line end."""
        start, end = self._lines[line]
        return start + len(self._text[start:end].rstrip("\r\n"))


def _levels_above(document: Document, portion: Portion) -> list[int]:
    """The levels of the headings that a portion stands under, highest first."""
    text, levels = document.text, []
    before = range(portion.first - 1, -1, -1)
    number = next((n for n in before if document.blocks[n].kind == "heading"), None)
    while number is not None and (block := document.blocks[number]).kind == "heading":
        marks = _ATX.search(text[max(0, block.start - 16) : block.start])
        levels.append(len(marks[1]) if marks else 2 if _SETEXT.match(text, block.start) else 1)
        number = block.parent
    return levels[::-1]


def _place(places: Sequence[tuple[int, int]], offset: int) -> int:
    """Where an offset of a content stands in the text."""
    at, found = places[bisect_right(places, offset, key=itemgetter(0)) - 1]
    return found + max(offset - at, 0)


def _runs(content: str, tokens: Sequence[Token]) -> list[Run] | None:
    """What is seen of a content, as runs of it; None where a token is not found in it."""
    runs: list[Run] = []
    tags: list[str] = []
    at = 0
    skipped = False
    for token in tokens:
        written = token.markup if token.type in ("text_special", "code_inline") else token.content
        match token.type:
            case "text" | "html_inline" | "text_special" if written and not skipped:
                start = content.find(written, at)
                at = start + len(written)
                runs.append(Run(start + (token.info == "escape"), at, tuple(tags)))
            case "softbreak" | "hardbreak":
                start = content.find("\n", at)
                at = start + 1
                runs.append(Run(start, at, tuple(tags), kept=token.type == "hardbreak"))
            case "code_inline":
                start = content.find(written, at)
                end = _closing(content, written, start)
                at = end + len(written)
                runs.append(Run(start + len(written), end, (*tags, "code")))
            case "strong_open" | "em_open" | "s_open":
                start = content.find(token.markup, at)
                at = start + len(token.markup)
                tags.append(token.tag)
            case "strong_close" | "em_close" | "s_close":
                start = content.find(token.markup, at)
                at = start + len(token.markup)
                tags.pop()
            case "link_open":
                skipped = token.markup == "autolink"  # its text may be written otherwise
                start = content.find("<" if skipped else "[", at)
                at = start + 1
            case "link_close":
                start = at
                if skipped:
                    end = content.find(">", at)
                    runs.append(Run(at, end, tuple(tags)))
                    at, skipped = end + 1, False
                else:
                    at = token.meta["end"]
            case "image":
                start = content.find("![", at)
                at = token.meta["end"]
                if token.content:
                    runs.append(Run(start + 2, start + 2 + len(token.content), tuple(tags)))
            case _:
                continue
        if start < 0:
            return None
    return runs


def _closing(content: str, fence: str, start: int) -> int:
    """Where the run of backticks stands that closes the one at `start`."""
    at = start + len(fence)
    while (at := content.find(fence, at)) >= 0:
        end = at + len(fence)
        run = end + len(content[end:]) - len(content[end:].lstrip("`"))
        if run == end:
            return at
        at = run
    return len(content)
