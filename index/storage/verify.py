"""Check a generation thoroughly: its files, its offsets, its vectors."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedGeneration
from index.networks.models import file_sha256
from index.storage.layout import MULTILINGUAL, UNITS, check_count, vectors_of
from index.storage.local import LocalStore
from index.storage.texts import Record, Texts
from index.storage.tokens import check_tokens
from index.storage.vectors import check_vectors


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
    store.texts.check(folder)
    for record in store.texts.records:
        _check_source(store.texts, record)
    check_count("documents", len(store.texts.records), manifest.documents, folder)
    check_count("sentences", store.texts.sentences, manifest.sentences, folder)
    if manifest.late is not None:
        check_tokens(folder, manifest.sentences)
    counts = {"sentences": manifest.sentences, "passages": manifest.passages}
    vectors = sum(check_vectors(folder / vectors_of(unit), manifest.model.dimension, counts[unit]) for unit in UNITS)
    if manifest.multilingual is not None:
        path = folder / MULTILINGUAL
        vectors += check_vectors(path, manifest.multilingual.dimension, manifest.sentences)
    return Verified(manifest.generation, len(manifest.files), manifest.documents, manifest.sentences, vectors)


def _check_source(texts: Texts, record: Record) -> None:
    path = texts.source(record)
    if path is None:
        return
    if not path.is_file():
        raise DamagedGeneration(f"{path} is missing; run `pincite index rebuild`.")
    if file_sha256(path) != record.source_sha256:
        raise DamagedGeneration(f"{path} is not the source that was read; remove it and run `pincite index rebuild`.")
