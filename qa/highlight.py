"""What is lit in a cited sentence, where the reader's own answer may be the wrong one of several alike.

Of a table's row it is the cell in the column that the question names, of several figures the one that `qa.rivals`
chooses. Both are read once more, cell by cell or part by part, as if each were a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.documents import PassageText
from index.folding import fold
from index.languages import is_english
from index.store import Quote
from qa.digits import with_telephone
from qa.figures import behind_number
from qa.negation import with_negation
from qa.qualifiers import with_qualifier
from qa.quotes.words import is_unspaced
from qa.reader import PassageReader, Reading
from qa.rivals import Asked, of_several, softmax
from qa.rows import cells_of, columns, is_row
from qa.stems import stems

# What a column's name that is all in the question counts beside what the reader says of the cell. Right cells of 24
# questions that were written to choose it, many of cells such as "closed": 18 with 3, 21 with 5, 22 with this and 8;
# 46 of the 52 of `tests.benchmarks.tables` with 3, 5 and this.
COLUMN = 6.0

_ASKS_NUMBER = re.compile(
    r"\b(?:section|clause|article|paragraph|item|rule|point|number|chapter|step|annex)\b", re.IGNORECASE
)


def light(question: str, quote: Quote, reading: Reading, reader: PassageReader, language: str | None = None) -> Reading:
    """The reading of a sentence with the answer that is to be lit.

    Figures are told apart in sentences of languages with spaces between words; `language` is the question's.
    """
    text = fold(quote.text).text
    asked = Asked(question, language, text, quote.entry.about.language)
    if is_row(quote):
        return _or_label(asked, quote, _of_row(asked, quote, reading, reader))
    reading = _behind_number(asked, reading)
    lit = reading if is_unspaced(text) else of_several(asked, reading, reader)
    if lit.start == lit.end:
        return lit
    start, end = with_telephone(text, lit.start, lit.end)
    start, end = with_qualifier(text, start, end, question, asked.written_in)
    start, end = with_negation(text, start, end, question, asked.written_in, language)
    return replace(lit, start=start, end=end)


def _behind_number(asked: Asked, reading: Reading) -> Reading:
    """The answer without the number of its item or section, unless an English question asks for that one."""
    behind = behind_number(asked.text, asked.written_in)
    if not is_english(asked.asked_in) or _ASKS_NUMBER.search(asked.question):
        return reading
    return replace(reading, start=min(max(reading.start, behind), reading.end))


def _of_row(asked: Asked, quote: Quote, reading: Reading, reader: PassageReader) -> Reading:
    """The cell of a row in the column that is asked for, if its header names that one, or the answer is in two, in
    none, or is the row's name, which the question has.
    """
    if quote.above is None:
        return reading
    text, above = asked.text, fold(quote.above).text
    names, cells = columns(above, text)
    header = [above[start:end] for start, end in names]
    if len(cells) < 3:  # of two the other one is asked for, which the reader knows
        return reading
    named = _named(asked, header)
    label = text[slice(*cells[0])]
    read = [f"{name}: {text[start:end]}" for name, (start, end) in zip(header[1:], cells[1:], strict=True)]
    (readings,) = reader.read(asked.question, [PassageText(quote.entry.title, label, tuple(read))])
    weights = [r.score + COLUMN * share for r, share in zip(readings, named[1:], strict=True)]
    best = int(np.argmax(weights))
    across = any(reading.start < end < reading.end for _, end in cells[:-1])
    elsewhere = reading.end <= cells[0][1] and (reading.start == reading.end or asked.says(label))
    if not named[1 + best] and not across and not elsewhere:
        return reading
    start, end = cells[1 + best]
    return replace(reading, start=start, end=end, certainty=softmax(weights, best))


def _named(asked: Asked, header: Sequence[str]) -> list[float]:
    """For each column the share of its name's words that the question has, of those that not all the others have."""
    words = [stems(name, asked.written_in) for name in header]
    common, said = set.intersection(*words[1:]), asked.words()
    return [_share(name - common, said) for name in words]


def _or_label(asked: Asked, quote: Quote, lit: Reading) -> Reading:
    """The cell that is lit, or the row's first where the question has that one: "Which town is twinned with Ivrea?"."""
    cell = asked.text[lit.start : lit.end]
    if quote.above is None or not cell or not asked.says(cell):
        return lit
    start, end = cells_of(asked.text)[0]
    return lit if start == end or asked.says(asked.text[start:end]) else replace(lit, start=start, end=end)


def _share(words: set[str], among: set[str]) -> float:
    return len(words & among) / len(words) if words else 0.0
