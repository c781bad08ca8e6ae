from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from index.networks.sessions import Network, shipped
from index.networks.wordpieces import Layout, word_pieces
from qa.train.export import Weights, export, restore
from qa.train.networks import LateNetwork, ReaderNetwork, padded


@pytest.fixture(scope="module")
def layout() -> Layout:
    wordpieces = word_pieces()
    (question,) = wordpieces.cut(["Who plans a video call on Sunday?"])
    sentences = wordpieces.cut(["It rained in Kyiv, and nobody came.", "The coalition's leaders plan a video call."])
    return wordpieces.lay_out(question.ids, [], sentences)


@pytest.mark.parametrize(("kind", "package", "name"), [(ReaderNetwork, "qa", "reader"), (LateNetwork, "index", "late")])
def test_a_shipped_network_is_restored(kind: type[nn.Module], package: str, name: str, layout: Layout) -> None:
    network = kind()
    restore(network, Path(package) / "weights" / f"{name}.onnx")
    with torch.inference_mode():
        restored = [output[0, : len(layout.ids)].numpy() for output in network.eval()(padded([layout]))]
    session = shipped(package, name)
    assert session is not None
    (outputs,) = Network(session).run([layout])
    for ours, theirs in zip(restored, outputs, strict=True):
        # What is left is the rounding of the activations.
        assert np.corrcoef(ours.ravel(), np.asarray(theirs).ravel())[0, 1] > 0.98


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore:# The axis name")  # torch's exporter, of itself
@pytest.mark.slow
@pytest.mark.parametrize(("weights", "steps"), [("int8", 0.51), ("mixed", 1.01)])  # blocks cut one end off
def test_every_weight_comes_back_within_a_step_of_its_rounding(tmp_path: Path, weights: Weights, steps: float) -> None:
    torch.manual_seed(0)
    network, restored = ReaderNetwork(), ReaderNetwork()
    nn.init.normal_(network.span.weight, std=0.1)
    export(network, ("scores", "places"), tmp_path / "reader.onnx", weights)
    restore(restored, tmp_path / "reader.onnx")
    plain = {tensor.name for tensor in onnx.load(tmp_path / "reader.onnx").graph.initializer}
    after = restored.state_dict()
    for name, weight in network.state_dict().items():
        kept = f"network.{name}" in plain or "word_embeddings" in name
        step = 0.0 if kept else 2 * float(weight.abs().max()) / 254
        assert float((after[name] - weight).abs().max()) <= steps * step + 1e-7, name
