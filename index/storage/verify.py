"""Check a generation thoroughly: its files, its offsets, its vectors."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import DamagedGeneration
from index.networks.late import WIDTH
from index.networks.models import file_sha256
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.texts import Entry
from index.storage.tokens import TOKEN_STARTS, TOKENS
from index.storage.vectors import VectorIndex

CHUNK = 10_000  # vectors looked at in one go
TOLERANCE = 1e-3  # of a unit vector's length, in float32


@dataclass(frozen=True, slots=True)
class Verified:
    """A generation that was found whole."""

    generation: str
    files: int
    documents: int
    sentences: int
    vectors: int

    def __str__(self) -> str:
        return (
            f"Generation {self.generation} is whole: {self.files} files, {self.documents:,} documents, "
            f"{self.sentences:,} sentences, {self.vectors:,} vectors."
        )


def verify(folder: Path) -> Verified:
    """Check one generation.

    Raises:
        DamagedGeneration: names what is wrong.
    """
    store = LocalStore.open(folder, thorough=True)  # checks the manifest, every file's size and its SHA-256
    manifest = store.manifest
    for entry in store.entries:
        _check_offsets(store, entry, folder)
        _check_source(store, entry)
    _check_count("documents", len(store.entries), manifest.documents, folder)
    _check_count("sentences", store.sentences, manifest.sentences, folder)
    if manifest.late is not None:
        _check_tokens(folder, manifest.sentences)
    vectors = sum(
        _check_vectors(folder / f"{unit}.faiss", manifest, count)
        for unit, count in (("sentences", manifest.sentences), ("passages", manifest.passages))
    )
    return Verified(manifest.generation, len(manifest.files), manifest.documents, manifest.sentences, vectors)


def _check_source(store: LocalStore, entry: Entry) -> None:
    path = store.source(entry)
    if path is None:
        return
    if not path.is_file():
        raise DamagedGeneration(f"{path} is missing; run `pincite index rebuild`.")
    if file_sha256(path) != entry.source_sha256:
        raise DamagedGeneration(f"{path} is not the source that was read; remove it and run `pincite index rebuild`.")


def _check_tokens(folder: Path, sentences: int) -> None:
    starts, tokens = np.load(folder / TOKEN_STARTS), np.load(folder / TOKENS, mmap_mode="r")
    _check_count("token ranges", len(starts) - 1, sentences, folder / TOKEN_STARTS)
    _check_count("dimensions", tokens.shape[1], WIDTH, folder / TOKENS)
    if starts[0] != 0 or starts[-1] != len(tokens) or np.any(np.diff(starts) < 1):
        raise DamagedGeneration(
            f"{folder / TOKEN_STARTS} does not share {len(tokens):,} token vectors out among the sentences; "
            "run `pincite index rebuild`."
        )


def _check_offsets(store: LocalStore, entry: Entry, folder: Path) -> None:
    length = len(store.document(entry.id).text)
    bounds = store.ranges(entry).ravel()
    inside = len(bounds) == 0 or (bounds[0] >= 0 and bounds[-1] <= length)
    ordered = np.all(bounds[0::2] < bounds[1::2]) and np.all(bounds[1:-1:2] <= bounds[2::2])
    if not (inside and ordered):
        raise DamagedGeneration(
            f"{folder}: sentences of {entry.id} overlap or leave its {length} code points; run `pincite index rebuild`."
        )


def _check_vectors(path: Path, manifest: Manifest, count: int) -> int:
    index = VectorIndex.open(path)
    _check_count("vectors", index.size, count, path)
    _check_count("dimensions", index.dimension, manifest.model.dimension, path)
    for start in range(0, index.size, CHUNK):
        rows = np.arange(start, min(start + CHUNK, index.size))
        lengths = np.linalg.norm(index.rows(rows), axis=1)
        wrong = np.flatnonzero(~(np.abs(lengths - 1) <= TOLERANCE))  # `not <=` also catches NaN
        if len(wrong):
            row = int(rows[wrong[0]])
            raise DamagedGeneration(
                f"{path}: vector {row} has length {lengths[wrong[0]]:.3f}, not 1; run `pincite index rebuild --full`."
            )
    return index.size


def _check_count(what: str, found: int, wanted: int, path: Path) -> None:
    if found != wanted:
        raise DamagedGeneration(f"{path} has {found} {what}, not {wanted}; run `pincite index rebuild`.")
