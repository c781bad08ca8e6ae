"""What the reader is trained to read beside the text: structure put round plain paragraphs by chance.

A title, a date, headings, a lead-in and speakers are given to some passages; some questions name the speaker, the
right one or another; some codes and numbers in questions are changed by one character, which no passage answers; in
some passages the question itself stands before its answer, and is not the answer.
"""

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.networks.sentencepieces import Context, Pieces, SentencePieces
from qa.train.layouts import ArticlePieces, PassagePieces, Placed, reworded
from qa.train.mixture import Mixture
from qa.train.negatives import Task
from qa.train.reader import Reading, carried, exchange, span_of, told

TITLED, DATED, HEADED, LED_IN, PRECEDED = 0.8, 0.25, 0.25, 0.1, 0.7  # of the passages have such a field
WITHHELD, EXCHANGED, CODED = 0.10, 0.08, 0.06  # of the answered questions lose their answer in this way
ASKED_IN_TEXT = 0.06  # of the questions stand in the passage
SPOKEN = 0.08  # of the passages are spoken by someone
NAMED_SPEAKER = 0.5  # of the questions on these name who
CARRIED, TOLD = 0.12, 0.1
ALONE, WITH_ANOTHER = 0.6, 0.3  # of the questions are read with one passage, with two; the others with three
FIRM = {"condaqa", "yes or no", "claims", "times"}  # their questions are still answered when a year in them changes
HARDEST = 6  # other passages are drawn from so many

_FIRST = (
    "Anna John Maria David Li Fatima Omar Elena Pierre Yuki Amara Lars Ingrid Carlos Priya Tom Sarah Ahmed Olga Kofi "
    "Mei Hans Lucía Ivan Aisha Peter Sofia Mehmet Nadia Kwame Chloé Raj Emily Jakub Zoe Daniel Irina Paul Leila Marco"
)
_LAST = (
    "Reyes Smith Novak Chen Haddad Okafor Petrov Dubois Tanaka Jensen García Patel Miller Yılmaz Kowalski Mensah "
    "Schmidt Rossi Khan Andersen Silva Ivanova Cohen Brown Nguyen Larsen Moreau Sato Abdi Wagner Lopez Singh Evans"
)
_MONTHS = "January February March April May June July August September October November December"
_LEAD_INS = ("The following is known:", "In detail:", "Among the points were:", "Key facts:", "It says:", "Overview")
_HEADINGS = ("History", "Background", "Overview", "Details", "Results", "Reception", "Notes", "Summary", "Context")
_CODE = re.compile(r"\b(?=[\w/.-]*\d)[\w](?:[\w/.-]*\w)?")
_PHRASE = re.compile(r"\b[^\W\d_a-z]\w+(?:\s+[^\W\d_a-z]\w+){0,3}")


@dataclass(frozen=True, slots=True)
class Source:
    """What is drawn from: articles, and their questions."""

    articles: Sequence[ArticlePieces]
    tasks: Sequence[Task]


def batches(
    sources: Mapping[str, Source],
    weights: Mapping[str, float],
    pieces: SentencePieces,
    seed: int,
    size: int,
    skip: int = 0,
    every: int = 1,
) -> Iterator[list[Reading]]:
    """Batches of so many questions without end, the same ones each time: the one after `skip`, and every so manyth."""
    for step, asked in drawn(sources, weights, seed, size, skip, every):
        own = random.Random(f"{seed}/{step}")
        yield [make_reading(task, article, pieces, own, firm=name in FIRM) for name, task, article in asked]


def drawn(
    sources: Mapping[str, Source], weights: Mapping[str, float], seed: int, size: int, skip: int, every: int
) -> Iterator[tuple[int, list[tuple[str, Task, ArticlePieces]]]]:
    """The step from `skip` on, every so manyth, and so many questions, each with its source's name and its article."""
    mixture = Mixture({name: len(source.tasks) for name, source in sources.items()}, weights, seed)
    for step in itertools.count(skip, every):
        tasks = [(name, sources[name].tasks[number]) for name, number in mixture.draw(step * size, size)]
        yield step, [(name, task, sources[name].articles[task.article]) for name, task in tasks]


def make_reading(
    task: Task, article: ArticlePieces, pieces: SentencePieces, chance: random.Random, *, firm: bool = False
) -> Reading:
    """One question as it is read; drawn by chance. No name or number of a `firm` one is changed."""
    text, gold, numbers = draw(task, article, chance, firm=firm, alone=ALONE, with_another=WITH_ANOTHER)
    plain = text
    if article.language == "en":
        if chance.random() < TOLD:
            text = told(text, task, article, chance)
        text = reworded(text, chance)
    if chance.random() < CARRIED:
        text = carried(text, task, article, chance)
    passages = [article.passages[number] for number in numbers]
    prefixes: list[list[Pieces]] = [[] for _ in passages]
    if chance.random() < SPOKEN:
        text, gold, prefixes = _spoken(text, gold, passages, pieces, chance)
    if chance.random() < ASKED_IN_TEXT:
        gold = _insert(reworded(plain, chance), gold, passages, prefixes, pieces, chance)
    (head,) = pieces.cut([text])
    layouts = [
        pieces.lay_out(head.ids, pieces.context(context(p, chance)), p.sentences, [one.ids for one in spoken])
        for p, spoken in zip(passages, prefixes, strict=True)
    ]
    if gold is None:
        return Reading(layouts, [], None)
    right = [(0, r) for r in gold.right]
    return Reading(layouts, right, span_of(gold, passages[0], layouts[0]))


def context(passage: PassagePieces, chance: random.Random) -> Context:
    """The fields that a passage is read with."""
    given = passage.given
    lead_in = chance.random() < LED_IN
    before = given.before if chance.random() < PRECEDED else ""
    return Context(
        title=given.title if chance.random() < TITLED else "",
        published=_date(chance) if chance.random() < DATED else "",
        heading=_heading(given, chance) if chance.random() < HEADED else "",
        lead_in=(before or chance.choice(_LEAD_INS)) if lead_in else "",
        before="" if lead_in else before,
    )


def draw(
    task: Task,
    article: ArticlePieces,
    chance: random.Random,
    *,
    firm: bool,
    alone: float,
    with_another: float,
) -> tuple[str, Placed | None, list[int]]:
    """The question to ask, where the first passage answers it, if it does, and the numbers of the passages."""
    others = task.others[:HARDEST]
    lot = chance.random()
    more = 0 if lot < alone else 1 if lot < alone + with_another else 2
    if task.gold is None:
        return task.text, None, others[:1] + chance.sample(others[1:], min(more, len(others[1:])))
    passage, placed = task.gold
    read = [passage, *chance.sample(others, min(more, len(others)))]
    lot = chance.random()
    if lot < WITHHELD and others:
        return task.text, None, others[: more + 1]
    if firm:
        return task.text, placed, read
    if lot < WITHHELD + EXCHANGED:
        exchanged = exchange(task.text, article, passage, chance)
        if exchanged is not None:
            return exchanged, None, read
    elif lot < WITHHELD + EXCHANGED + CODED:
        changed = slipped(task.text, chance)
        if changed is not None:
            return changed, None, read
    return task.text, placed, read


def slipped(question: str, chance: random.Random) -> str | None:
    """The question with one digit, or one letter of a code, changed into another; None where it has no number."""
    codes = list(_CODE.finditer(question))
    if not codes:
        return None
    code = chance.choice(codes)
    text = code.group()
    at = chance.choice([i for i, c in enumerate(text) if c.isdecimal() or (c.isascii() and c.isupper())])
    kind = "0123456789" if text[at].isdecimal() else "ABCDEFGHKLMNPRSTVWXZ"
    new = chance.choice([c for c in kind if c != text[at]])
    start = code.start() + at
    return question[:start] + new + question[start + 1 :]


def _spoken(
    text: str, gold: Placed | None, passages: Sequence[PassagePieces], pieces: SentencePieces, chance: random.Random
) -> tuple[str, Placed | None, list[list[Pieces]]]:
    """Each passage spoken by one or two; by chance the question names who, and only what that one says answers."""
    count = 2 * len(passages) + 1
    first, last = chance.sample(_FIRST.split(), count), chance.sample(_LAST.split(), count)
    names = [f"{a} {b}" for a, b in zip(first, last, strict=True)]  # the last one says nothing
    speakers = pieces.cut([f"{name}:" for name in names])
    spoken: list[list[Pieces]] = []
    turns = []
    for number, passage in enumerate(passages):
        turn = chance.randint(1, len(passage.sentences))
        turns.append(turn)
        spoken.append([speakers[2 * number + (i >= turn)] for i in range(len(passage.sentences))])
    if chance.random() >= NAMED_SPEAKER:
        return text, gold, spoken
    own = [int(r >= turns[0]) for r in gold.right] if gold else []
    said = own[0] if own and len(set(own)) == 1 and chance.random() < 0.6 else chance.randrange(count)
    wording = chance.choice(
        ("According to {0}, {1}", "{1} (according to {0})", "{2}, as {0} said?", "What did {0} say: {1}")
    )
    named = wording.format(names[said], text, text.rstrip("?？ "))
    if gold is None or said not in own:
        return named, None, spoken
    return named, replace(gold, right=tuple(r for r, by in zip(gold.right, own, strict=True) if by == said)), spoken


def _insert(
    question: str,
    gold: Placed | None,
    passages: list[PassagePieces],
    prefixes: list[list[Pieces]],
    pieces: SentencePieces,
    chance: random.Random,
) -> Placed | None:
    """Put the question as a sentence into the first passage, most often right before its answer."""
    passage = passages[0]
    first = min(gold.right) if gold else 0
    at = first if gold and chance.random() < 0.7 else chance.randint(0, len(passage.sentences))
    (asked,) = pieces.cut([question if question.endswith(("?", "？")) else f"{question}?"])
    passages[0] = replace(passage, sentences=[*passage.sentences[:at], asked, *passage.sentences[at:]])
    if prefixes[0]:
        prefixes[0] = [*prefixes[0][:at], prefixes[0][min(at, len(prefixes[0]) - 1)], *prefixes[0][at:]]
    if gold is None:
        return None
    span = None if gold.span is None else (gold.span[0] + (gold.span[0] >= at), *gold.span[1:])
    return replace(gold, right=tuple(r + (r >= at) for r in gold.right), span=span)


def _date(chance: random.Random) -> str:
    year, month, day = chance.randint(1995, 2026), chance.randint(1, 12), chance.randint(1, 28)
    if chance.random() < 0.5:
        return f"published {year}-{month:02}-{day:02}"
    return f"published {day} {_MONTHS.split()[month - 1]} {year}"


def _heading(given: Context, chance: random.Random) -> str:
    """A path: the title or a common heading, and a phrase of the sentence before, if it has a name."""
    phrases = _PHRASE.findall(given.before)
    path = [given.title or chance.choice(_HEADINGS), chance.choice(phrases or _HEADINGS)]
    return " > ".join(path if chance.random() < 0.5 else path[1:])
