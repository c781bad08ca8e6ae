import random
from itertools import islice
from math import exp, log

import pytest
import torch
from torch import Tensor, nn

from index.networks.wordpieces import Layout, WordPieces, word_pieces
from qa.datasets.squad import Article, Asked, Paragraph
from qa.train import layouts, reader
from qa.train.layouts import ArticlePieces, Placed, cut_article
from qa.train.negatives import Task
from qa.train.networks import ReaderNetwork
from qa.train.reader import (
    BATCH_QUESTIONS,
    PASSAGES,
    SPAN,
    Reading,
    batches,
    exchange,
    loss_of,
    make_reading,
    pronominal,
)

# A paragraph is a passage of its own with 400 code points and more.
FILLING = "This is only here so that the paragraph is long enough to be a passage of its own. " * 5
NAMES = ["Marie Curie", "Don Henley", "Yuri Ushakov", "Ada Lovelace", "Rosa Parks"]
PERSONAL, POSSESSIVE = ("he", "she", "it", "they"), ("his", "her", "its", "their")
YEARS = ["1911", "1972", "2,025", "1843", "1955"]


def paragraph(name: str, year: str) -> Paragraph:
    text = f"It rained. In {year} there was “{name}” in the news. {FILLING}"
    start = text.index(name)
    asked = (
        Asked(f"Who was with {name} there?", ((start, start + len(name)),)),
        Asked(f"What was there in {year} then?", ((start, start + len(name)),)),
    )
    return Paragraph(text, asked)


@pytest.fixture(scope="module")
def wordpieces() -> WordPieces:
    return word_pieces()


@pytest.fixture(scope="module")
def article(wordpieces: WordPieces) -> ArticlePieces:
    paragraphs = tuple(paragraph(name, year) for name, year in zip(NAMES, YEARS, strict=True))
    return cut_article(Article("news", paragraphs, "News"), wordpieces)


@pytest.fixture(autouse=True)
def _as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is read as it is, with its passage, unless a test says otherwise."""
    for module, name in ((layouts, "REWORDED"), (layouts, "UNTITLED"), (reader, "WITHHELD"), (reader, "EXCHANGED")):
        monkeypatch.setattr(module, name, 0.0)
    for name in ("CARRIED", "TOLD"):
        monkeypatch.setattr(reader, name, 0.0)


def task(article: ArticlePieces, passage: int, others: list[int], question: int = 0) -> Task:
    placed = article.passages[passage].answered[question]
    return Task(0, placed.text, (passage, placed), others)


def head(layout: Layout) -> list[int]:
    """The pieces between the first [CLS] and the first [SEP]."""
    return layout.ids[1 : layout.ids.index(102)]


def passages_of(reading: Reading, article: ArticlePieces, wordpieces: WordPieces) -> list[int]:
    """The number of the passage that each layout holds."""
    asked = head(reading.layouts[0])
    every = [wordpieces.lay_out(asked, p.context(wordpieces), p.sentences) for p in article.passages]
    return [every.index(layout) for layout in reading.layouts]


def ids(wordpieces: WordPieces, text: str) -> list[int]:
    return wordpieces.cut([text])[0].ids


def readings(task: Task, article: ArticlePieces, wordpieces: WordPieces, count: int = 30) -> list[Reading]:
    return [make_reading(task, article, wordpieces, random.Random(seed)) for seed in range(count)]


def test_the_passage_that_answers_is_first_and_the_others_are_drawn_from_the_hardest(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "HARDEST", 3)
    drawn = set()
    for reading in readings(task(article, 2, [4, 0, 3, 1]), article, wordpieces):
        first, *others = passages_of(reading, article, wordpieces)
        assert (first, reading.right) == (2, [(0, 1)])
        assert len(others) == len(set(others)) <= PASSAGES - 1
        drawn.update(others)
    assert drawn == {4, 0, 3}


@pytest.mark.parametrize("passage", range(5))
def test_the_span_is_the_pieces_of_the_answer(article: ArticlePieces, wordpieces: WordPieces, passage: int) -> None:
    reading = make_reading(task(article, passage, []), article, wordpieces, random.Random(0))
    assert reading.span is not None
    layout, first, last = reading.span
    assert reading.layouts[layout].ids[first : last + 1] == ids(wordpieces, NAMES[passage])
    start, stop = reading.layouts[layout].sentences[1]
    assert start < first <= last < stop


def test_an_answer_without_a_place_has_no_span(article: ArticlePieces, wordpieces: WordPieces) -> None:
    task = Task(0, "Who?", (1, Placed("Who?", (0, 2), None)), [])
    reading = make_reading(task, article, wordpieces, random.Random(0))
    assert (reading.right, reading.span) == ([(0, 0), (0, 2)], None)


def test_an_answer_beyond_what_is_read_of_a_sentence_has_no_span(wordpieces: WordPieces) -> None:
    text = "cat " * 230 + "Curie."
    asked = Asked("Who?", ((920, 925),))
    long = cut_article(Article("long", (Paragraph(text, (asked,)),)), wordpieces)
    reading = make_reading(task(long, 0, []), long, wordpieces, random.Random(0))
    assert (reading.right, reading.span) == ([(0, 0)], None)


def test_a_question_whose_passage_is_withheld_has_no_right_sentence(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "WITHHELD", 1.0)
    for reading in readings(task(article, 2, [4, 0, 3, 1]), article, wordpieces):
        assert passages_of(reading, article, wordpieces) == [4, 0]
        assert (reading.right, reading.span) == ([], None)
        assert head(reading.layouts[0]) == ids(wordpieces, "Who was with Yuri Ushakov there?")


def test_the_only_passage_of_an_article_is_not_withheld(
    wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "WITHHELD", 1.0)
    alone = cut_article(Article("alone", (paragraph("Marie Curie", "1911"),)), wordpieces)
    reading = make_reading(task(alone, 0, []), alone, wordpieces, random.Random(0))
    assert passages_of(reading, alone, wordpieces) == [0]
    assert reading.right == [(0, 1)]


def test_a_question_with_an_exchanged_name_has_no_right_sentence_though_its_passage_is_read(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "EXCHANGED", 1.0)
    asked = [ids(wordpieces, f"Who was with {name} there?") for name in NAMES]
    for reading in readings(task(article, 2, [4, 0, 3, 1]), article, wordpieces):
        assert passages_of(reading, article, wordpieces) == [2, 4]
        assert (reading.right, reading.span) == ([], None)
        assert asked.index(head(reading.layouts[0])) in {0, 1, 3, 4}


def test_a_question_without_a_name_is_read_as_it_is_instead(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "EXCHANGED", 1.0)
    placed = article.passages[2].answered[0]
    reading = make_reading(Task(0, "Who was there?", (2, placed), [4]), article, wordpieces, random.Random(0))
    assert head(reading.layouts[0]) == ids(wordpieces, "Who was there?")
    assert reading.right == [(0, 1)]


def test_an_unanswered_question_is_read_with_its_hardest_passage_first(
    article: ArticlePieces, wordpieces: WordPieces
) -> None:
    for reading in readings(Task(0, "Who sleeps?", None, [3, 1, 0]), article, wordpieces):
        first, *others = passages_of(reading, article, wordpieces)
        assert first == 3
        assert set(others) <= {1, 0}
        assert (reading.right, reading.span) == ([], None)


def test_some_questions_come_after_another_of_their_passage_every_second_time_or_of_the_article(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CARRIED", 1.0)
    own, *others = ["What was there in 2,025 then?", *(q for i in (0, 1, 3, 4) for q in asked_of(article, i))]
    before = [ids(wordpieces, f"{question} Who was with Yuri Ushakov there?") for question in (own, *others)]
    found = readings(task(article, 2, []), article, wordpieces, count=180)
    numbers = [before.index(head(reading.layouts[0])) for reading in found]
    assert set(numbers) == set(range(9))
    assert 80 < numbers.count(0) < 120  # every second time, and a ninth of the others
    for reading in found:
        assert reading.span is not None
        _, first, last = reading.span
        assert reading.layouts[0].ids[first : last + 1] == ids(wordpieces, "Yuri Ushakov")


def asked_of(article: ArticlePieces, passage: int) -> list[str]:
    return [placed.text for placed in article.passages[passage].answered]


def test_an_unanswered_question_comes_after_another_of_the_article(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CARRIED", 1.0)
    carried = [ids(wordpieces, f"{question} Who sleeps?") for question in article.questions()]
    found = readings(Task(0, "Who sleeps?", None, [3]), article, wordpieces, count=90)
    assert {carried.index(head(reading.layouts[0])) for reading in found} == set(range(10))


def test_the_only_question_of_an_article_comes_after_none(
    wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CARRIED", 1.0)
    text = f"It rained on Marie Curie. {FILLING}"
    alone = cut_article(Article("alone", (Paragraph(text, (Asked("Who got wet?", ((13, 24),)),)),)), wordpieces)
    reading = make_reading(task(alone, 0, []), alone, wordpieces, random.Random(0))
    assert head(reading.layouts[0]) == ids(wordpieces, "Who got wet?")


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("When did Ada Lovelace die?", "Who was Ada Lovelace?", {f"When did {p} die?" for p in PERSONAL}),
        ("Who read Lovelace's book?", "Where was Lovelace's home?", {f"Who read {p} book?" for p in POSSESSIVE}),
        ("Did Rosa meet Ada in Oslo?", "Was Ada in Oslo?", {f"Did Rosa meet {p} in Oslo?" for p in PERSONAL}),
        ("When did Ada die?", "Who was Rosa?", {"When did Ada die?"}),
        ("What was in 1911?", "Who came in 1911?", {"What was in 1911?"}),
    ],
)
def test_a_name_that_the_question_before_has_becomes_a_pronoun(question: str, before: str, expected: set[str]) -> None:
    assert {pronominal(question, before, random.Random(seed)) for seed in range(60)} == expected


def test_some_questions_name_an_answer_and_what_answers_the_open_question_decides_it(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "TOLD", 1.0)
    told = [ids(wordpieces, f"Was there in 2,025 then {name}?") for name in NAMES]
    asked = task(article, 2, [4], question=1)
    found = readings(asked, article, wordpieces, count=60)
    assert [reading.right for reading in found] == [[(0, 1)]] * 60
    names = [told.index(head(reading.layouts[0])) for reading in found]
    assert set(names) == set(range(5))
    assert 25 < names.count(2) < 45  # its own: every second time, and a fifth of the others


def test_an_unanswered_question_names_answers_too(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "TOLD", 1.0)
    told = [ids(wordpieces, f"Did he sleep {name}?") for name in NAMES]
    found = readings(Task(0, "Where did he sleep?", None, [3]), article, wordpieces)
    assert {told.index(head(reading.layouts[0])) for reading in found} == set(range(5))
    (open_question,) = {tuple(head(r.layouts[0])) for r in readings(Task(0, "Who?", None, [3]), article, wordpieces)}
    assert list(open_question) == ids(wordpieces, "Who?")


def exchanges(article: ArticlePieces, question: str, passage: int) -> set[str | None]:
    return {exchange(question, article, passage, random.Random(seed)) for seed in range(60)}


def test_a_name_is_exchanged_for_a_name_of_another_passage(article: ArticlePieces) -> None:
    found = exchanges(article, "Where was Marie Curie born?", 0)
    assert found == {f"Where was {name} born?" for name in NAMES[1:]}
    assert exchanges(article, "Where was Marie Curie born?", 4) == {f"Where was {name} born?" for name in NAMES[1:4]}


def test_a_number_is_exchanged_for_a_number(article: ArticlePieces) -> None:
    assert exchanges(article, "What came in 1911 first?", 0) == {f"What came in {year} first?" for year in YEARS[1:]}


def test_one_name_of_several_is_exchanged(article: ArticlePieces) -> None:
    found = exchanges(article, "Did Rosa Parks meet Zoë?", 4)
    others = NAMES[:4]
    assert found == {f"Did {name} meet Zoë?" for name in others} | {f"Did Rosa Parks meet {name}?" for name in others}


@pytest.mark.parametrize("question", ["Who was it?", "Marie?", ""])
def test_there_is_nothing_to_exchange_without_a_name_after_the_first_word(
    article: ArticlePieces, question: str
) -> None:
    assert exchanges(article, question, 0) == {None}


def test_there_is_nothing_to_exchange_for_where_no_other_passage_names_one(wordpieces: WordPieces) -> None:
    alone = cut_article(Article("alone", (paragraph("Marie Curie", "1911"),)), wordpieces)
    assert exchanges(alone, "Where was Marie Curie born?", 0) == {None}


@pytest.fixture
def tasks(article: ArticlePieces) -> list[Task]:
    """Forty questions: two of each passage, four times over, each time with other passages beside it."""
    return [
        task(article, passage, [n for n in range(5) if n != passage][turn:], question)
        for turn in range(4)
        for passage in range(5)
        for question in range(2)
    ]


@pytest.mark.parametrize("skip", [1, 2, 3, 6])
def test_batches_after_some_are_those_of_the_same_stream(
    tasks: list[Task],
    article: ArticlePieces,
    wordpieces: WordPieces,
    monkeypatch: pytest.MonkeyPatch,
    skip: int,
) -> None:
    for name in ("WITHHELD", "EXCHANGED", "CARRIED", "TOLD"):
        monkeypatch.setattr(reader, name, 0.2)
    monkeypatch.setattr(layouts, "REWORDED", 0.5)
    stream = list(islice(batches(tasks, [article], wordpieces, seed=3), skip + 3))
    assert list(islice(batches(tasks, [article], wordpieces, seed=3, skip=skip), 3)) == stream[skip:]
    assert [len(batch) for batch in stream] == [BATCH_QUESTIONS] * (skip + 3)
    assert stream[0] != stream[1]


def test_fewer_questions_than_a_batch_are_an_error(
    tasks: list[Task], article: ArticlePieces, wordpieces: WordPieces
) -> None:
    with pytest.raises(ValueError, match="1 questions are too few to train on: a batch has "):
        next(batches(tasks[:1], [article], wordpieces, seed=0))


def test_a_pass_reads_no_question_twice(tasks: list[Task], article: ArticlePieces, wordpieces: WordPieces) -> None:
    numbered = [Task(0, f"number {n}", t.gold, t.others) for n, t in enumerate(tasks)]
    one, two, three, four = islice(batches(numbered, [article], wordpieces, seed=0), 4)
    first, second = ([tuple(head(r.layouts[0])) for r in readings] for readings in (one + two, three + four))
    assert len(set(first)) == len(set(second)) == 2 * BATCH_QUESTIONS
    assert first != second


class Tiny(ReaderNetwork):
    """Scores of its own for every word piece, wherever it stands."""

    def __init__(self) -> None:
        nn.Module.__init__(self)
        torch.manual_seed(0)
        self.table = nn.Embedding(200, 3)

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        scores = self.table(inputs["input_ids"])
        return scores[..., 0], scores[..., 1:]

    def of(self, ids: list[int], kind: int) -> list[float]:
        found: list[float] = self.table.weight[ids, kind].tolist()
        return found


# [CLS] 1 [SEP] (title) 5 [CLS] 7 8 [CLS] 9 10 11 [SEP], and a shorter passage
LONG = Layout([101, 1, 102, 5, 101, 7, 8, 101, 9, 10, 11, 102], [0] * 3 + [1] * 9, [(4, 7), (7, 11)])
SHORT = Layout([101, 1, 102, 101, 12, 102], [0] * 3 + [1] * 3, [(3, 5)])
SENTENCES = [[101, 7, 8], [101, 9, 10, 11], [101, 12]]


def odds(network: Tiny, *sentences: list[int]) -> float:
    """The summed odds of every token of these sentences."""
    return sum(map(exp, network.of([i for sentence in sentences for i in sentence], 0)))


def loss(network: Tiny, *batch: Reading) -> float:
    with torch.no_grad():
        return float(loss_of(network, batch))


@pytest.mark.parametrize("bucket", [1, 2])
def test_the_loss_of_an_answered_question_is_that_of_its_sentence_and_some_of_that_of_its_place(
    monkeypatch: pytest.MonkeyPatch, bucket: int
) -> None:
    monkeypatch.setattr(reader, "BUCKET", bucket)
    network = Tiny()
    everything = 1 + odds(network, *SENTENCES)
    choice = -log(odds(network, SENTENCES[1]) / everything)
    assert loss(network, Reading([LONG, SHORT], [(0, 1)], None)) == pytest.approx(choice, abs=1e-5)
    # The answer is pieces 9 and 10; it may start and end at any token of the first passage's sentences.
    tokens = SENTENCES[0] + SENTENCES[1]
    start = -log(exp(network.of([9], 1)[0]) / sum(map(exp, network.of(tokens, 1))))
    end = -log(exp(network.of([10], 2)[0]) / sum(map(exp, network.of(tokens, 2))))
    whole = choice + SPAN * (start + end) / 2
    assert loss(network, Reading([LONG, SHORT], [(0, 1)], (0, 8, 9))) == pytest.approx(whole, abs=1e-5)


def test_several_right_sentences_share_what_is_right() -> None:
    network = Tiny()
    right = odds(network, SENTENCES[0], SENTENCES[1]) / (1 + odds(network, *SENTENCES))
    assert loss(network, Reading([LONG, SHORT], [(0, 0), (0, 1)], None)) == pytest.approx(-log(right), abs=1e-5)


def test_where_nothing_answers_none_is_the_right_choice() -> None:
    network = Tiny()
    none = -log(1 / (1 + odds(network, *SENTENCES)))
    assert loss(network, Reading([LONG, SHORT], [], None)) == pytest.approx(none, abs=1e-5)
    assert loss(network, Reading([], [], None)) == 0


def test_the_loss_of_a_batch_is_the_mean_of_each_kind() -> None:
    network = Tiny()
    answered, silent = Reading([LONG, SHORT], [(0, 1)], (0, 8, 9)), Reading([SHORT, LONG], [], None)
    without = Reading([LONG, SHORT], [(0, 1)], None)
    place = loss(network, answered) - loss(network, without)
    mean = (loss(network, without) + loss(network, silent)) / 2
    assert loss(network, answered, silent) == pytest.approx(mean + place, abs=1e-5)
