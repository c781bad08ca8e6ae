import random
from itertools import islice

import pytest

from index.networks.e5 import e5_pieces
from index.networks.sentencepieces import SentencePieces
from qa.datasets.corpus import Corpus, Question
from qa.datasets.squad import Article, Asked, Paragraph
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import Fusion
from qa.train.brought import FOUR, HARDEST, MADE_UP, Brought, batches, bring, bring_made_up, make_reading
from tests.qa.train.test_reader_training import FILLING

FUSION = Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0))
NAMES = ["Rex", "Ada", "Tom", "Eve", "Bob", "Kim"]


def article(name: str, names: list[str]) -> Corpus:
    """A passage for each name, with a question of the first, and a near miss."""
    texts = [f"It rained on {n}. {n} sang in {name}. {FILLING}" for n in names]
    start = texts[0].index(name)
    asked = Asked(f"{names[0]} sang where", ((start, start + len(name)),))
    paragraphs = (Paragraph(texts[0], (asked,)), *(Paragraph(text, ()) for text in texts[1:]))
    corpus = Article(name, paragraphs, "News").corpus()
    return Corpus(corpus.articles, (*corpus.questions, Question(f"{names[1]} danced where", frozenset())))


@pytest.fixture(scope="module")
def pieces() -> SentencePieces:
    return e5_pieces()


@pytest.fixture
def made_up(remembering: RememberingEncoder, pieces: SentencePieces) -> list[Brought]:
    return list(bring_made_up([article("Rome", NAMES), article("Oslo", NAMES[::-1])], remembering, FUSION, pieces))


def second(brought: Brought, number: int) -> list[int]:
    """The pieces of the second sentence of a passage beside what answers."""
    return brought.own[number].sentences[1].ids


def test_a_question_brings_what_answers_it_and_others_best_first(
    remembering: RememberingEncoder, pieces: SentencePieces
) -> None:
    answered, silent = bring([article("Rome", NAMES)], remembering, FUSION, pieces)
    assert (answered.text, silent.text) == ("Rex sang where", "Ada danced where")
    ((passage, placed),) = answered.answering
    assert placed.right == (1,)
    assert placed.span == (1, 12, 16)
    assert passage.sentences[1].ids == pieces.cut(["Rex sang in Rome."])[0].ids
    assert passage.given.title == "News"
    assert passage.given.before == ""
    assert passage not in answered.own
    assert silent.answering == ()
    assert second(silent, 0) == pieces.cut(["Ada sang in Rome."])[0].ids
    assert silent.own[0].given.before == FILLING.strip().rsplit(". ", 1)[-1]


def test_a_made_up_question_brings_what_a_library_has_too(made_up: list[Brought], pieces: SentencePieces) -> None:
    rome, oslo = (pieces.cut([f"Kim sang in {place}."])[0].ids for place in ("Rome", "Oslo"))
    kim = made_up[2]
    assert kim.text == "Kim sang where"
    assert kim.answering[0][0].sentences[1].ids == oslo
    assert all(passage.sentences[1].ids != rome for passage in kim.own)
    assert kim.library[0].sentences[1].ids == rome


def test_what_answers_is_read_first_or_withheld(made_up: list[Brought], pieces: SentencePieces) -> None:
    (passage, _), *_ = made_up[0].answering
    readings = [make_reading(made_up[0], pieces, random.Random(seed)) for seed in range(300)]
    counts = {len(reading.layouts) for reading in readings}
    assert counts == {1, 2, 3}
    whole = [piece for sentence in passage.sentences for piece in sentence.ids]
    withheld = 0
    for reading in readings:
        bodies = [[p for a, b in x.sentences for p in x.ids[a + 1 : b]] for x in reading.layouts]
        if whole in bodies:
            assert bodies[0] == whole
            assert reading.right == [(0, 1)]
            assert reading.span is not None
            layout, first, last = reading.span
            assert reading.layouts[layout].ids[first : last + 1] == pieces.cut(["Rome"])[0].ids
        else:
            withheld += 1
            assert (reading.right, reading.span) == ([], None)
    assert 0.04 < withheld / 300 < 0.13


def test_a_near_miss_is_read_with_what_is_nearest(made_up: list[Brought], pieces: SentencePieces) -> None:
    silent = made_up[1]
    nearest = silent.own[0].sentences[1].ids
    seconds = set()
    for seed in range(200):
        reading = make_reading(silent, pieces, random.Random(seed))
        assert (reading.right, reading.span) == ([], None)
        first, *others = ([x.ids[a + 1 : b] for a, b in x.sentences][1] for x in reading.layouts)
        assert first == nearest
        assert nearest not in others
        seconds |= {tuple(ids) for ids in others}
    drawn = [p for side in (silent.own, silent.library) for p in [p for p in side if p != silent.own[0]][:HARDEST]]
    assert seconds == {tuple(p.sentences[1].ids) for p in drawn}


def test_batches_come_in_the_same_order_from_any_step(made_up: list[Brought], pieces: SentencePieces) -> None:
    brought = {MADE_UP: made_up[:2], FOUR: made_up[2:]}
    from_start = list(islice(batches(brought, pieces, 0, 12, 0, 1), 4))
    assert list(islice(batches(brought, pieces, 0, 12, 1, 2), 2)) == from_start[1::2]
    assert from_start[0] != from_start[1]
    assert [len(batch) for batch in from_start] == [12] * 4
