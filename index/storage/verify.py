"""Check a generation thoroughly: its files, its offsets, its vectors."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedGeneration
from index.networks.models import file_sha256
from index.storage.layout import UNITS, check_count, lexical_of, vectors_of
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.segments import Part
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
    """Check one generation, each of its segments once.

    Raises:
        DamagedGeneration: names what is wrong.
    """
    store = LocalStore.open(folder, thorough=True)  # checks the manifests, every file's size and its SHA-256
    manifest, ids = store.manifest, [record.id for record in store.texts.records]
    check_count("documents", len(set(ids)), len(ids), folder)
    check_count("documents", len(ids), manifest.documents, folder)
    check_count("sentences", store.texts.sentences, manifest.sentences, folder)
    check_count("passages", sum(part.passages for part in store.parts), manifest.passages, folder)
    return Verified(
        manifest.generation,
        sum(len(part.segment.manifest.files) for part in store.parts),
        manifest.documents,
        manifest.sentences,
        sum(_check_segment(part, manifest) for part in store.parts),
    )


def _check_segment(part: Part, manifest: Manifest) -> int:
    """Check a segment of a generation; how many vectors it has comes back."""
    segment = part.segment
    texts, folder = segment.texts, segment.folder
    texts.check(folder)
    for record in part.records:  # no generation may need the sources of the others any more
        _check_source(texts, record)
    counts = {"sentences": segment.manifest.sentences, "passages": segment.manifest.passages}
    check_count("documents", len(texts.records), segment.manifest.documents, folder)
    check_count("sentences", texts.sentences, counts["sentences"], folder)
    check_tokens(folder, texts.sentences)
    for unit in UNITS:
        check_count("texts", len(segment.lexical[unit].lengths), counts[unit], folder / lexical_of(unit))
    dimension = manifest.model.dimension
    return sum(check_vectors(folder / vectors_of(unit), dimension, counts[unit]) for unit in UNITS)


def _check_source(texts: Texts, record: Record) -> None:
    path = texts.source(record)
    if path is None:
        return
    if not path.is_file():
        raise DamagedGeneration(f"{path} is missing; run `pincite index rebuild`.")
    if file_sha256(path) != record.source_sha256:
        raise DamagedGeneration(f"{path} is not the source that was read; remove it and run `pincite index rebuild`.")
