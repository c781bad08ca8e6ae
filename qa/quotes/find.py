"""The quotes in a text: between quote marks of any kind, and in block quotes of Markdown and HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Opening marks, and what closes each. German closes with what opens English, and Danish turns guillemets round.
_CLOSING = {
    "“": "”",
    "„": "“”‟",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    '"': '"',
    "'": "'",
}
DEEPEST = 8  # quotes in quotes; what opens more was never closed
_APOSTROPHES = "'‘’"
_FENCED = r"^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
_INLINE = r"(?<!`)(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)"
_CODE = re.compile(f"{_FENCED}|{_INLINE}", re.M | re.S)
_BLOCK = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.M)
_HTML = re.compile(r"<(?P<tag>blockquote|q)\b[^>]*>(?P<inner>.*?)</(?P=tag)>", re.I | re.S)
_ATTRIBUTION = re.compile(r"\n[ \t>]*(?:[—–―]|-{1,2}[ \t])[^\n]*\s*\Z")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Found:
    """A quote in a text: `text[start:end]`, without its marks, and what it says as one text."""

    quote: str
    start: int
    end: int


def find_quotes(text: str) -> list[Found]:
    """The outermost quotes of a text, in order; those with no word, and what stands in code, are none.

    A block quote ends before the line that says who wrote it ("— Ada"), and is cut at empty lines. A quote that is
    not closed in its paragraph is none, unless the next one opens another: then it goes to the paragraph's end.
    """
    hidden = _blanked(text, _CODE)
    found = [*_blocks(hidden), *_marked(_blanked(_blanked(hidden, _HTML), _BLOCK))]
    return [_found(text, start, end) for start, end in sorted(found) if _WORD.search(text, start, end)]


def _found(text: str, start: int, end: int) -> Found:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Found(re.sub(r"\n[ \t]*>[ \t>]*", "\n", text[start:end]), start, end)


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: re.sub(r"\S", " ", match[0]), text)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    yield from (_unmarked(text, *match.span("inner")) for match in _HTML.finditer(text) if match["inner"].strip())
    for match in _BLOCK.finditer(_blanked(text, _HTML)):
        yield from _paragraphs(text, *match.span())


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of a block quote, without the marks before the first line, and quote marks around each."""
    if attribution := _ATTRIBUTION.search(text, start, end):
        end = attribution.start()
    bounds = [start]
    for gap in re.finditer(r"\n[ \t]*(?:>[ \t]*)*(?=\n)", text[start:end]):
        bounds += [start + gap.start(), start + gap.end()]
    bounds.append(end)
    for first, stop in zip(bounds[0::2], bounds[1::2], strict=True):
        if inner := re.search(r"[^\s>].*[^\s>]|[^\s>]", text[first:stop], re.S):
            yield _unmarked(text, first + inner.start(), first + inner.end())


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    """Without quote marks that stand around the whole."""
    if end - start > 2 and text[end - 1] in _CLOSING.get(text[start], ""):
        return start + 1, end - 1
    return start, end


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """What stands between quote marks, a paragraph at a time."""
    bounds = [0]
    for gap in _PARAGRAPH.finditer(text):
        bounds += [gap.start(), gap.end()]
    bounds.append(len(text))
    paragraphs = list(zip(bounds[0::2], bounds[1::2], strict=True))
    for number, (start, stop) in enumerate(paragraphs):
        following = text[paragraphs[number + 1][0] :][:1] if number + 1 < len(paragraphs) else ""
        yield from _in_paragraph(text, start, stop, following)


def _in_paragraph(text: str, start: int, stop: int, following: str) -> Iterator[tuple[int, int]]:
    at, hopeless = start, set[str]()
    while at < stop:
        mark = text[at]
        if mark not in _CLOSING or mark in hopeless or not _opens(text, at, start):
            at += 1
            continue
        end = _closed(text, at, stop)
        if end is None and following == mark and mark not in _APOSTROPHES:
            yield at + 1, stop
            return
        if end is not None:
            yield at + 1, end
            at = end
        elif mark in "\"'":
            hopeless.add(mark)  # no later one closes either
        at += 1


def _opens(text: str, at: int, start: int) -> bool:
    """Whether a mark opens a quote: at a word's beginning, where the mark itself does not tell."""
    mark, before, behind = text[at], text[at - 1] if at > start else " ", text[at + 1 : at + 2]
    if not behind or (behind.isspace() and mark in "\"'‘»›"):
        return False
    if mark in "\"'‘»›":
        return not (before.isalnum() or before in ".,!?%)")
    return True


def _closed(text: str, at: int, stop: int) -> int | None:
    """Where the quote that a mark opens is closed; quotes inside it may hold the same marks."""
    mark, closing, depth = text[at], _CLOSING[text[at]], 0
    for end in range(at + 1, stop):
        character = text[end]
        if character in closing and _closes(text, end, stop, mark):
            if depth == 0:
                return end
            depth -= 1
        elif character == mark and mark not in "\"'":
            depth += 1
            if depth > DEEPEST:
                return None
    return None


def _closes(text: str, at: int, stop: int, mark: str) -> bool:
    """Whether a mark closes a quote; an apostrophe, or a straight mark at a word's beginning, does not."""
    before, behind = text[at - 1], text[at + 1] if at + 1 < stop else " "
    if mark in "\"'‘‚":
        return not behind.isalnum() and not (before.isspace() and not behind.isspace())
    return True
