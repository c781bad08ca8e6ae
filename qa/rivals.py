"""Which of several figures in a sentence a question asks for: that in the part of the sentence that answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp

import numpy as np

from index.documents import PassageText
from index.english import FUNCTION_WORDS
from index.languages import is_english, primary
from index.networks.models import Floats
from qa.cite import SURE_OF_HIGHLIGHT
from qa.figures import Figure, Kind, Range, amounts, asked_for, asks_price, clauses, figures, is_range
from qa.reader import PassageReader, Reading
from qa.stems import WORD, stems

# What a figure's own log odds, those of its part of the sentence and the words of the question that stand in that part
# alone count, and the certainty from which on the reader's own figure stands. On 329 questions of SQuAD's held-out
# articles whose sentence has several figures .657 are lit exactly (.681 by the reader alone: annotators leave "about"
# out as often as not), on 126 made-up sentences of two or three parallel parts .944 (.746); where no figure stands by
# itself .629 and .944, with 3 for the words .666 and .913, from a certainty of .8 on .666 and .897. All that was with 5
# for the words, and a piece for the space at a part's end, which is no piece any more; with 6, of 1,000 questions .712
# are lit exactly as before (`tests.benchmarks.highlights`), and the sentences of the tests rightly. In other languages
# the same: of 168 questions on made-up sentences in 17 of them .839 (.726 by the reader alone), of 184 on people's
# sentences with several figures, of held-out articles, .837 have the right one alone (.842).
OWN, PART, WORDS = 0.35, 0.5, 6.0
CERTAIN = 0.9
NAMED = 3.0  # what a name among them counts for: in a list of them the reader keeps to the first figure
LEFT_OUT = 0.5  # what the words of a part count if a later one has some too
FAR = 8  # words between a figure and a word of the question, beside a unit and "to", at which that counts 1/e
BESIDE = 1  # words of the reader's answer in front of its figures, or behind them, where it is a figure

_PREPOSITION = re.compile(r"(?:at|by|for|from|in|of|on|to)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a sentence, each with its language: BCP-47, English where not known."""

    question: str
    asked_in: str | None
    text: str
    written_in: str | None

    @property
    def in_english(self) -> bool:
        """Whether both are English."""
        return is_english(self.asked_in) and is_english(self.written_in)

    def words(self) -> set[str]:
        """The question's words of content, as they are compared."""
        found = stems(self.question, self.asked_in)
        return found - FUNCTION_WORDS if is_english(self.asked_in) else found

    def words_in(self, start: int, end: int) -> set[str]:
        """Those of a part of the sentence."""
        return stems(self.text[start:end], self.written_in)

    def says(self, part: str) -> bool:
        """Whether the question has a part of the sentence, whole."""
        return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", self.question) is not None

    def figures(self) -> list[Figure]:
        """The figures of the sentence."""
        return figures(self.text, self.written_in)


def of_several(asked: Asked, reading: Reading, reader: PassageReader) -> Reading:
    """The figure that answers, where a sentence has several of the kind that is asked for."""
    question, text = asked.question, asked.text
    rivals = _rivals(asked, reading)
    if len(rivals) < 2 or (reading.certainty >= CERTAIN and sum(_holds(reading, f) for f in rivals) == 1):
        return reading
    parts = clauses(text, rivals, asked.written_in)
    odds = np.array(reader.odds(question, PassageText("", "", (text,)), [(f.start, f.end) for f in rivals]))
    odds = np.nan_to_num(odds, nan=float(np.nanmin(odds, initial=0.0)))  # the end of an overlong one is not read
    (readings,) = reader.read(question, [PassageText("", text, tuple(text[start:end] for start, end in parts))])
    own = _own_words(asked, rivals, parts)
    weights = OWN * odds + PART * np.array([r.score for r in readings]) + WORDS * own
    best = int(np.argmax(weights))
    figure, (shift, _), read = rivals[best], parts[best], readings[best]
    certainty = softmax(weights.tolist(), best)
    inside = shift + read.start <= figure.start and figure.end <= shift + read.end
    if _holds(reading, figure) and not any(_holds(reading, f) for f in rivals if f is not figure):
        start, end = min(reading.start, figure.start), max(reading.end, figure.end)
        certainty = max(reading.certainty, certainty)
    else:
        start, end = (shift + read.start, shift + read.end) if inside else (figure.start, figure.end)
    if _PREPOSITION.fullmatch(text, start, figure.start):
        start = figure.start
    return replace(reading, start=start, end=end, certainty=certainty)


def _rivals(asked: Asked, reading: Reading) -> list[Figure]:
    """The figures among which to choose: none where the reader is sure of something else, or of a range of them."""
    found = [f for f in asked.figures() if not asked.says(asked.text[f.start : f.end])]
    held = [f for f in found if _holds(reading, f)]
    kinds = _kinds(asked, reading, held) if asked.in_english else _kinds_held(asked.text, reading, held)
    found = [f for f in found if f.kind in kinds]
    return amounts(asked.text, found) if asked.in_english and asks_price(asked.question) else found


def _kinds(asked: Asked, reading: Reading, held: Sequence[Figure]) -> frozenset[Kind]:
    """The kinds of figures that an English question asks for, of its words or of the answer."""
    sure = reading.certainty >= SURE_OF_HIGHLIGHT
    kinds = asked_for(asked.question)
    if kinds is None:  # "What was the attendance?" is told by the answer
        figured = sure and 2 * sum(f.end - f.start for f in held) >= reading.end - reading.start
        kinds = frozenset(f.kind for f in held[:1] if figured)
    of_kind = [f for f in held if f.kind in kinds]
    in_range = len(of_kind) > 1 and is_range(asked.text, of_kind)
    return frozenset() if sure and (not of_kind or in_range) else kinds


def _kinds_held(text: str, reading: Reading, held: Sequence[Figure]) -> frozenset[Kind]:
    """In other languages the kind of figure that the reader's answer begins or ends with, but for a range of them."""
    if not held or any(len(text[one.end : other.start].split()) < 2 for one, other in pairwise(held)):
        return frozenset()
    before, behind = text[reading.start : held[0].start].split(), text[held[-1].end : reading.end].split()
    return frozenset({held[0].kind}) if min(len(before), len(behind)) <= BESIDE else frozenset()


def _holds(reading: Reading, figure: Figure) -> bool:
    """Whether a figure stands in the reader's answer."""
    return reading.start <= figure.end - 1 and figure.start < reading.end


def _own_words(asked: Asked, rivals: Sequence[Figure], parts: Sequence[Range]) -> Floats:
    """For each part how near to its figure the question's words stand that no other part has.

    A part has what those behind it leave out ("Adults pay 12 euros, students 8"): the words of the first tell nothing
    unless all that is asked stands there and nothing of it behind, of the others less if one behind them has any.
    """
    starts = [rivals[0].end, *(start for start, _ in parts[1:])]
    said = asked.words()
    words = [said & asked.words_in(start, end) for start, (_, end) in zip(starts, parts, strict=True)]
    near = np.zeros(len(rivals), dtype=np.float32)
    behind = False
    for number in reversed(range(1, len(words))):
        others = set[str]().union(*(w for n, w in enumerate(words) if n != number))
        distances = _distances(asked, parts[number], rivals[number], words[number] - others)
        if distances:
            near[number] = exp(-max(0, min(distances)[0] - 2) / FAR) * (LEFT_OUT if behind else 1.0)
            near[number] *= NAMED if any(named for _, named in distances) else 1.0
            behind = True
    counted = rivals[0].kind in ("number", "share")  # of what happened the time may stand behind the next comma
    if counted and said and said <= asked.words_in(*parts[0]) and not any(words[1:]):
        near[0] = LEFT_OUT
    return near


def _distances(asked: Asked, part: Range, figure: Figure, words: set[str]) -> list[tuple[int, bool]]:
    """Of each of the words in a figure's part of the text: how many others stand between, and whether it is a name."""
    text = asked.text
    found = [
        (*m.span(), _is_name(asked, m[0])) for m in WORD.finditer(text, *part) if asked.words_in(*m.span()) & words
    ]
    return [(len(text[figure.end : a].split()) + len(text[b : figure.start].split()), name) for a, b, name in found]


def _is_name(asked: Asked, word: str) -> bool:
    return word[0].isupper() and primary(asked.written_in) != "de"  # where all nouns are written so


def softmax(weights: Sequence[float], chosen: int) -> float:
    return float(np.exp(weights[chosen] - np.logaddexp.reduce(weights)))
