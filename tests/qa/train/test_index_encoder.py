import random
from itertools import islice
from math import exp, log
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from index.networks.sentencepieces import CLS, SEP, SentencePieces
from qa.train import index_encoder, layouts
from qa.train.index_encoder import (
    LATE,
    LIKENESS,
    PASSAGES,
    IndexBatch,
    IndexNetwork,
    batches,
    gathered,
    listwise,
    loss_of,
)
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.packed import Packed, pack
from tests.index.networks.tiny import number, tiny_tokenizer

AXES = 6


class Tiny(IndexNetwork):
    """Every piece is an axis of its own, wherever it stands, and so is its token vector; no scores are sharpened."""

    def __init__(self) -> None:
        nn.Module.__init__(self)
        self.table = torch.eye(AXES)
        self.share = nn.Parameter(torch.tensor(0.0))
        self.scale = self.sharpness = self.passage_sharpness = nn.Parameter(torch.tensor(0.0))

    def states(self, packed: Packed) -> Tensor:
        return self.table[packed.ids]

    def tokens(self, hidden: Tensor) -> Tensor:
        return hidden

    def weights(self, hidden: Tensor, owners: Tensor, count: int) -> Tensor:
        return 1 / torch.bincount(owners, minlength=count)[owners]


def of_axes() -> Any:
    """A BertModel whose states are those of `Tiny`: no layers, a table of axes, which the norm moves alike."""
    config = BertConfig(vocab_size=AXES, hidden_size=AXES, num_hidden_layers=0, num_attention_heads=1)
    network = BertModel(config, add_pooling_layer=False)
    embeddings = network.embeddings
    for table in (embeddings.position_embeddings, embeddings.token_type_embeddings):
        table.weight.data.zero_()
    embeddings.word_embeddings.weight.data[:] = torch.eye(AXES)
    embeddings.LayerNorm = nn.Identity()  # type: ignore[assignment]
    return network


def batch(*, alone: list[list[int]], right: list[list[bool]]) -> IndexBatch:
    """Two passages, of the sentences [1], [2] and of [3]; the question is [2]."""
    return IndexBatch(
        passages=pack([[0, 1, 2], [3]]),
        questions=pack([[2]]),
        alone=pack(alone),
        inside=torch.tensor([1, 2, 3]),
        sentence=torch.tensor([0, 1, 2]),
        place=torch.tensor([0, 0, 0]),
        passage=torch.tensor([0, 0, 1]),
        right=torch.tensor(right),
    )


def test_the_loss_is_that_of_vectors_of_tokens_of_passages_and_of_likeness() -> None:
    # The third sentence is nothing like its vector alone.
    found = float(loss_of(Tiny(), of_axes(), batch(alone=[[1], [2], [4]], right=[[False, True, False]])).detach())
    choice = log(exp(1) + 2) - 1  # the cosine, and the highest of the tokens, is 1 for the right one, else 0
    passage = log(exp(0.5**0.5) + 1) - 0.5**0.5  # the passage's vector has two axes
    assert found == pytest.approx((1 + LATE) * choice + PASSAGES * passage + LIKENESS / 3, abs=1e-5)


def test_a_sentence_has_a_share_of_its_passage() -> None:
    network = Tiny()
    network.share.data.fill_(1.0)
    found = float(loss_of(network, of_axes(), batch(alone=[[1], [2], [3]], right=[[False, True, False]])).detach())
    own, other = 1.5 / 2.5**0.5, 0.5 / 2.5**0.5  # of (1.5, .5) and (.5, 1.5), of length 2.5 ** .5
    by_vector = log(exp(own) + exp(other) + 1) - own
    by_tokens = log(exp(1) + 2) - 1
    passage = log(exp(0.5**0.5) + 1) - 0.5**0.5
    unlike = (2 * (1 - own) + 0) / 3
    expected = by_vector + LATE * by_tokens + PASSAGES * passage + LIKENESS * unlike
    assert found == pytest.approx(expected, abs=1e-5)


class Weighed(Tiny):
    """The two tokens of a question weigh .25 and .75."""

    def weights(self, hidden: Tensor, owners: Tensor, count: int) -> Tensor:
        return torch.tensor([0.25, 0.75])


def test_maxsim_is_the_weighted_mean_of_each_question_tokens_highest_cosine() -> None:
    inside = torch.tensor([[1.0, 0.0], [0.8, 0.6], [0.0, -1.0]])
    asked = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    two_and_one = IndexBatch(
        passages=pack([[0, 1, 2, 3]]),
        questions=pack([[1, 2]]),
        alone=pack([[1, 2], [3]]),
        inside=torch.tensor([1, 2, 3]),
        sentence=torch.tensor([0, 0, 1]),
        place=torch.tensor([0, 1, 0]),
        passage=torch.tensor([0, 0]),
        right=torch.tensor([[True, False]]),
    )
    # The highest of the first sentence are 1 and .6, of the second, which has one token, 0 and -1.
    found = index_encoder._maxsim(Weighed(), inside, asked, two_and_one)
    torch.testing.assert_close(found, torch.tensor([[0.25 * 1.0 + 0.75 * 0.6, 0.25 * 0.0 - 0.75 * 1.0]]))


def test_listwise_is_the_negative_log_of_what_the_right_sentences_share() -> None:
    scores = torch.tensor([[1.0, 2.0, 0.0], [0.5, 0.5, 3.0]])
    right = torch.tensor([[True, False, True], [False, True, False]])
    first = -log((exp(1) + exp(0)) / (exp(1) + exp(2) + exp(0)))
    second = -log(exp(0.5) / (2 * exp(0.5) + exp(3)))
    assert float(listwise(scores, right)) == pytest.approx((first + second) / 2, abs=1e-6)


def test_listwise_is_nought_where_every_sentence_is_right() -> None:
    assert float(listwise(torch.randn(3, 4), torch.ones(3, 4, dtype=torch.bool))) == pytest.approx(0, abs=1e-6)


@pytest.fixture
def pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SentencePieces:
    monkeypatch.setattr(layouts, "REWORDED", 0.0)
    return SentencePieces(tiny_tokenizer(tmp_path))


def article(pieces: SentencePieces, *texts: str) -> ArticlePieces:
    """A passage whose second sentence answers "Who sang"."""
    return ArticlePieces("news", [PassagePieces(pieces.cut(texts), [Placed("Who sang", (1,), None)])], [])


def test_batches_know_the_right_sentences_and_each_sentence_alone(pieces: SentencePieces) -> None:
    found = next(batches([article(pieces, "Rome spoke .", "Anna sang")], pieces, seed=0))
    assert found.right.tolist() == [[False, True]]
    assert found.questions.ids[-3:].tolist() == [number("Who"), number("sang"), SEP]
    assert found.alone.ids[-3:].tolist() == [number("Anna"), number("sang"), SEP]
    inside = found.inside[found.sentence == 1]
    assert found.passages.ids[inside].tolist() == [CLS, number("Anna"), number("sang")]
    assert found.place[found.sentence == 1].tolist() == [0, 1, 2]
    assert found.passage.tolist() == [0, 0]


def test_a_sentence_that_stands_twice_is_right_twice(pieces: SentencePieces) -> None:
    found = next(batches([article(pieces, "Anna sang", "Anna sang", "Rome spoke .")], pieces, seed=0))
    assert found.right.tolist() == [[True, True, False]]


@pytest.mark.parametrize("skip", [1, 4])
def test_batches_after_some_are_those_of_the_same_stream(pieces: SentencePieces, skip: int) -> None:
    articles = [article(pieces, "Rome spoke .", "Anna sang")]
    stream = [found.passages.ids.tolist() for found in islice(batches(articles, pieces, seed=0), skip + 4)]
    later = islice(batches(articles, pieces, 0, skip, every=2), 2)
    assert [found.passages.ids.tolist() for found in later] == stream[skip : skip + 4 : 2]


def several(pieces: SentencePieces) -> list[ArticlePieces]:
    """Nine passages of four pieces and a <s>, and three; every fourth answers nothing."""
    sentences = pieces.cut(["Anna sang old list"])
    asked = [Placed("Who sang", (0,), None)]
    return [
        ArticlePieces(name, [PassagePieces(sentences, asked if n % 4 != 3 else []) for n in range(count)], [])
        for name, count in (("cat", 9), ("dog", 3))
    ]


def test_a_pass_gathers_neighbours_and_leaves_out_runs_without_a_question(
    pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_encoder, "RUN", 2)
    articles = several(pieces)
    places = {id(p): (a.id, n) for a in articles for n, p in enumerate(a.passages)}
    for seed in range(20):
        batched = list(gathered(articles, random.Random(seed), most=12))
        found = [places[id(p)] for passages in batched for p in passages]
        assert len(found) == len(set(found))
        assert {place for place in places.values() if place[1] % 4 != 3} <= set(found)
        for passages in batched[:-1]:
            assert len(passages) in (3, 4)  # runs of one or two passages of five, until there are twelve
            assert any(p.answered for p in passages)
        # Passages 3 and 7 of the cats answer nothing: they come beside a neighbour that does.
        for name, number_ in {("cat", 3), ("cat", 7)} & set(found):
            place = found.index((name, number_))
            assert {(name, number_ - 1), (name, number_ + 1)} & set(found[max(0, place - 1) : place + 2])


def test_fewer_passages_than_a_batch_are_one(pieces: SentencePieces) -> None:
    (passages,) = gathered(several(pieces), random.Random(0))
    assert sum(1 for p in passages if p.answered) == 7 + 3


def test_another_seed_is_another_stream(pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_encoder, "RUN", 1)
    articles = [article(pieces, "Rome spoke .", "Anna sang"), article(pieces, "She sang .", "Anna spoke", "a b c")]
    one, other = (
        [found.passages.ids.tolist() for found in islice(batches(articles, pieces, seed), 3)] for seed in (0, 1)
    )
    assert one != other


def test_batches_of_nothing_answered_say_so(pieces: SentencePieces) -> None:
    with pytest.raises(ValueError, match="no answered question in 1 articles"):
        next(batches([ArticlePieces("news", [], [])], pieces, seed=0))
