"""What is lit in a cited sentence, where the reader's own answer may be the wrong one of several alike.

Of a table's row it is the cell in the column that the question names, of several figures the one in the part of the
sentence that answers. Both are read once more, cell by cell or part by part, as if each were a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import exp

import numpy as np

from index.documents import PassageText
from index.folding import fold
from index.languages import is_english
from index.networks.models import Floats
from index.store import Quote
from qa.cite import SURE_OF_HIGHLIGHT
from qa.figures import Figure, Range, asked_for, clauses, figures, is_range, with_nearly
from qa.negation import with_negation
from qa.reader import PassageReader, Reading
from qa.stems import WORD, stems

# What a figure's own log odds, those of its part of the sentence and the words of the question that stand in that part
# alone count, and the certainty from which on the reader's own figure stands. On 329 questions of SQuAD's held-out
# articles whose sentence has several figures .657 are lit exactly (.681 by the reader alone: annotators leave "about"
# out as often as not), on 126 made-up sentences of two or three parallel parts .944 (.746); where no figure stands by
# itself .629 and .944, with 3 for the words .666 and .913, from a certainty of .8 on .666 and .897. All that was with 5
# for the words, and a piece for the space at a part's end, which is no piece any more; with 6, of 1,000 questions .712
# are lit exactly as before (`tests.benchmarks.highlights`), and the sentences of the tests rightly.
OWN, PART, WORDS = 0.35, 0.5, 6.0
CERTAIN = 0.9
NAMED = 3.0  # what a name among them counts for: in a list of them the reader keeps to the first figure
LEFT_OUT = 0.5  # what the words of a part count if a later one has some too
FAR = 8  # words between a figure and a word of the question, beside a unit and "to", at which that counts 1/e
COLUMN = 3.0  # what a column's name that is all in the question counts beside what the reader says of the cell

_CELL = re.compile(r"\t+|[ ]*\|[ ]*|(?<=\S)[ ]{2,}(?=\S)")  # as `index.reading.structure` tells them
_PREPOSITION = re.compile(r"(?:at|by|for|from|in|of|on|to)\s+", re.IGNORECASE)


def light(question: str, quote: Quote, reading: Reading, reader: PassageReader, language: str | None = None) -> Reading:
    """The reading of a sentence with the answer that is to be lit.

    Figures are told apart for questions in English alone; `language` is the question's.
    """
    text = fold(quote.text).text
    lit = _figured(question, text, quote, reading, reader) if is_english(language) else reading
    if lit.start == lit.end or _is_row(quote):
        return lit
    start, end = with_negation(text, lit.start, lit.end, question, quote.entry.about.language, language)
    return replace(lit, start=start, end=end)


def _figured(question: str, text: str, quote: Quote, reading: Reading, reader: PassageReader) -> Reading:
    if _is_row(quote):
        return _of_row(question, text, quote, reading, reader)
    lit = _of_several(question, text, reading, reader)
    return replace(lit, start=with_nearly(text, lit.start, question)) if lit.start < lit.end else lit


def _is_row(quote: Quote) -> bool:
    return quote.block is not None and quote.block.kind == "table_row"


def _of_row(question: str, text: str, quote: Quote, reading: Reading, reader: PassageReader) -> Reading:
    """The cell of a row in the column that is asked for, if its header names that one."""
    if quote.above is None:
        return reading
    names, cells = _cells(fold(quote.above).text), _cells(text)
    header = [fold(quote.above).text[start:end] for start, end in names]
    if len(cells) != len(header) or len(cells) < 3:  # of two the other one is asked for, which the reader knows
        return reading
    asked = stems(question)
    named = [_share(stems(name), asked) for name in header]
    label = text[slice(*cells[0])]
    read = [f"{name}: {text[start:end]}" for name, (start, end) in zip(header[1:], cells[1:], strict=True)]
    (readings,) = reader.read(question, [PassageText(quote.entry.title, label, tuple(read))])
    weights = [r.score + COLUMN * share for r, share in zip(readings, named[1:], strict=True)]
    best = int(np.argmax(weights))
    if not named[1 + best]:
        return reading
    start, end = cells[1 + best]
    return replace(reading, start=start, end=end, certainty=_softmax(weights, best))


def _cells(row: str) -> list[Range]:
    """Where the cells of a row stand, without bars at its edges."""
    first, last = len(row) - len(row.lstrip("| \t")), len(row.rstrip("| \t"))
    cuts = [first, *(place for cell in _CELL.finditer(row, first, last) for place in cell.span()), last]
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def _share(words: set[str], among: set[str]) -> float:
    return len(words & among) / len(words) if words else 0.0


def _of_several(question: str, text: str, reading: Reading, reader: PassageReader) -> Reading:
    """The figure that answers, where a sentence has several of the kind that is asked for."""
    rivals = _rivals(question, text, reading)
    if len(rivals) < 2 or (reading.certainty >= CERTAIN and sum(_holds(reading, f) for f in rivals) == 1):
        return reading
    parts = clauses(text, rivals)
    odds = np.array(reader.odds(question, PassageText("", "", (text,)), [(f.start, f.end) for f in rivals]))
    odds = np.nan_to_num(odds, nan=float(np.nanmin(odds, initial=0.0)))  # the end of an overlong one is not read
    (readings,) = reader.read(question, [PassageText("", text, tuple(text[start:end] for start, end in parts))])
    own = _own_words(question, text, rivals, parts)
    weights = OWN * odds + PART * np.array([r.score for r in readings]) + WORDS * own
    best = int(np.argmax(weights))
    figure, (shift, _), read = rivals[best], parts[best], readings[best]
    certainty = _softmax(weights.tolist(), best)
    if _holds(reading, figure) and not any(_holds(reading, f) for f in rivals if f is not figure):
        start, end = min(reading.start, figure.start), max(reading.end, figure.end)
        return replace(reading, start=start, end=end, certainty=max(reading.certainty, certainty))
    inside = shift + read.start <= figure.start and figure.end <= shift + read.end
    start, end = (shift + read.start, shift + read.end) if inside else (figure.start, figure.end)
    if _PREPOSITION.fullmatch(text, start, figure.start):
        start = figure.start
    return replace(reading, start=start, end=end, certainty=certainty)


def _rivals(question: str, text: str, reading: Reading) -> list[Figure]:
    """The figures among which to choose: none where the reader is sure of something else, or of a range of them."""
    found = [f for f in figures(text) if not re.search(rf"(?<!\w){re.escape(text[f.start : f.end])}(?!\w)", question)]
    held = [f for f in found if _holds(reading, f)]
    sure = reading.certainty >= SURE_OF_HIGHLIGHT
    kinds = asked_for(question)
    if kinds is None:  # "What was the attendance?" is told by the answer
        figured = sure and 2 * sum(f.end - f.start for f in held) >= reading.end - reading.start
        kinds = frozenset(f.kind for f in held[:1] if figured)
    of_kind = [f for f in held if f.kind in kinds]
    if sure and (not of_kind or (len(of_kind) > 1 and is_range(text, of_kind))):
        return []
    return [f for f in found if f.kind in kinds]


def _holds(reading: Reading, figure: Figure) -> bool:
    """Whether a figure stands in the reader's answer."""
    return reading.start <= figure.end - 1 and figure.start < reading.end


def _own_words(question: str, text: str, rivals: Sequence[Figure], parts: Sequence[Range]) -> Floats:
    """For each part but the first how near to its figure the question's words stand that no other part has.

    A part has what those behind it leave out ("Adults pay 12 euros, students 8"): the words of the first tell nothing,
    of the others less if one behind them has any.
    """
    asked = stems(question)
    starts = [rivals[0].end, *(start for start, _ in parts[1:])]
    words = [asked & stems(text[start:end]) for start, (_, end) in zip(starts, parts, strict=True)]
    near = np.zeros(len(rivals), dtype=np.float32)
    behind = False
    for number in reversed(range(1, len(words))):
        others = set[str]().union(*(w for n, w in enumerate(words) if n != number))
        distances = _distances(text, parts[number], rivals[number], words[number] - others)
        if distances:
            near[number] = exp(-max(0, min(distances)[0] - 2) / FAR) * (LEFT_OUT if behind else 1.0)
            near[number] *= NAMED if any(named for _, named in distances) else 1.0
            behind = True
    return near


def _distances(text: str, part: Range, figure: Figure, words: set[str]) -> list[tuple[int, bool]]:
    """Of each of the words in a figure's part of the text: how many others stand between, and whether it is a name."""
    found = [(*m.span(), m[0][0].isupper()) for m in WORD.finditer(text, *part) if stems(m[0]) & words]
    return [(len(text[figure.end : a].split()) + len(text[b : figure.start].split()), name) for a, b, name in found]


def _softmax(weights: Sequence[float], chosen: int) -> float:
    return float(np.exp(weights[chosen] - np.logaddexp.reduce(weights)))
