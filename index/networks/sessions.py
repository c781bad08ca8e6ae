"""Run what ships with pincite in ONNX Runtime: each network on one core, as many at once as there are cores."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.networks.models import Floats
from index.networks.sentencepieces import Layout
from index.networks.threads import in_parallel

# Cores that one network uses, so that no more run than there are cores; on two cores other ways are about as fast, see
# tests/benchmarks/concurrency.py.
THREADS = 1


class Session:
    """A graph that ships with pincite; safe to share between threads."""

    def __init__(self, file: Traversable, sha256_of_file: str, *, beside: Path | None = None, inner: str = "") -> None:
        """Load an .onnx file.

        Args:
            file: what to load.
            sha256_of_file: what it has to be.
            beside: the folder of the files with weights that it does not hold.
            inner: a tensor inside of the graph that comes out too, last.

        Raises:
            ModelError: it is not the one with this SHA-256.
        """
        # Importing it starts threads, and a process that is forked after that never ends.
        import onnxruntime

        graph = file.read_bytes()
        self.sha256 = sha256(graph).hexdigest()
        if self.sha256 != sha256_of_file:
            raise ModelError(f"The weights {file} have SHA-256 {self.sha256}, not {sha256_of_file}; reinstall pincite.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.enable_mem_pattern = False  # it would keep one for every length of text there ever was
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a busy machine has other work
        if beside is not None:
            options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(beside))
        graph += _one_more_output(inner) if inner else b""
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[Floats]:
        """The outputs, in the graph's order."""
        return [np.asarray(output) for output in self._session.run(None, inputs)]


class Embeddings(Protocol):
    """A table of word embeddings."""

    def __getitem__(self, ids: NDArray[np.int64], /) -> Floats:
        """float32 (n, width)."""
        ...


class Network:
    """Transformer layers trained for pincite, on frozen word embeddings."""

    def __init__(self, session: Session, embeddings: Embeddings) -> None:
        self.sha256 = session.sha256
        self._session, self._embeddings = session, embeddings

    def run(self, layouts: Sequence[Layout]) -> list[list[Floats]]:
        """The outputs for each layout, float32 (length, …).

        Layouts are not batched, so none is padded: activations are quantised as they come, and what came of one would
        depend on the others.
        """
        return in_parallel(self._run, layouts)

    def _run(self, layout: Layout) -> list[Floats]:
        inputs: dict[str, NDArray[Any]] = {
            "embedded": self._embeddings[np.asarray(layout.ids, dtype=np.int64)][None],
            "types": np.asarray(layout.types, dtype=np.int64)[None],
        }
        return [output[0] for output in self._session.run(inputs)]


def _one_more_output(name: str) -> bytes:
    """What, behind a serialised ONNX model, makes a tensor of floats one more of its outputs.

    Protocol buffers merge what is said of the same message twice: here ModelProto.graph (field 7), and in it
    GraphProto.output (12), with the name (1) and the type (2) of a ValueInfoProto: tensor_type (1), elem_type (1).
    """
    floats = bytes([1 << 3, 1])
    value = _field(1, name.encode()) + _field(2, _field(1, floats))
    return _field(7, _field(12, value))


def _field(number: int, content: bytes) -> bytes:
    """A field with its length in front, which is below 128."""
    return bytes([number << 3 | 2, len(content)]) + content


def shipped(package: str, name: str, *, beside: Path | None = None, inner: str = "") -> Session | None:
    """A graph in a package's folder `weights`, where its SHA-256 lies beside it; None where it is left out.

    `beside` is the folder of weights that it does not hold, `inner` a tensor inside of it that comes out too, last.

    Raises:
        ModelError: it is not the one that was shipped.
    """
    graph = files(package).joinpath("weights", f"{name}.onnx")
    if not graph.is_file():
        return None
    digest = files(package).joinpath("weights", f"{name}.onnx.sha256").read_text(encoding="ascii")
    return Session(graph, digest.split()[0], beside=beside, inner=inner)
