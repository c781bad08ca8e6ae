"""Run what ships with pincite in ONNX Runtime: each network on one core, as many at once as there are cores."""

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.models import WEIGHTS, default_folder, stored_tensors
from index.wordpieces import Layout, WordPieces

# Cores that one network uses, so that no more run than there are cores; on two cores other ways are about as fast, see
# tests/benchmarks/concurrency.py.
THREADS = 1

Floats = NDArray[np.float32]

_thread = threading.local()

Item = TypeVar("Item")
Result = TypeVar("Result")


class Session:
    """A graph that ships with pincite; safe to share between threads."""

    def __init__(self, file: Traversable, sha256_of_file: str) -> None:
        """Load an .onnx file; weights that it does not hold are read from the embedded default's.

        Raises:
            ModelError: it is not the one with this SHA-256, or the embedded default's weights are not.
        """
        # Importing it starts threads, and a process that is forked after that never ends: gunicorn forks.
        import onnxruntime

        graph = file.read_bytes()
        self.sha256 = sha256(graph).hexdigest()
        if self.sha256 != sha256_of_file:
            raise ModelError(f"The weights {file} have SHA-256 {self.sha256}, not {sha256_of_file}; reinstall pincite.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.enable_mem_pattern = False  # it would keep one for every length of text there ever was
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a busy machine has other work
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(default_folder()))
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> list[Floats]:
        """The outputs, in the graph's order."""
        return [np.asarray(output) for output in self._session.run(None, inputs)]


class Network:
    """Transformer layers that were trained for pincite, on the embedded default's word embeddings."""

    def __init__(self, session: Session) -> None:
        self.sha256 = session.sha256
        self._session = session
        self._embeddings = word_embeddings()

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


def shipped(package: str, name: str) -> Session | None:
    """A graph in a package's folder `weights`, where its SHA-256 lies beside it; None where it is left out.

    Raises:
        ModelError: it is not the one that was shipped.
    """
    graph = files(package).joinpath("weights", f"{name}.onnx")
    if not graph.is_file():
        return None
    digest = files(package).joinpath("weights", f"{name}.onnx.sha256").read_text(encoding="ascii")
    return Session(graph, digest.split()[0])


def in_parallel(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What a function that runs a network makes of each item, in order; first come, first served.

    Inside of `meanwhile` it is plain work: a worker that waited for another could wait for ever.
    """
    if getattr(_thread, "works", False):
        return list(map(function, items))
    return list(workers().map(function, items))


def meanwhile(function: Callable[[Item], Result], item: Item) -> Future[Result]:
    """What a function that runs networks makes of an item, while the caller goes on."""
    return workers().submit(_work, function, item)


def _work(function: Callable[[Item], Result], item: Item) -> Result:
    _thread.works = True
    try:
        return function(item)
    finally:
        _thread.works = False


@cache
def word_pieces() -> WordPieces:
    """The embedded default's tokenizer."""
    return WordPieces(default_folder() / "tokenizer.json")


@cache
def word_embeddings() -> Floats:
    """float32 (vocabulary, 384) of the embedded default, memory-mapped.

    Raises:
        ModelError: its weights are not the published ones.
    """
    path = default_folder() / WEIGHTS
    tensor = stored_tensors(path)["embeddings.word_embeddings.weight"]
    return np.memmap(path, dtype="<f4", mode="r", offset=tensor.start, shape=tensor.shape)


@cache
def workers() -> ThreadPoolExecutor:
    """The threads that run networks, one for each core; all that ask share them."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="network")


def cores() -> int:
    """Processor cores that this process may use; macOS does not tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
