"""Train the reader: one choice among all sentences of a few passages and "none of them", and the answer's place.

"None" has the score 0, so that a sentence's score is its log odds against silence. It is the right choice for questions
that people made to have no answer, for questions whose passage is withheld, and for questions in which a name or number
was exchanged. Some questions name an answer to be confirmed, a wrong one every second time: what answers the open
question decides it. Some come after another question, of the same passage every second time, which is not asked.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

from index.networks.sentencepieces import Layout
from qa.evaluate.question_forms import yes_or_no
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.negatives import Task
from qa.train.networks import ReaderNetwork
from qa.train.packed import Packed, Tensors, logsumexp, numbers, pack

SPAN = 0.5  # how much the loss of the answer's place counts

_PRONOUNS = ("he", "she", "it", "they")
_POSSESSIVE = ("his", "her", "its", "their")
_NAMED = re.compile(r"(?<=\s)(?:[A-Z][\w'’.-]+(?:\s+(?:of\s+|the\s+)?[A-Z][\w'’.-]+)*|\d[\d,.]*\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with its passages: layouts, which sentence answers (layout, places), and the answer's pieces.

    `right` is empty where none answers; `span` is a layout's number and the first and last position of the answer.
    """

    layouts: list[Layout]
    right: list[tuple[int, int]]
    span: tuple[int, int, int] | None


def told(text: str, task: Task, article: ArticlePieces, chance: random.Random) -> str:
    """The question with an answer put into it, where it can: its own every second time, else any of the article's."""
    own = task.gold[1].answer if task.gold else ""
    known = [own] if own and chance.random() < 0.5 else article.answers()
    put = yes_or_no(text, chance.choice(known)) if known else None
    return put or text


def carried(text: str, task: Task, article: ArticlePieces, chance: random.Random) -> str:
    """The question behind another, of its own passage every second time, with a pronoun for a name of both."""
    own = article.passages[task.gold[0]].answered if task.gold and chance.random() < 0.5 else []
    others = [question for question in ([p.text for p in own] or article.questions()) if question != task.text]
    if not others:
        return text
    before = chance.choice(others)
    return f"{before} {pronominal(text, before, chance)}"


def pronominal(question: str, before: str, chance: random.Random) -> str:
    """The question with a pronoun, any, instead of the first name in it that the question before has too."""
    for name in _NAMED.finditer(question):
        if name.group()[0].isalpha() and name.group() in before:
            pronouns = _POSSESSIVE if name.group().endswith(("'s", "’s")) else _PRONOUNS
            return question[: name.start()] + chance.choice(pronouns) + question[name.end() :]
    return question


def exchange(question: str, article: ArticlePieces, passage: int, chance: random.Random) -> str | None:
    """The question with one name or number replaced by another of the article's questions, or None without any."""
    own = list(_NAMED.finditer(question))
    if not own:
        return None
    found = chance.choice(own)
    number = found.group()[0].isdigit()
    strange = [
        name.group()
        for i, other in enumerate(article.passages)
        if i != passage
        for placed in other.answered
        for name in _NAMED.finditer(placed.text)
        if name.group()[0].isdigit() == number and name.group() not in question
    ]
    if not strange:
        return None
    return question[: found.start()] + chance.choice(strange) + question[found.end() :]


@dataclass(frozen=True, slots=True)
class Batch(Tensors):
    """Readings as tensors, all int64 but `answered`: numbers of tokens and of sentences are those of the whole batch.

    Attributes:
        tokens: the layouts, end to end.
        readings, sentences: how many there are.
        inside, sentence: the tokens of sentences, and the sentence of each.
        reading: of each sentence.
        right, asked: the right sentences, and the reading of each.
        answered: bool (readings), whether anything is right.
        places, place_of: the tokens among which an answer is, and which of the located answers that is.
        starts, ends: of the located answers.
    """

    tokens: Packed
    readings: int
    sentences: int
    inside: Tensor
    sentence: Tensor
    reading: Tensor
    right: Tensor
    asked: Tensor
    answered: Tensor
    places: Tensor
    place_of: Tensor
    starts: Tensor
    ends: Tensor


def batch_of(readings: Sequence[Reading]) -> Batch:
    """The tensors of some readings."""
    layouts = [(number, layout) for number, reading in enumerate(readings) for layout in reading.layouts]
    begins = [0, *accumulate(len(layout.ids) for _, layout in layouts)]
    first_layouts = [0, *accumulate(len(reading.layouts) for reading in readings)]
    first_sentences = [0, *accumulate(len(layout.sentences) for _, layout in layouts)]
    ranges = [
        (number, begin + a, begin + b)
        for begin, (number, layout) in zip(begins, layouts, strict=False)
        for a, b in layout.sentences
    ]
    right = [
        (first_sentences[first_layouts[number] + layout] + place, number)
        for number, reading in enumerate(readings)
        for layout, place in reading.right
    ]
    located = [
        (begins[first_layouts[number] + reading.span[0]], reading.layouts[reading.span[0]], reading.span)
        for number, reading in enumerate(readings)
        if reading.span is not None
    ]
    around = [range(begin + layout.sentences[0][0], begin + len(layout.ids) - 1) for begin, layout, _ in located]
    return Batch(
        tokens=pack([layout.ids for _, layout in layouts]),
        readings=len(readings),
        sentences=len(ranges),
        inside=numbers(token for _, a, b in ranges for token in range(a, b)),
        sentence=numbers(number for number, (_, a, b) in enumerate(ranges) for _ in range(a, b)),
        reading=numbers(number for number, _, _ in ranges),
        right=numbers(sentence for sentence, _ in right),
        asked=numbers(number for _, number in right),
        answered=torch.tensor([bool(reading.right) for reading in readings]),
        places=numbers(token for tokens in around for token in tokens),
        place_of=numbers(number for number, tokens in enumerate(around) for _ in tokens),
        starts=numbers(begin + first for begin, _, (_, first, _) in located),
        ends=numbers(begin + last for begin, _, (_, _, last) in located),
    )


def loss_of(network: ReaderNetwork, batch: Batch) -> Tensor:
    """Cross-entropy of the right sentences against all others and none, and of the answer's start and end."""
    by_token, places = network.packed(batch.tokens)
    scores = logsumexp(by_token[batch.inside], batch.sentence, batch.sentences)
    none = torch.arange(batch.readings, device=scores.device)
    everything = logsumexp(
        torch.cat([scores, scores.new_zeros(batch.readings)]), torch.cat([batch.reading, none]), batch.readings
    )
    right = logsumexp(scores[batch.right], batch.asked, batch.readings)
    loss = (everything - torch.where(batch.answered, right, 0.0)).mean()
    count = len(batch.starts)
    if not count:
        return loss
    among = [logsumexp(places[batch.places, end], batch.place_of, count) for end in (0, 1)]
    own = [places[batch.starts, 0], places[batch.ends, 1]]
    return loss + SPAN * (torch.stack(among) - torch.stack(own)).mean()


def span_of(placed: Placed, passage: PassagePieces, layout: Layout) -> tuple[int, int, int] | None:
    """The positions of the answer's first and last piece in the passage's layout."""
    if placed.span is None:
        return None
    sentence, start, end = placed.span
    first, stop = layout.sentences[sentence]
    ranges = passage.sentences[sentence].ranges[: stop - first - 1]
    inside = [i for i, (a, b) in enumerate(ranges) if a < end and start < b]
    return (0, first + 1 + inside[0], first + 1 + inside[-1]) if inside else None
