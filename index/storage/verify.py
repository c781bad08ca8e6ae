"""Check a generation thoroughly: its files, its offsets, its vectors."""

from dataclasses import dataclass
from pathlib import Path

from index.storage.layout import UNITS, check_count, vectors_of
from index.storage.local import LocalStore
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
    check_count("documents", len(store.texts.records), manifest.documents, folder)
    check_count("sentences", store.texts.sentences, manifest.sentences, folder)
    if manifest.late is not None:
        check_tokens(folder, manifest.sentences)
    counts = {"sentences": manifest.sentences, "passages": manifest.passages}
    vectors = sum(check_vectors(folder / vectors_of(unit), manifest.model.dimension, counts[unit]) for unit in UNITS)
    return Verified(manifest.generation, len(manifest.files), manifest.documents, manifest.sentences, vectors)
