import random
from itertools import islice
from math import exp, log

import pytest
import torch

from index.networks.wordpieces import Layout, WordPieces, word_pieces
from qa.datasets.squad import Article, Asked, Paragraph
from qa.train import late, layouts
from qa.train.late import (
    Batch,
    batches,
    encode_sentences,
    gathered,
    listwise,
    loss_of,
    maxsim,
)
from qa.train.layouts import ArticlePieces, cut_articles
from tests.qa.train.tiny import TinyLate

# Every passage is a paragraph of 400 code points and more: its number, a question's answer, and filling.
FILLING = "This is only here so that the paragraph is long enough to be a passage of its own. " * 5


def paragraph(article: str, number: int) -> Paragraph:
    text = f"{article}{number} sleeps. {FILLING}"
    end = len(f"{article}{number}")
    return Paragraph(text, (Asked(f"does {article}{number} sleep", ((0, end),)),) if number % 4 != 3 else ())


@pytest.fixture(scope="module")
def wordpieces() -> WordPieces:
    return word_pieces()


@pytest.fixture(scope="module")
def articles(wordpieces: WordPieces) -> list[ArticlePieces]:
    made = [Article(name, tuple(paragraph(name, n) for n in range(count))) for name, count in (("cat", 9), ("dog", 3))]
    return cut_articles(made, wordpieces)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two or three passages, whose questions are asked as they are."""
    monkeypatch.setattr(late, "BATCH_PIECES", 200)
    monkeypatch.setattr(late, "RUN", 2)
    monkeypatch.setattr(layouts, "REWORDED", 0.0)


def test_maxsim_is_the_weighted_mean_of_each_question_tokens_highest_cosine() -> None:
    questions = torch.tensor([[[1.0, 0.0], [0.0, 1.0]], [[0.6, 0.8], [0.0, 0.0]]])
    weights = torch.tensor([[0.25, 0.75], [1.0, 0.0]])
    sentences = torch.tensor([[[1.0, 0.0], [0.8, 0.6], [9.0, 9.0]], [[0.0, -1.0], [9.0, 9.0], [9.0, 9.0]]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    # Of the first sentence the highest are 1 and .6, and .6 * .8 + .8 * .6; of the second 0 and -1, and -.8.
    wanted = [[0.25 * 1.0 + 0.75 * 0.6, 0.25 * 0.0 - 0.75 * 1.0], [0.96, -0.8]]
    torch.testing.assert_close(maxsim(questions, weights, sentences, mask), torch.tensor(wanted))


def test_listwise_is_the_negative_log_of_what_the_right_sentences_share() -> None:
    scores = torch.tensor([[1.0, 2.0, 0.0], [0.5, 0.5, 3.0]])
    right = torch.tensor([[True, False, True], [False, True, False]])
    first = -log((exp(1) + exp(0)) / (exp(1) + exp(2) + exp(0)))
    second = -log(exp(0.5) / (2 * exp(0.5) + exp(3)))
    assert float(listwise(scores, right)) == pytest.approx((first + second) / 2, abs=1e-6)


def test_listwise_is_nought_where_every_sentence_is_right() -> None:
    assert float(listwise(torch.randn(3, 4), torch.ones(3, 4, dtype=torch.bool))) == pytest.approx(0, abs=1e-6)


PASSAGES = [
    Layout([101, 102, 101, 7, 8, 9, 101, 10, 102], [0] * 9, [(2, 6), (6, 8)]),
    Layout([101, 102, 101, 11, 102], [0] * 5, [(2, 4)]),
    Layout([101, 102, 5, 101, 12, 13, 102], [0] * 7, [(3, 6)]),
]
SENTENCES = [[101, 7, 8, 9], [101, 10], [101, 11], [101, 12, 13]]


@pytest.mark.parametrize("bucket", [1, 2, 6])
def test_sentences_are_encoded_in_order_whatever_is_padded_together(
    monkeypatch: pytest.MonkeyPatch, bucket: int
) -> None:
    monkeypatch.setattr(late, "BUCKET", bucket)
    network = TinyLate()
    sentences, mask = encode_sentences(network, PASSAGES)
    assert mask.sum(dim=1).tolist() == [4, 2, 2, 3]
    for found, length, ids in zip(sentences, mask.sum(dim=1).tolist(), SENTENCES, strict=True):
        torch.testing.assert_close(found[:length], network.of(ids))
        assert not found[length:].any()


def test_the_loss_is_that_of_maxsim_times_the_learnt_scale() -> None:
    network = TinyLate()
    questions = [[101, 10, 102], [101, 12, 8, 102]]
    batch = Batch(PASSAGES, [Layout(ids, [0] * len(ids), []) for ids in questions], [[1], [0, 3]])
    with torch.no_grad():
        loss = float(loss_of(network, batch))
        scores = [[exp(1) * score(network, q, s) for s in SENTENCES] for q in questions]
    assert loss == pytest.approx(by_hand(scores, batch.right), abs=1e-4)


def score(network: TinyLate, question: list[int], sentence: list[int]) -> float:
    """The mean over the question's tokens of the highest cosine."""
    said = network.of(sentence)
    return sum(max(float(token @ one) for one in said) for token in network.of(question)) / len(question)


def by_hand(scores: list[list[float]], right: list[list[int]]) -> float:
    losses = [
        -log(sum(exp(row[i]) for i in numbers) / sum(map(exp, row))) for row, numbers in zip(scores, right, strict=True)
    ]
    return sum(losses) / len(losses)


@pytest.mark.usefixtures("small")
def test_the_right_sentences_are_those_that_answer(articles: list[ArticlePieces], wordpieces: WordPieces) -> None:
    for batch in islice(batches(articles, wordpieces, seed=0), 12):
        assert len(batch.questions) == len(batch.right) > 0
        sentences = [passage.ids[a + 1 : b] for passage in batch.passages for a, b in passage.sentences]
        for question, right in zip(batch.questions, batch.right, strict=True):
            _, does, *name, sleep, sep = question.ids
            assert [does, sleep, sep] == [*wordpieces.cut(["does sleep"])[0].ids, 102]
            assert [sentences[number][: len(name)] for number in right] == [name]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("skip", [1, 3, 7, 10])
def test_batches_after_some_are_those_of_the_same_stream(
    articles: list[ArticlePieces], wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch, skip: int
) -> None:
    monkeypatch.setattr(layouts, "REWORDED", 0.5)
    stream = list(islice(batches(articles, wordpieces, seed=3), skip + 5))
    assert list(islice(batches(articles, wordpieces, seed=3, skip=skip), 5)) == stream[skip:]
    assert stream[: len(stream) // 2] != stream[-(len(stream) // 2) :]


def test_fewer_passages_than_a_batch_are_one(articles: list[ArticlePieces], wordpieces: WordPieces) -> None:
    one, other = islice(batches(articles, wordpieces, seed=0), 2)
    assert sorted(p.ids for p in one.passages) == sorted(p.ids for p in other.passages)


def test_articles_without_a_question_are_an_error(wordpieces: WordPieces) -> None:
    with pytest.raises(ValueError, match="no answered question in 0 articles"):
        next(batches([], wordpieces, seed=0))


@pytest.mark.usefixtures("small")
def test_another_seed_is_another_stream(articles: list[ArticlePieces], wordpieces: WordPieces) -> None:
    one, other = (list(islice(batches(articles, wordpieces, seed), 3)) for seed in (0, 1))
    assert one != other


@pytest.mark.usefixtures("small")
def test_a_pass_gathers_neighbours_and_leaves_out_runs_without_a_question(articles: list[ArticlePieces]) -> None:
    places = {id(p): (a.id, n) for a in articles for n, p in enumerate(a.passages)}
    for seed in range(20):
        batched = list(gathered(articles, random.Random(seed)))
        found = [places[id(p)] for passages in batched for p in passages]
        assert len(found) == len(set(found))
        for passages in batched[:-1]:
            assert sum(len(s.ids) + 1 for p in passages for s in p.sentences) >= late.BATCH_PIECES
            assert any(p.answered for p in passages)
        # Passages 3 and 7 of the cats answer nothing: they come beside a neighbour that does.
        for name, number in {("cat", 3), ("cat", 7)} & set(found):
            place = found.index((name, number))
            assert {(name, number - 1), (name, number + 1)} & set(found[max(0, place - 1) : place + 2])
