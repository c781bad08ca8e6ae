"""Writes an article as HTML whose text is exactly the document's: what is not shown is there and hidden.

So a sentence's offsets can be counted in the page, its element's text is the sentence, and it is lit with its links
and emphasis. A sentence is the outermost element inside a leaf; one that goes on in another leaf, as in the cells of a
table, goes on there in an element of its own that says of which it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from markupsafe import Markup, escape

from index.documents import Sentence
from qa.links import anchor
from web.article.parts import Close, Leaf, Open, Part, Run
from web.article.portions import Portion

_LINE_ENDS = re.compile(r"([\r\n]+)")
_NOT_SHOWN = str.maketrans({"\0": "\ufffd"})  # HTML has no NUL; this is as long


class _Stretch(NamedTuple):
    start: int
    end: int
    run: Run | None  # None where it is hidden
    sentence: Sentence | None


def write_article(parts: Iterable[Part], text: str, sentences: Sequence[Sentence], portion: Portion) -> Markup:
    """The HTML of a portion of a document's text."""
    laid_out = list(parts)
    if not any(isinstance(part, Leaf) for part in laid_out):
        marks = (Run(portion.start, portion.end),) if text[portion.start : portion.end].strip() else ()
        laid_out.append(Leaf("p", marks))
    writer = _Writer(text, sentences, [part for part in laid_out if isinstance(part, Leaf)], portion)
    return Markup("".join(piece for part in laid_out for piece in writer.pieces(part)))


def _shown(leaves: Iterable[Leaf], text: str, sentences: Sequence[Sentence]) -> set[Sentence]:
    """The sentences of which something is seen; another is shown as it is written, so that it can be lit."""
    shown: set[Sentence] = set()
    waiting = iter(sentences)
    sentence = next(waiting, None)
    for run in (run for leaf in leaves for run in leaf.runs):
        while sentence and sentence.start < run.end:
            if text[max(sentence.start, run.start) : min(sentence.end, run.end)].strip():
                shown.add(sentence)
            if sentence.end > run.end:
                break
            sentence = next(waiting, None)
    return shown


def _ends(leaves: Sequence[Leaf], last: int, sentences: Sequence[Sentence]) -> Iterator[int]:
    """Where each leaf ends: with its last run, or later with the sentence there, the last with the portion."""
    for leaf, following in pairwise(leaves):
        end = leaf.runs[-1].end if leaf.runs else 0
        number = bisect_right(sentences, end, key=attrgetter("start")) - 1
        if number >= 0 and end < sentences[number].end:
            end = min([sentences[number].end, *(run.start for run in following.runs[:1])])
        yield end
    yield last


class _Writer:
    def __init__(self, text: str, sentences: Sequence[Sentence], leaves: Sequence[Leaf], portion: Portion) -> None:
        self._text, self._sentences = text, sentences
        self._shown = _shown(leaves, text, sentences)
        self._ends = _ends(leaves, portion.end, sentences)
        self._at = portion.start  # what stands before it was written
        self._next = 0  # the first sentence that was not written to its end

    def pieces(self, part: Part) -> Iterator[str]:
        match part:
            case Open():
                yield f"<{part.tag}{_attributes(part.attributes)}>"
            case Close():
                yield f"</{part.tag}>"
            case Leaf():
                yield from self._leaf(part, next(self._ends))

    def _leaf(self, leaf: Leaf, stop: int) -> Iterator[str]:
        direction = () if leaf.tag == "code" else (("dir", "auto"),)
        yield f"<{leaf.tag}{_attributes(leaf.attributes + direction)}>"
        stretches = (cut for stretch in self._seen_and_hidden(leaf.runs, stop) for cut in self._cut(*stretch))
        for sentence, group in groupby(stretches, key=lambda stretch: stretch.sentence):
            inside = list(group)
            html = "".join(map(self._write, inside))
            yield f"<span {self._name(sentence, inside)}>{html}</span>" if sentence else html
        yield f"</{leaf.tag}>"

    def _seen_and_hidden(self, runs: Iterable[Run], stop: int) -> Iterator[tuple[int, int, Run | None]]:
        """What was not written up to here, cut at the ends of the runs."""
        for run in runs:
            if self._at < run.start:
                yield self._at, run.start, None
            start, self._at = max(self._at, run.start), max(self._at, run.end)
            if start < run.end:
                yield start, run.end, run
        if self._at < stop:
            start, self._at = self._at, stop
            yield start, stop, None

    def _cut(self, start: int, end: int, run: Run | None) -> Iterator[_Stretch]:
        """A stretch cut where sentences begin and end."""
        while start < end:
            sentence = self._sentences[self._next] if self._next < len(self._sentences) else None
            if sentence is None or end <= sentence.start:
                yield _Stretch(start, end, run, None)
                return
            if start < sentence.start:
                yield _Stretch(start, sentence.start, run, None)
            start, stop = max(start, sentence.start), min(end, sentence.end)
            seen = run if run or sentence in self._shown else Run(start, stop)
            yield _Stretch(start, stop, seen, sentence)
            start = stop
            self._next += stop == sentence.end

    def _name(self, sentence: Sentence, inside: Sequence[_Stretch]) -> str:
        hidden = "" if any(stretch.run for stretch in inside) else " hidden"
        if inside[0].start == sentence.start:
            return f'class="sentence" id="{anchor(sentence.start, sentence.end)}"{hidden}'
        return f'class="sentence more" data-of="{anchor(sentence.start, sentence.end)}"{hidden}'

    def _write(self, stretch: _Stretch) -> str:
        text = self._text[stretch.start : stretch.end]
        run = stretch.run
        if run is None:
            return f"<bdi hidden>{_escaped(text)}</bdi>"  # which has no part in the direction of what it stands in
        words = _escaped(text) if run.kept else _unwrapped(text)
        for tag in reversed(run.tags):
            name, _, css = tag.partition(".")
            words = f"<{name}{_attributes((('class', css),) if css else ())}>{words}</{name}>"
        return words


def _unwrapped(text: str) -> str:
    """Text whose line ends are spaces on the page, and themselves in its text."""
    return "".join(
        f'<span class="break">{_escaped(part)}</span>' if number % 2 else _escaped(part)
        for number, part in enumerate(_LINE_ENDS.split(text))
    )


def _escaped(text: str) -> str:
    """Text as HTML; a carriage return is written as a reference because HTML parsing would drop it."""
    return str(escape(text.translate(_NOT_SHOWN))).replace("\r", "&#13;")


def _attributes(attributes: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes)
