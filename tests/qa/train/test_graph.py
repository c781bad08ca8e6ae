from pathlib import Path

import onnx
from onnx import TensorProto

from index.networks.models import WEIGHTS, minilm_folder
from qa.train.graph import minilm

SHIPPED = Path(__file__).parents[3] / "index/weights/minilm.onnx"


def test_what_ships_is_what_the_code_writes() -> None:
    assert onnx.load(SHIPPED, load_external_data=False) == minilm(minilm_folder() / WEIGHTS)


def test_the_graph_holds_no_weight() -> None:
    tensors = onnx.load(SHIPPED, load_external_data=False).graph.initializer
    floats = [t for t in tensors if t.data_type == TensorProto.FLOAT]
    assert len(floats) == 5 + 6 * 16
    assert {t.data_location for t in floats} == {TensorProto.EXTERNAL}
    assert {e.value for t in floats for e in t.external_data if e.key == "location"} == {WEIGHTS}
    assert SHIPPED.stat().st_size < 30_000
