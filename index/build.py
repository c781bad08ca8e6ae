"""The rebuild: read, split, embed, store, publish. The live generation is untouched until the last step."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.documents import SplitDocument
from index.embed import write_segments
from index.errors import SeedError
from index.networks.encoder import Encoder
from index.progress import Tell
from index.read import Sources, Unchanged, outcome
from index.read import split as split
from index.reading.process import ReadingProcess
from index.reading.seeds import LeftOut, find_seeds
from index.shards import Shard
from index.storage.cache import EmbeddingCache, text_key
from index.storage.generations import Generations
from index.storage.layout import SEGMENTS
from index.storage.local import LocalStore
from index.storage.manifest import FORMAT, Manifest, folder_uri, model_of, this_version
from index.storage.merging import merge
from index.storage.segment import open_segment
from index.storage.segments import Part

Fingerprints = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild did; `new`, `kept` and `removed` count sentences against the generation before.

    `read` and `unchanged` count sources: those read now, and those whose text was taken from the generation before;
    `partly` names those read now of which a part is missing.
    """

    generation: str
    documents: int
    sentences: int
    passages: int
    new: int
    kept: int
    removed: int
    embedded: int
    seconds: float
    read: int = 0
    unchanged: int = 0
    left_out: tuple[LeftOut, ...] = ()
    partly: tuple[LeftOut, ...] = ()

    @classmethod
    def of_nothing(cls) -> Self:
        """That there was nothing to build of."""
        return cls("", 0, 0, 0, 0, 0, 0, 0, 0.0)

    def __str__(self) -> str:
        return f"Generation {self.generation} is live: {self.told}"

    @property
    def told(self) -> str:
        """The counts, and below them what was left out."""
        done = (
            f"{self.documents:,} documents, {self.sentences:,} sentences "
            f"({self.new:,} new, {self.kept:,} kept, {self.removed:,} removed), {self.passages:,} passages; "
            f"{self.embedded:,} passages encoded in {self.seconds:.1f} s."
        )
        if not self.left_out and not self.partly:
            return done
        return f"{done}\n{outcome(self.read, self.unchanged, self.left_out, self.partly)}"


def rebuild(
    seeds: Path,
    root: Path,
    encoder: Encoder,
    *,
    keep: int,
    full: bool = False,
    strict: bool = False,
    process: ReadingProcess | None = None,
    shard: Shard | None = None,
) -> Report:
    """Build a new generation from a folder of sources and make it live. One that cannot be read is left out and said.

    Args:
        seeds: folder of sources.
        root: folder of generations.
        encoder: encodes what is new.
        keep: how many generations stay on disk.
        full: read every source and encode every passage again.
        strict: fail where a source is left out.
        process: reads the sources; None makes one.
        shard: build this part of the sources alone, into its own folder; it may have none.

    Raises:
        SeedError: no source can be read, or with `strict` not all; the live generation stays as it was.
        RebuildRunning: another rebuild holds the lock.
    """
    generations = Generations(root if shard is None else shard.folder(root))
    with generations.lock():  # before looking: what is added meanwhile would not be seen
        found, left_out = find_seeds(seeds)
        if shard is not None:
            found = [seed for seed in found if shard.has(seed.id)]
            left_out = [out for out in left_out if shard.has(out.path)]
        sources = Sources(generations, full=full, thorough=True, left_out=left_out)
        with ReadingProcess() if process is None else nullcontext(process) as reading:
            articles = sources.read(found, reading, strict=strict)
            try:
                report = build_held(articles, generations, encoder, keep=keep, full=full, seeds=seeds)
            except SeedError:
                if shard is None or sources.read_now + sources.unchanged or (strict and sources.left_out):
                    raise
                generations.retire()  # another shard has what can be read
                report = Report.of_nothing()
        merged = merge_held(generations, keep)
    return replace(
        report,
        generation=merged or report.generation,
        read=sources.read_now,
        unchanged=sources.unchanged,
        left_out=tuple(sources.left_out),
        partly=tuple(sources.partly),
    )


def build_generation(
    articles: Iterable[SplitDocument],
    root: Path,
    encoder: Encoder,
    *,
    keep: int,
    full: bool = False,
    quiet: bool = False,
) -> Report:
    """Make a generation of these documents the live one; see `rebuild`. `quiet` shows no progress."""
    generations = Generations(root)
    with generations.lock():
        return build_held(articles, generations, encoder, keep=keep, full=full, quiet=quiet)


def build_held(
    articles: Iterable[SplitDocument | Unchanged],
    generations: Generations,
    encoder: Encoder,
    *,
    keep: int,
    full: bool = False,
    quiet: bool = False,
    seeds: Path | None = None,
    tell: Tell | None = None,
    publishing: AbstractContextManager[object] | None = None,
) -> Report:
    """Make a generation of these documents, and of no others, the live one, with the lock held.

    Those that are in the live generation, unchanged, stay in their segments; the others are in new ones.

    Args:
        articles, generations, encoder, keep, full, quiet: see `build_generation`.
        seeds: the folder that the articles are from, to be remembered.
        tell: is told how far the encoding is.
        publishing: entered once the generation is whole, left once it is live; what it raises stops that.
    """
    started = time.perf_counter()
    generations.clean(keep)
    before = generations.salvage()
    kept: set[str] = set()
    keeps = before is not None and before.manifest.was_built_with(encoder)
    entries, embedded = write_segments(
        generations,
        _new(articles, before, kept if keeps else None),
        encoder,
        full=full,
        quiet=quiet,
        tell=tell,
    )
    new = [Part(open_segment(generations.root / SEGMENTS, entry)) for entry in entries]
    manifest = describe(generations, [*_what_stays(before, kept), *new], encoder, seeds)
    with publishing or nullcontext():
        generations.publish(manifest)
    _tidy(generations, keep)
    added = _fingerprints(sentence for part in new for sentence in part.segment.texts.each_sentence())
    gone = _fingerprints(_sentences_gone(before, kept))
    same = _in_both(gone, added)
    return Report(
        generation=manifest.generation,
        documents=manifest.documents,
        sentences=manifest.sentences,
        passages=manifest.passages,
        new=len(added) - same,
        kept=manifest.sentences - len(added) + same,
        removed=len(gone) - same,
        embedded=embedded,
        seconds=time.perf_counter() - started,
    )


def describe(generations: Generations, parts: Sequence[Part], encoder: Encoder, seeds: Path | None) -> Manifest:
    """The manifest of a generation that is made of these parts now; see `build_held`."""
    return Manifest(
        format=FORMAT,
        generation=generations.name(),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        built_by=this_version(),
        model=model_of(encoder),
        documents=sum(len(part.records) for part in parts),
        sentences=sum(part.sentences for part in parts),
        passages=sum(part.passages for part in parts),
        seeds=None if seeds is None else folder_uri(seeds),
        segments=tuple(part.entry for part in parts),
    )


def merge_held(generations: Generations, keep: int) -> str | None:
    """Merge segments where there are many, with the lock held; the name of the generation that is live then, if so."""
    merged = merge(generations)
    if merged is not None:
        _tidy(generations, keep)
    return merged


def _tidy(generations: Generations, keep: int) -> None:
    with EmbeddingCache(generations.cache) as cache:
        cache.prune(generations.clean(keep))


def _new(
    articles: Iterable[SplitDocument | Unchanged], before: LocalStore | None, kept: set[str] | None
) -> Iterator[SplitDocument]:
    """The documents that a segment is to be written of; the ids of those that stay where they are go to `kept`.

    Where that is None none may stay: their texts are as they were, but not what would be made of them.
    """
    for article in articles:
        if isinstance(article, SplitDocument):
            yield article
        elif before is None:
            raise ValueError(f"{article.id} is in no generation")
        elif kept is not None:
            kept.add(article.id)
        else:
            record = before.texts.record(article.id)
            yield split(before.texts.document(article.id), before.texts.origin(record))


def _what_stays(before: LocalStore | None, kept: Collection[str]) -> list[Part]:
    """The segments of a generation with the documents that are kept, those without one left out."""
    parts: list[Part] = []
    for part in () if before is None else before.parts:
        staying = {record.id for record in part.records if record.id in kept}
        if staying:
            gone = [record.id for record in part.segment.texts.records if record.id not in staying]
            parts.append(Part(part.segment, gone))
    return parts


def _sentences_gone(before: LocalStore | None, kept: Collection[str]) -> Iterator[tuple[str, str]]:
    """Every sentence of a generation whose document is not kept, with the document's id."""
    if before is None:
        return
    for record in before.texts.records:
        if record.id not in kept:
            yield from ((record.id, sentence) for sentence in before.texts.sentences_in(record))


def _fingerprints(sentences: Iterable[tuple[str, str]]) -> Fingerprints:
    """uint64 (n,): eight bytes of SHA-256 of each sentence with its document's id.

    By chance two of a million are alike once in 37 million times.
    """
    keys = (text_key(f"{document_id}\0{text}")[:8] for document_id, text in sentences)
    return np.fromiter((int.from_bytes(key) for key in keys), dtype=np.uint64)


def _in_both(some: Fingerprints, others: Fingerprints) -> int:
    """How many are in both, counted as often as they are in each."""
    (some, times), (others, other_times) = (np.unique(f, return_counts=True) for f in (some, others))
    _, here, there = np.intersect1d(some, others, assume_unique=True, return_indices=True)
    return int(np.minimum(times[here], other_times[there]).sum())
