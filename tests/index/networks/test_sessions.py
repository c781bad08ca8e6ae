import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from index.errors import ModelError
from index.networks.e5 import e5_embeddings
from index.networks.sentencepieces import Layout
from index.networks.sessions import Network, Session, shipped


def write_graph(path: Path) -> str:
    """A network that returns its two inputs as they are, the types as floats; its SHA-256 comes back."""
    shape: list[str | int | None] = [1, "length", 384]
    graph = helper.make_graph(
        [
            helper.make_node("Identity", ["embedded"], ["first"]),
            helper.make_node("Cast", ["types"], ["second"], to=TensorProto.FLOAT),
        ],
        "inputs",
        [
            helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("types", TensorProto.INT64, shape[:2]),
        ],
        [
            helper.make_tensor_value_info("first", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("second", TensorProto.FLOAT, shape[:2]),
        ],
    )
    onnx.save(helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]), path)
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of weights of a package named parcel."""
    folder = tmp_path / "parcel"
    (folder / "weights").mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder / "weights"
    sys.modules.pop("parcel", None)


def test_other_weights_are_refused_naming_the_file(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    path.write_bytes(b"not what was shipped")
    with pytest.raises(ModelError) as caught:
        Session(path, "0" * 64)
    found = sha256(b"not what was shipped").hexdigest()
    assert str(caught.value) == f"The weights {path} have SHA-256 {found}, not {'0' * 64}; reinstall pincite."


def test_a_network_runs_on_the_embeddings_of_each_layouts_pieces(tmp_path: Path) -> None:
    path = tmp_path / "encoder.onnx"
    digest = write_graph(path)
    small = Network(Session(path, digest), e5_embeddings())
    assert small.sha256 == digest
    layouts = [Layout([101, 2417, 102], [0, 0, 1], []), *(Layout([n] * n, [1] * n, []) for n in range(5, 40))]
    found = small.run(layouts)
    for layout, (first, second) in zip(layouts, found, strict=True):
        np.testing.assert_array_equal(first, e5_embeddings()[np.array(layout.ids)])
        assert second.tolist() == layout.types
    assert small.run([]) == []


@pytest.mark.parametrize("package_name", ["index", "qa"])
def test_weights_that_were_left_out_are_none(package_name: str) -> None:
    assert shipped(package_name, "no-such-network") is None


def test_what_ships_is_loaded_with_the_digest_beside_it(package: Path) -> None:
    digest = write_graph(package / "encoder.onnx")
    (package / "encoder.onnx.sha256").write_text(f"{digest}  encoder.onnx\n")
    loaded = shipped("parcel", "encoder")
    assert loaded is not None
    assert loaded.sha256 == digest


def test_what_ships_is_refused_where_it_is_not_what_the_digest_says(package: Path) -> None:
    write_graph(package / "encoder.onnx")
    (package / "encoder.onnx.sha256").write_text(f"{'0' * 64}  encoder.onnx\n")
    with pytest.raises(ModelError, match=r"parcel/weights/encoder\.onnx have SHA-256 "):
        shipped("parcel", "encoder")


def test_a_tensor_inside_comes_out_too_and_the_file_stays_as_it_is(package: Path) -> None:
    shape: list[str | int | None] = [1, "length", 384]
    graph = helper.make_graph(
        [
            helper.make_node("Neg", ["embedded"], ["inside"]),
            helper.make_node("Neg", ["inside"], ["outside"]),
            helper.make_node("Cast", ["types"], ["kinds"], to=TensorProto.FLOAT),
        ],
        "twice",
        [
            helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("types", TensorProto.INT64, shape[:2]),
        ],
        [
            helper.make_tensor_value_info("outside", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("kinds", TensorProto.FLOAT, shape[:2]),
        ],
    )
    path = package / "twice.onnx"
    onnx.save(helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]), path)
    digest = sha256(path.read_bytes()).hexdigest()
    (package / "twice.onnx.sha256").write_text(f"{digest}  twice.onnx\n")
    session = shipped("parcel", "twice", inner="inside")
    assert session is not None
    assert session.sha256 == digest
    outside, kinds, inside = session.run(
        {"embedded": np.full((1, 2, 384), 3.0, dtype=np.float32), "types": np.array([[0, 1]])}
    )
    assert (outside[0, 0, 0], kinds[0].tolist(), inside[0, 0, 0]) == (3.0, [0.0, 1.0], -3.0)
