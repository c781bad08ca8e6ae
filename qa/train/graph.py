"""Write all-MiniLM-L6-v2 as an ONNX graph without weights, which stay in the published safetensors file.

The layers are BERT's (Devlin et al. 2019), in ONNX Runtime's fused operators where it has them. A tensor of the graph
is a place in the file: ONNX calls that external data.
"""

from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from index.networks.models import stored_tensors

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
FUSED = "com.microsoft"  # https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md


class Graph:
    """Collects the nodes and tensors of a graph; each node's output is named by its number."""

    def __init__(self, weights: Path) -> None:
        """Take tensors from a safetensors file."""
        self._file, self._stored = weights.name, stored_tensors(weights)
        self._nodes: list[NodeProto] = []
        self._tensors: list[TensorProto] = []

    def node(self, kind: str, *inputs: str, fused: bool = False, output: str = "", **attributes: Any) -> str:
        """Add an operator; the name of its output comes back."""
        output = output or f"{kind}_{len(self._nodes)}"
        domain = FUSED if fused else ""
        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def weight(self, name: str) -> str:
        """Add a tensor of the file."""
        stored = self._stored[name]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=stored.shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in {"location": self._file, "offset": stored.start, "length": stored.length}.items():
            tensor.external_data.add(key=key, value=str(value))
        self._tensors.append(tensor)
        return name

    def constant(self, name: str, value: list[int] | int) -> str:
        """Add integers."""
        self._tensors.append(numpy_helper.from_array(np.array(value, dtype=np.int64), name))
        return name

    def linear(self, inputs: str, name: str) -> str:
        """Multiply by a matrix, which the file holds as (outputs, inputs); its bias is left to the operator after."""
        return self.node("MatMul", inputs, self.node("Transpose", self.weight(f"{name}.weight"), perm=[1, 0]))

    def model(self) -> ModelProto:
        """The graph from `ids` and `mask`, int64 (n, length), to `vectors`, float32 (n, WIDTH)."""
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "length"]) for n in ("ids", "mask")]
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", WIDTH])]
        graph = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", inputs, outputs, self._tensors)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, ir_version=8, opset_imports=versions)


def minilm(weights: Path) -> ModelProto:
    """The graph of all-MiniLM-L6-v2, pooled and normalised, on the weights of its safetensors file."""
    graph = Graph(weights)
    hidden = _embedded(graph)
    mask = graph.node("Cast", "mask", to=TensorProto.INT32)
    for number in range(LAYERS):
        hidden = _layer(graph, f"encoder.layer.{number}", hidden, mask)
    _pooled(graph, hidden)
    return graph.model()


def _embedded(graph: Graph) -> str:
    zero, one = graph.constant("zero", 0), graph.constant("one", 1)
    length = graph.node("Gather", graph.node("Shape", "ids"), one)
    places = graph.node("Range", zero, length, one)
    words = graph.node("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    positions = graph.node("Gather", graph.weight("embeddings.position_embeddings.weight"), places)
    kind = graph.node("Gather", graph.weight("embeddings.token_type_embeddings.weight"), zero)
    added = graph.node("Add", words, graph.node("Add", positions, kind))
    scale, shift = (graph.weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias"))
    return graph.node("LayerNormalization", added, scale, shift, epsilon=EPSILON)


def _layer(graph: Graph, name: str, hidden: str, mask: str) -> str:
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    matrices = graph.node("Concat", *(graph.weight(f"{part}.weight") for part in parts), axis=0)
    biases = graph.node("Concat", *(graph.weight(f"{part}.bias") for part in parts), axis=0)
    matrices = graph.node("Transpose", matrices, perm=[1, 0])
    attended = graph.node("Attention", hidden, matrices, biases, mask, fused=True, num_heads=HEADS)
    hidden = _added(graph, f"{name}.attention.output", attended, hidden)
    wide = graph.linear(hidden, f"{name}.intermediate.dense")
    wide = graph.node("BiasGelu", wide, graph.weight(f"{name}.intermediate.dense.bias"), fused=True)
    return _added(graph, f"{name}.output", wide, hidden)


def _added(graph: Graph, name: str, inputs: str, hidden: str) -> str:
    """A linear layer whose output is added to what went before, and normalised."""
    norm = [graph.weight(f"{name}.LayerNorm.{part}") for part in ("weight", "bias")]
    bias = graph.weight(f"{name}.dense.bias")
    linear = graph.linear(inputs, f"{name}.dense")
    return graph.node("SkipLayerNormalization", linear, hidden, *norm, bias, fused=True, epsilon=EPSILON)


def _pooled(graph: Graph, hidden: str) -> None:
    """The sum over the tokens points where their mean does."""
    mask = graph.node("Unsqueeze", graph.node("Cast", "mask", to=TensorProto.FLOAT), graph.constant("last", [2]))
    summed = graph.node("ReduceSum", graph.node("Mul", hidden, mask), graph.constant("tokens", [1]), keepdims=0)
    graph.node("LpNormalization", summed, output="vectors", axis=1, p=2)
