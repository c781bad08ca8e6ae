"""Teach the reader to say of a question as people type it what it says of the plain one.

The reader as it was reads the plain question, and what it says is what the learner is to say of the same sentences for
the question with slips, without capitals, as keywords, wrapped in talk, or corrected while it is asked
(self-distillation, as Ribeiro et al. 2020 test it: what a question means does not change with its form). Some questions
stay plain, of all languages, so that the learner stays where it is there.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from index.networks.sentencepieces import SentencePieces
from qa.evaluate.question_forms import FORMS
from qa.train.layouts import ArticlePieces
from qa.train.negatives import Task
from qa.train.networks import ReaderNetwork
from qa.train.packed import Tensors, logsumexp
from qa.train.reader import Batch, Reading, batch_of
from qa.train.wider import Source, context, draw, drawn

PLAIN = 0.2  # of the questions in English; those in other languages all stay plain
ALONE = 0.85  # are read with one passage, the others with two
SPAN = 0.5  # how much the answer's place counts
KEPT = 0.3  # of the weights as they were; what was learnt of plain questions is lost less than without
FORMS_OF = {"typos": 4, "keywords": 4, "long-winded": 1, "restarted": 2, "no capitals": 2, "corrected": 4}
ALSO = 0.25  # of the questions in another form have no capitals, and of these, no mark
_BESIDE = {  # on a keyboard
    row[i]: row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i in range(len(row))
}
_REPAIRS = ("no", "no wait", "sorry", "I mean", "or rather", "actually", "er no", "um", "wait", "oops", "well, I mean")


@dataclass(frozen=True, slots=True)
class Pair(Tensors):
    """The same questions, plain and typed, over the same sentences."""

    plain: Batch
    typed: Batch


def pairs(
    sources: Mapping[str, Source],
    weights: Mapping[str, float],
    pieces: SentencePieces,
    seed: int,
    size: int,
    skip: int = 0,
    every: int = 1,
) -> Iterator[Pair]:
    """Batches of so many questions without end: the one after `skip`, and every so manyth."""
    for step, asked in drawn(sources, weights, seed, size, skip, every):
        chance = random.Random(f"{seed}/typed/{step}")
        both = [two_ways(task, article, pieces, chance) for _, task, article in asked]
        yield Pair(*(batch_of(way) for way in zip(*both, strict=True)))


def two_ways(
    task: Task, article: ArticlePieces, pieces: SentencePieces, chance: random.Random
) -> tuple[Reading, Reading]:
    """A question, plain and typed, with the same passages."""
    text, _, numbers = draw(task, article, chance, firm=False, alone=ALONE, with_another=1 - ALONE)
    typed = in_a_form(text, article, chance) if article.language == "en" else text
    passages = [article.passages[number] for number in numbers]
    fields = [pieces.context(context(passage, chance)) for passage in passages]
    plain, other = (
        [pieces.lay_out(head.ids, field, p.sentences) for field, p in zip(fields, passages, strict=True)]
        for head in pieces.cut([text, typed])
    )
    return Reading(plain, [], None), Reading(other, [], None)


def in_a_form(question: str, article: ArticlePieces, chance: random.Random) -> str:
    """The question as somebody may type it; plain now and then."""
    if chance.random() < PLAIN:
        return question
    name = chance.choices(list(FORMS_OF), list(FORMS_OF.values()))[0]
    if name == "corrected":
        text = corrected(question, article, chance)
    elif name == "typos" and chance.random() < 0.5:
        text = beside(question, chance)
    else:
        text = FORMS[name](question, chance)
    if chance.random() < ALSO:
        text = text.lower()
        text = text.rstrip("?!. ") if chance.random() < ALSO else text
    return text


def beside(question: str, chance: random.Random) -> str:
    """The question with a letter in one or two words that is beside the right one on a keyboard, or one too many."""
    words = question.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 4 and word.isascii() and word.isalpha()]
    for i in chance.sample(long, min(len(long), chance.randint(1, 2))):
        at = chance.randrange(1, len(words[i]))
        near = _BESIDE[words[i][at].lower()]
        words[i] = words[i][:at] + chance.choice(near) + words[i][at + chance.randint(0, 1) :]
    return " ".join(words)


def corrected(question: str, article: ArticlePieces, chance: random.Random) -> str:
    """The question with a beginning, or some words in it, of another about the article that are taken back at once."""
    others = [other for other in article.questions() if other != question]
    words, other = question.split(" "), (chance.choice(others) if others else question).rstrip("?").split(" ")
    repair, length = chance.choice(_REPAIRS), chance.randint(2, 6)
    if chance.random() < 0.4:  # begins with another question
        return f"{' '.join(other[:length])}{chance.choice((',', ' ', '...'))} {repair} {question}"
    at = chance.randint(1, max(1, len(words) - 1))  # has the end of another, or a part, in its middle
    begin = chance.randrange(len(other))
    taken_back = " ".join(other[begin : begin + chance.randint(1, 4)])
    again = " ".join(words[max(0, at - chance.randint(0, 2)) :])
    return f"{' '.join(words[:at])} {taken_back}{chance.choice((',', ''))} {repair} {again}"


def loss_of(network: ReaderNetwork, teacher: ReaderNetwork, pair: Pair) -> Tensor:
    """Cross-entropy with what the teacher says: of the sentences and none, and, as far as it answers, of the place."""
    with torch.no_grad():
        taught, answers, places = _said(teacher, pair.plain)
    said, _, own = _said(network, pair.typed)
    loss = -(taught.exp() * said).sum() / pair.plain.readings
    own_places = -(places.exp() * own).sum(1)
    reading = pair.plain.reading[pair.plain.sentence]
    return loss + SPAN * (own_places * answers[reading]).sum() / (2 * pair.plain.readings)


def blend(network: ReaderNetwork, teacher: ReaderNetwork, kept: float = KEPT) -> None:
    """Give back to a trained network some of the weights it began with (Wortsman et al. 2022)."""
    with torch.no_grad():
        for learnt, before in zip(network.parameters(), teacher.parameters(), strict=True):
            learnt.lerp_(before, kept)


def _said(network: ReaderNetwork, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Log probabilities float32 (sentences + readings), of each sentence and of none; the probability that any answers
    (readings); and log probabilities of start and end (tokens of sentences, 2).
    """
    by_token, places = network.packed(batch.tokens)
    scores = logsumexp(by_token[batch.inside], batch.sentence, batch.sentences)
    owners = torch.cat([batch.reading, torch.arange(batch.readings, device=scores.device)])
    everything = torch.cat([scores, scores.new_zeros(batch.readings)])
    log = everything - logsumexp(everything, owners, batch.readings)[owners]
    reading = batch.reading[batch.sentence]
    inside = places[batch.inside]
    ends = [inside[:, end] - logsumexp(inside[:, end], reading, batch.readings)[reading] for end in (0, 1)]
    return log, 1 - log[batch.sentences :].exp(), torch.stack(ends, 1)
