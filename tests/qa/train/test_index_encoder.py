from math import exp, log
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from index.networks.sentencepieces import CLS, SEP, SentencePieces
from index.networks.wordpieces import Layout, Pieces
from qa.train import layouts
from qa.train.index_encoder import LATE, LIKENESS, IndexBatch, IndexNetwork, batches, loss_of
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.networks import PooledNetwork
from tests.index.networks.tiny import number, tiny_tokenizer


class Tiny(IndexNetwork):
    """Every piece is an axis of its own, wherever it stands, and so is its token vector; no scores are sharpened."""

    def __init__(self) -> None:
        nn.Module.__init__(self)
        self.table = torch.eye(6)
        self.share = nn.Parameter(torch.tensor(0.0))
        self.scale = self.sharpness = nn.Parameter(torch.tensor(0.0))

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.table[inputs["input_ids"]]
        mask = inputs["attention_mask"].float()
        return hidden, hidden, mask / mask.sum(dim=1, keepdim=True)


def layout(ids: list[int], sentences: list[tuple[int, int]]) -> Layout:
    return Layout(ids, [0] * len(ids), sentences)


def test_a_sentence_is_the_mean_of_its_tokens_and_a_share_of_its_passage() -> None:
    network, passage = Tiny(), layout([0, 1, 1, 2, 3], [(1, 3), (3, 5)])
    hidden = network.table[torch.tensor(passage.ids)]
    first, second = network.sentences(hidden, passage)
    assert first.tolist() == [0, 1, 0, 0, 0, 0]
    assert second.tolist() == pytest.approx([0, 0, 0.5**0.5, 0.5**0.5, 0, 0])
    network.share.data.fill_(1.0)
    first, _ = network.sentences(hidden, passage)
    assert first.tolist() == pytest.approx((torch.tensor([0, 1.5, 0.25, 0.25, 0, 0]) / 2.375**0.5).tolist())


def test_the_loss_is_that_of_vectors_of_tokens_and_of_likeness() -> None:
    passages = [layout([1, 2], [(0, 1), (1, 2)]), layout([3], [(0, 1)])]
    alone = torch.eye(6)[[1, 2, 4]]  # the third sentence is nothing like its vector alone
    batch = IndexBatch(passages, [layout([2], [])], [[1]], alone)
    choice = log(exp(1) + 2) - 1  # the cosine, and the highest of the tokens, is 1 for the right one, else 0
    assert float(loss_of(Tiny(), batch).detach()) == pytest.approx((1 + LATE) * choice + LIKENESS / 3, abs=1e-5)


class Published(PooledNetwork):
    """Every text has the vector of its last piece but one."""

    def __init__(self) -> None:
        nn.Module.__init__(self)

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor]:
        last = inputs["attention_mask"].sum(dim=1) - 2
        return (torch.eye(20)[inputs["input_ids"].gather(1, last[:, None]).squeeze(1)],)


def test_batches_know_the_right_sentences_and_each_sentence_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layouts, "REWORDED", 0.0)
    pieces = SentencePieces(tiny_tokenizer(tmp_path))
    first, second = pieces.cut(["Rome spoke .", "Anna sang"])
    passage = PassagePieces(Pieces([], []), None, [first, second], [Placed("Who sang", (1,), None)])
    found = next(batches([ArticlePieces("news", [passage], [])], pieces, Published(), seed=0))
    assert found.right == [[1]]
    assert [one.ids[-3:] for one in found.questions] == [[number("Who"), number("sang"), SEP]]
    assert found.alone.argmax(dim=1).tolist() == [number("."), number("sang")]
    ((start, stop),) = [layout.sentences[1] for layout in found.passages]
    assert found.passages[0].ids[start:stop] == [CLS, number("Anna"), number("sang")]


def test_batches_of_nothing_answered_say_so(tmp_path: Path) -> None:
    pieces = SentencePieces(tiny_tokenizer(tmp_path))
    with pytest.raises(ValueError, match="no answered question in 1 articles"):
        next(batches([ArticlePieces("news", [], [])], pieces, Published(), seed=0))
