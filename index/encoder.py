"""Turn texts into vectors: the embedded default in ONNX Runtime, any other model in sentence-transformers."""

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.models import model_folder, weights_sha256
from index.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

BATCH = 32

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors; `name` and `sha256` say with which weights."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1."""
        ...


class SentenceTransformerEncoder:
    """An encoder of sentence-transformers, on a GPU where there is one; safe to share between threads."""

    def __init__(self, name: str, sha256: str, model: "SentenceTransformer") -> None:
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"The model {name!r} does not say how many dimensions it has; choose another.")
        self.name, self.sha256, self.dimension = name, sha256, dimension
        self._model = model
        self._lock = threading.Lock()  # the tokenizer of a model must not be used by two threads at once

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1; longer texts are read up to the model's limit."""
        with self._lock:
            vectors = self._model.encode(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


def load_encoder(name: str = DEFAULT_MODEL) -> Encoder:
    """Load a model by its sentence-transformers name or path; the default comes from an installed package.

    Raises:
        ModelError: the model cannot be found, or the default's weights are not the published ones.
    """
    if name == DEFAULT_MODEL:
        from index.minilm import load_minilm

        return load_minilm()
    folder = model_folder(name)
    sha256 = weights_sha256(folder)
    log.warning("%s runs in sentence-transformers: it starts and answers more slowly than the default", name)
    return SentenceTransformerEncoder(name, sha256, _load(folder))


def _load(folder: Path) -> "SentenceTransformer":
    # Threads that wait by spinning make a question take half a second instead of hundredths on a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelError(f"The model in {folder} cannot be loaded: {reason}") from None
