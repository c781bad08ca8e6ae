import csv
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from index.networks.sentencepieces import Context, SentencePieces
from qa.train import curve
from qa.train.curve import Held, append, measure
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.networks import ReaderNetwork
from tests.index.networks.tiny import number, tiny_tokenizer


class Chooses(ReaderNetwork):
    """Chooses the sentences with "sang", and in them the last piece; it is surer the more there are."""

    def __init__(self) -> None:
        nn.Module.__init__(self)

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        found = (inputs["input_ids"] == number("sang")).float()
        places = 10.0 * found[..., None].expand(*found.shape, 2)
        return 10.0 * found - 5.0, places


@pytest.fixture
def pieces(tmp_path: Path) -> SentencePieces:
    return SentencePieces(tiny_tokenizer(tmp_path))


def held(pieces: SentencePieces, sentences: list[str], placed: Placed | None) -> Held:
    passage = PassagePieces(pieces.cut(sentences), [], Context(title="News"))
    return Held("Who sang ?", ArticlePieces("news", [passage], []), 0, placed)


def test_measure_counts_right_sentences_exact_answers_and_silence(pieces: SentencePieces) -> None:
    rome, anna = "Rome spoke .", "Anna sang ."
    questions = {
        "squad": [
            held(pieces, [rome, anna], Placed("", (1,), (1, 5, 9))),  # right, and "sang" is the answer
            held(pieces, [anna, rome], Placed("", (0,), (0, 0, 4))),  # right, but "Anna" is
            held(pieces, [anna, rome], Placed("", (1,), (1, 0, 4))),  # wrong
        ],
        "tales": [held(pieces, [anna, rome], Placed("", (0,), None))],
        "silent": [held(pieces, [rome], None), held(pieces, [rome, rome], None)],
    }
    row = measure(Chooses(), questions, pieces)
    assert row == pytest.approx({"squad": 2 / 3, "exact": 1 / 3, "tales": 1.0, "auroc": 1.0})


def test_the_likeliest_answer_does_not_end_before_it_starts() -> None:
    places = torch.tensor([[0.0, 9.0], [5.0, 0.0], [0.0, 1.0]]).numpy()
    assert curve._likeliest(places, 10) == (10, 10)
    places[0, 1] = 2.0
    assert curve._likeliest(places, 10) == (11, 12)


def test_append_writes_the_columns_once(tmp_path: Path) -> None:
    path = tmp_path / "curve.csv"
    append(path, {"step": 10, "squad": 0.51234})
    append(path, {"step": 20, "squad": 0.6})
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["step", "squad"], ["10", "0.5123"], ["20", "0.6"]]
