"""Train the reader: one choice among all sentences of a few passages and "none of them", and the answer's place.

Each question is read with the passage that answers it and others that the retriever ranks highest. "None" has the
score 0, so that a sentence's score is its log odds against silence. It is the right choice for SQuAD 2.0's unanswerable
questions, for questions whose passage is withheld, and for questions in which a name or number was exchanged. Some
questions name an answer to be confirmed, a wrong one every second time: what answers the open question decides it.
Some come after another question, of the same passage every second time, which is not what is asked.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from index.networks.wordpieces import Layout, WordPieces
from qa.evaluate.question_forms import yes_or_no
from qa.train.layouts import ArticlePieces, PassagePieces, Placed, reworded
from qa.train.negatives import Task
from qa.train.networks import ReaderNetwork, padded

PASSAGES = 3  # read for each question, at most
HARDEST = 6  # the others are drawn from so many
WITHHELD = 0.15  # of the answered questions are read without the passage that answers
EXCHANGED = 0.12  # of the answered questions have a name or number exchanged
TOLD = 0.2  # of the questions name an answer, where they can be put so
CARRIED = 0.2  # of the questions come after another of the article's, as a follow-up is searched for
BATCH_QUESTIONS = 16
BUCKET = 4  # layouts padded together; more are no faster
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
    source: str = ""


def batches(
    tasks: Sequence[Task],
    articles: Sequence[ArticlePieces],
    wordpieces: WordPieces,
    seed: int,
    skip: int = 0,
) -> Iterator[list[Reading]]:
    """Batches without end, after the first `skip`; each pass is shuffled anew.

    Raises:
        ValueError: there are not enough questions for one batch.
    """
    if len(tasks) < BATCH_QUESTIONS:
        raise ValueError(f"{len(tasks)} questions are too few to train on: a batch has {BATCH_QUESTIONS}.")
    while True:
        chance = random.Random(seed)
        seed += 1
        order = chance.sample(range(len(tasks)), len(tasks))
        for start in range(0, len(order) - BATCH_QUESTIONS + 1, BATCH_QUESTIONS):
            if skip > 0:
                skip -= 1
                continue
            # Of its own seed, so that a resumed run makes the same batches.
            own = random.Random(f"{seed}/{start}")
            yield [
                make_reading(tasks[i], articles[tasks[i].article], wordpieces, own)
                for i in order[start : start + BATCH_QUESTIONS]
            ]


def make_reading(task: Task, article: ArticlePieces, wordpieces: WordPieces, chance: random.Random) -> Reading:
    """One question as it is read; drawn by chance."""
    text, gold, numbers = _draw(task, article, chance)
    if chance.random() < TOLD:
        text = told(text, task, article, chance)
    text = reworded(text, chance)
    if chance.random() < CARRIED:
        text = carried(text, task, article, chance)
    (head,) = wordpieces.cut([text])
    passages = [article.passages[number] for number in numbers]
    layouts = [wordpieces.lay_out(head.ids, p.context(wordpieces, chance), p.sentences) for p in passages]
    if gold is None:
        return Reading(layouts, [], None)
    return Reading(layouts, [(0, r) for r in gold.right], span_of(gold, passages[0], layouts[0]))


def _draw(task: Task, article: ArticlePieces, chance: random.Random) -> tuple[str, Placed | None, list[int]]:
    """The question to ask, where the first passage answers it, if it does, and the numbers of the passages."""
    others = task.others[:HARDEST]
    if task.gold is None:
        return task.text, None, others[:1] + _some(others[1:], chance)
    passage, placed = task.gold
    lot = chance.random()
    if lot < WITHHELD and others:
        return task.text, None, others[:2]
    if lot < WITHHELD + EXCHANGED:
        exchanged = exchange(task.text, article, passage, chance)
        if exchanged is not None:
            return exchanged, None, [passage, *others[:1]]
    return task.text, placed, [passage, *_some(others, chance)]


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


def _some(others: Sequence[int], chance: random.Random) -> list[int]:
    return chance.sample(others, min(chance.randint(1, PASSAGES - 1), len(others)))


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


def loss_of(network: ReaderNetwork, batch: Sequence[Reading]) -> Tensor:
    """Cross-entropy of the right sentences against all others and none, and of the answer's start and end."""
    choices, places = losses_of(network, batch)
    loss = torch.stack(choices).mean()
    located = [place for place in places if place is not None]
    return loss + SPAN * torch.stack(located).mean() if located else loss


def losses_of(network: ReaderNetwork, batch: Sequence[Reading]) -> tuple[list[Tensor], list[Tensor | None]]:
    """For each reading the loss of the choice, and of the answer's place, None where that is not known."""
    layouts = [(i, j) for i, reading in enumerate(batch) for j in range(len(reading.layouts))]
    layouts.sort(key=lambda p: len(batch[p[0]].layouts[p[1]].ids))
    scores: dict[tuple[int, int], Tensor] = {}
    spans: dict[tuple[int, int], Tensor] = {}
    for start in range(0, len(layouts), BUCKET):
        chosen = layouts[start : start + BUCKET]
        by_token, places = network(padded([batch[i].layouts[j] for i, j in chosen]))
        for row, (i, j) in enumerate(chosen):
            layout = batch[i].layouts[j]
            scores[i, j] = torch.stack([by_token[row, a:b].logsumexp(0) for a, b in layout.sentences])
            spans[i, j] = places[row, layout.sentences[0][0] : len(layout.ids) - 1]
    choices = [_choice_loss(scores, i, reading) for i, reading in enumerate(batch)]
    return choices, [None if reading.span is None else _span_loss(spans, i, reading) for i, reading in enumerate(batch)]


def _choice_loss(scores: dict[tuple[int, int], Tensor], number: int, reading: Reading) -> Tensor:
    parts = [scores[number, j] for j in range(len(reading.layouts))]
    none = torch.zeros(1)
    everything = torch.cat([none, *parts]).logsumexp(0)
    if not reading.right:
        return everything
    return everything - torch.stack([parts[j][place] for j, place in reading.right]).logsumexp(0)


def _span_loss(spans: dict[tuple[int, int], Tensor], number: int, reading: Reading) -> Tensor:
    assert reading.span is not None
    layout, first, last = reading.span
    offset = reading.layouts[layout].sentences[0][0]
    places = spans[number, layout]
    targets = torch.tensor([first - offset, last - offset])
    return nn.functional.cross_entropy(places.T, targets)


def span_of(placed: Placed, passage: PassagePieces, layout: Layout) -> tuple[int, int, int] | None:
    """The positions of the answer's first and last piece in the passage's layout."""
    if placed.span is None:
        return None
    sentence, start, end = placed.span
    first, stop = layout.sentences[sentence]
    ranges = passage.sentences[sentence].ranges[: stop - first - 1]
    inside = [i for i, (a, b) in enumerate(ranges) if a < end and start < b]
    return (0, first + 1 + inside[0], first + 1 + inside[-1]) if inside else None
