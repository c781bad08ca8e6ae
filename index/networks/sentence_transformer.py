"""Any embedding model, in sentence-transformers."""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import ModelError
from index.networks.encoder import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 32


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

    questions = encode


def load_sentence_transformer(folder: Path) -> "SentenceTransformer":
    """The model in a folder.

    Raises:
        ModelError: it cannot be loaded.
    """
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
