"""Export a trained network to ONNX, int8 weights, for the service: word embeddings stay in the embedded default."""

from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

INPUTS = ("embedded", "types")


class _Embedded(nn.Module):
    """A network that is given the word embeddings of whole, unpadded layouts."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, embedded: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        inputs = {"inputs_embeds": embedded, "token_type_ids": types, "attention_mask": torch.ones_like(types)}
        first, second = self.network(inputs)
        return first, second


def export(network: nn.Module, outputs: tuple[str, str], path: Path, *, quantize: bool = True) -> None:
    """Write a network's graph.

    Args:
        network: a network of `qa.train.networks`.
        outputs: names of what it returns.
        path: the .onnx file.
        quantize: matrices as int8, one scale for each column; activations are quantised as they come.
    """
    example = torch.zeros(1, 20, 384), torch.zeros(1, 20, dtype=torch.int64)
    axes = {1: torch.export.Dim("length", min=3, max=512)}
    with TemporaryDirectory(prefix="pincite-") as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Embedded(network.eval()),
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
        onnx.save(model, whole)
        if quantize:
            quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
        else:
            path.write_bytes(whole.read_bytes())
