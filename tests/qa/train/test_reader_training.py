import random
from math import exp, log

import pytest
import torch
from torch import Tensor, nn

from index.networks.e5 import e5_pieces
from index.networks.sentencepieces import Layout, SentencePieces
from qa.datasets.squad import Article, Asked, Paragraph
from qa.train.layouts import ArticlePieces, cut_article
from qa.train.negatives import Task
from qa.train.networks import ReaderNetwork
from qa.train.packed import Packed
from qa.train.reader import SPAN, Reading, batch_of, carried, exchange, loss_of, pronominal, span_of, told

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
def tokenizer() -> SentencePieces:
    return e5_pieces()


@pytest.fixture(scope="module")
def article(tokenizer: SentencePieces) -> ArticlePieces:
    paragraphs = tuple(paragraph(name, year) for name, year in zip(NAMES, YEARS, strict=True))
    return cut_article(Article("news", paragraphs, "News"), tokenizer)


def task(article: ArticlePieces, passage: int, others: list[int], question: int = 0) -> Task:
    placed = article.passages[passage].answered[question]
    return Task(0, placed.text, (passage, placed), others)


def ids(tokenizer: SentencePieces, text: str) -> list[int]:
    return tokenizer.cut([text])[0].ids


@pytest.mark.parametrize("passage", range(5))
def test_the_span_is_the_pieces_of_the_answer(article: ArticlePieces, tokenizer: SentencePieces, passage: int) -> None:
    read = article.passages[passage]
    layout = tokenizer.lay_out([], [], read.sentences)
    span = span_of(read.answered[0], read, layout)
    assert span is not None
    # The first word's pieces are others behind a quote than by themselves.
    assert layout.ids[span[1] : span[2] + 1] == ids(tokenizer, f"“{NAMES[passage]}”")[1:-1]
    start, stop = layout.sentences[1]
    assert start < span[1] <= span[2] < stop


def test_an_answer_beyond_what_is_read_of_a_sentence_has_no_span(tokenizer: SentencePieces) -> None:
    text = "cat " * 230 + "Curie."
    asked = Asked("Who?", ((920, 925),))
    (long,) = cut_article(Article("long", (Paragraph(text, (asked,)),)), tokenizer).passages
    assert span_of(long.answered[0], long, tokenizer.lay_out([], [], long.sentences)) is None


def test_a_question_comes_after_another_of_its_passage_every_second_time_or_of_the_article(
    article: ArticlePieces,
) -> None:
    asked = task(article, 2, [])
    own, *others = ["What was there in 2,025 then?", *(q for i in (0, 1, 3, 4) for q in asked_of(article, i))]
    before = [f"{question} Who was with Yuri Ushakov there?" for question in (own, *others)]
    found = [carried(asked.text, asked, article, random.Random(seed)) for seed in range(180)]
    numbers = [before.index(text) for text in found]
    assert set(numbers) == set(range(9))
    assert 80 < numbers.count(0) < 120  # every second time, and a ninth of the others


def asked_of(article: ArticlePieces, passage: int) -> list[str]:
    return [placed.text for placed in article.passages[passage].answered]


def test_an_unanswered_question_comes_after_another_of_the_article(article: ArticlePieces) -> None:
    asked = Task(0, "Who sleeps?", None, [3])
    found = {carried(asked.text, asked, article, random.Random(seed)) for seed in range(90)}
    assert found == {f"{question} Who sleeps?" for question in article.questions()}


def test_the_only_question_of_an_article_comes_after_none(tokenizer: SentencePieces) -> None:
    text = f"It rained on Marie Curie. {FILLING}"
    alone = cut_article(Article("alone", (Paragraph(text, (Asked("Who got wet?", ((13, 24),)),)),)), tokenizer)
    assert carried("Who got wet?", task(alone, 0, []), alone, random.Random(0)) == "Who got wet?"


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


def test_a_question_names_its_own_answer_every_second_time_or_any(article: ArticlePieces) -> None:
    asked = task(article, 2, [4], question=1)
    put = [f"Was there in 2,025 then {name}?" for name in NAMES]
    names = [put.index(told(asked.text, asked, article, random.Random(seed))) for seed in range(60)]
    assert set(names) == set(range(5))
    assert 25 < names.count(2) < 45  # its own: every second time, and a fifth of the others


def test_an_unanswered_question_names_answers_too(article: ArticlePieces) -> None:
    asked = Task(0, "Where did he sleep?", None, [3])
    found = {told(asked.text, asked, article, random.Random(seed)) for seed in range(60)}
    assert found == {f"Did he sleep {name}?" for name in NAMES}
    assert told("Who?", asked, article, random.Random(0)) == "Who?"


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


def test_there_is_nothing_to_exchange_for_where_no_other_passage_names_one(tokenizer: SentencePieces) -> None:
    alone = cut_article(Article("alone", (paragraph("Marie Curie", "1911"),)), tokenizer)
    assert exchanges(alone, "Where was Marie Curie born?", 0) == {None}


class Tiny(ReaderNetwork):
    """Scores of its own for every word piece, wherever it stands."""

    def __init__(self) -> None:
        nn.Module.__init__(self)
        torch.manual_seed(0)
        self.table = nn.Embedding(200, 3)

    def packed(self, tokens: Packed) -> tuple[Tensor, Tensor]:
        scores = self.table(tokens.ids)
        return scores[:, 0], scores[:, 1:]

    def of(self, ids: list[int], kind: int) -> list[float]:
        found: list[float] = self.table.weight[ids, kind].tolist()
        return found


# <s> 1 </s> (title) 5 <s> 7 8 <s> 9 10 11 </s>, and a shorter passage
LONG = Layout([0, 1, 2, 5, 0, 7, 8, 0, 9, 10, 11, 2], [0] * 12, [(4, 7), (7, 11)])
SHORT = Layout([0, 1, 2, 0, 12, 2], [0] * 6, [(3, 5)])
SENTENCES = [[0, 7, 8], [0, 9, 10, 11], [0, 12]]


def odds(network: Tiny, *sentences: list[int]) -> float:
    """The summed odds of every token of these sentences."""
    return sum(map(exp, network.of([i for sentence in sentences for i in sentence], 0)))


def loss(network: Tiny, *batch: Reading) -> float:
    with torch.no_grad():
        return float(loss_of(network, batch_of(batch)))


def test_the_loss_of_an_answered_question_is_that_of_its_sentence_and_some_of_that_of_its_place() -> None:
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


def test_the_loss_of_a_batch_is_the_mean_of_each_kind() -> None:
    network = Tiny()
    answered, silent = Reading([LONG, SHORT], [(0, 1)], (0, 8, 9)), Reading([SHORT, LONG], [], None)
    without = Reading([LONG, SHORT], [(0, 1)], None)
    place = loss(network, answered) - loss(network, without)
    mean = (loss(network, without) + loss(network, silent)) / 2
    assert loss(network, answered, silent) == pytest.approx(mean + place, abs=1e-5)
