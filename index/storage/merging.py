"""Segments are merged, so that there are few: texts, vectors and tokens are copied, nothing is encoded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from index.networks.encoder import Vectors
from index.networks.late import Tokens
from index.storage.cache import EmbeddingCache
from index.storage.embedded import passage_keys
from index.storage.generations import Generations
from index.storage.layout import UNITS, lexical_of, vectors_of
from index.storage.lexical import LexicalIndex
from index.storage.manifest import Manifest, SegmentEntry
from index.storage.segment import FULL, write_manifest
from index.storage.segments import Part
from index.storage.texts import write_texts
from index.storage.tokens import writing_tokens
from index.storage.vectors import CHUNK, VectorIndex

# A segment takes part while the one before is smaller than so many times the sum. A thousand articles that come one by
# one are in six segments at most then, ten thousand in eight, and a sentence is copied seven times, or ten.
TIMES = 3


def merge(generations: Generations) -> str | None:
    """Merge segments of the live generation where there are many, into a generation that takes its place; its name
    comes back, or None where there is nothing to merge.

    The live generation is untouched until the last step. Call it with the lock held.

    Raises:
        DamagedGeneration: a segment is not what was built.
    """
    name = generations.live_name()
    if not name:
        return None
    store = generations.open(name)
    groups = to_merge([(part.sentences, part.segment.manifest.sentences) for part in store.parts], FULL)
    if not groups:
        return None
    for part in (part for group in groups for part in store.parts[group.start : group.stop]):
        part.segment.manifest.check_files(part.segment.folder)  # a damaged byte would count as whole in the new one
    entries = list(store.manifest.segments)
    for group in reversed(groups):
        old = slice(group.start, group.stop)
        entries[old] = [merged(generations, store.manifest, store.parts[old])]
    manifest = replace(store.manifest, generation=generations.name(), segments=tuple(entries))
    generations.publish(manifest)
    generations.supersede(store.manifest.generation)
    return manifest.generation


def to_merge(sizes: Sequence[tuple[int, int]], full: int = FULL) -> list[range]:
    """Which segments, oldest first, are each to be written as one.

    Args:
        sizes: of each segment, oldest first, how many sentences there are, and how many with the removed ones.
        full: sentences that a segment of several has at most.
    """
    start, behind = len(sizes) - 1, sizes[-1][0]
    while start > 0 and sizes[start - 1][0] < min(TIMES * behind, full - behind + 1):
        start -= 1
        behind += sizes[start][0]
    newest = [range(start, len(sizes))]
    found = [range(number, number + 1) for number in range(start)] + newest
    return [group for group in found if len(group) > 1 or 2 * sizes[group.start][0] < sizes[group.start][1]]


def merged(generations: Generations, manifest: Manifest, parts: Sequence[Part]) -> SegmentEntry:
    """A new segment of what is not removed of these parts of a generation, which is described by its manifest."""
    with generations.draft() as folder:
        texts = write_texts(folder, (part.segment.texts.article(record) for part in parts for record in part.records))
        for unit in UNITS:
            LexicalIndex.merge(
                [(part.segment.lexical[unit], part.live[unit]) for part in parts], folder / lexical_of(unit)
            )
            count = sum(int(part.live[unit].sum()) for part in parts)
            vectors = VectorIndex.build(manifest.model.dimension, count, _vectors(parts, unit))
            vectors.save(folder / vectors_of(unit))
        with writing_tokens(folder) as write:
            write(_tokens(parts))
        with EmbeddingCache(generations.cache) as cache:  # the texts are in another segment now
            cache.note(manifest.model.sha256, passage_keys(texts), folder.stem)
        sha256 = write_manifest(folder, texts)
        return SegmentEntry(generations.seal(folder), sha256)


def _vectors(parts: Sequence[Part], unit: str) -> Iterator[Vectors]:
    for part in parts:
        rows = np.flatnonzero(part.live[unit])
        for start in range(0, len(rows), CHUNK):
            yield part.segment.vectors[unit].rows(rows[start : start + CHUNK])


def _tokens(parts: Sequence[Part]) -> Iterator[Tokens]:
    for part in parts:
        rows = np.flatnonzero(part.live["sentences"])
        for start in range(0, len(rows), CHUNK):
            vectors, counts = part.segment.tokens.of(rows[start : start + CHUNK])
            yield from np.split(vectors, np.cumsum(counts)[:-1])
