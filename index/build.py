"""The rebuild: read, split, embed, store, publish. The live generation is untouched until the last step."""

import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents import SplitDocument
from index.errors import DamagedGeneration, NoGeneration
from index.folding import fold
from index.networks.encoder import Encoder
from index.networks.late import LateEncoder, unpack
from index.progress import Progress, Tell
from index.read import Sources, outcome
from index.read import split as split
from index.reading.process import ReadingProcess
from index.reading.seeds import LeftOut, find_seeds
from index.storage.cache import EmbeddingCache, Encode, encode_by, encode_passages_by, text_key
from index.storage.generations import Generations
from index.storage.layout import MULTILINGUAL, QUOTED, lexical_of, vectors_of
from index.storage.lexical import LexicalIndex
from index.storage.manifest import FORMAT, Manifest, list_files, model_of
from index.storage.sources import write_seeds_folder
from index.storage.texts import Texts, write_texts
from index.storage.tokens import write_tokens
from index.storage.vectors import VectorIndex

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

    def __str__(self) -> str:
        done = (
            f"Generation {self.generation} is live: {self.documents:,} documents, {self.sentences:,} sentences "
            f"({self.new:,} new, {self.kept:,} kept, {self.removed:,} removed), {self.passages:,} passages; "
            f"{self.embedded:,} texts embedded in {self.seconds:.1f} s."
        )
        if not self.left_out and not self.partly:
            return done
        return f"{done}\n{outcome(self.read, self.unchanged, self.left_out, self.partly)}"


def rebuild(
    seeds: Path,
    root: Path,
    encoder: Encoder,
    *,
    late: LateEncoder | None = None,
    multilingual: Encoder | None = None,
    keep: int,
    full: bool = False,
    strict: bool = False,
    process: ReadingProcess | None = None,
) -> Report:
    """Build a new generation from a folder of sources and make it live. One that cannot be read is left out and said.

    Args:
        seeds: folder of sources.
        root: folder of generations.
        encoder: embeds sentences and passages.
        late: encodes their tokens, where its weights are at hand.
        multilingual: embeds sentences once more, for questions and documents in other languages than English.
        keep: how many generations stay on disk.
        full: read every source and embed every text again.
        strict: fail where a source is left out.
        process: reads the sources; None makes one.

    Raises:
        SeedError: no source can be read, or with `strict` not all; the live generation stays as it was.
        RebuildRunning: another rebuild holds the lock.
    """
    generations = Generations(root)
    with generations.lock():  # before looking: what is added meanwhile would not be seen
        found, left_out = find_seeds(seeds)
        sources = Sources(generations, full=full, left_out=left_out)
        with ReadingProcess() if process is None else nullcontext(process) as reading:
            articles = sources.read(found, reading, strict=strict)
            report = build_held(
                articles,
                generations,
                encoder,
                late=late,
                multilingual=multilingual,
                keep=keep,
                full=full,
                seeds=seeds,
            )
    return replace(
        report,
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
    late: LateEncoder | None = None,
    multilingual: Encoder | None = None,
    keep: int,
    full: bool = False,
    quiet: bool = False,
) -> Report:
    """Build a new generation from split documents and make it live; see `rebuild`. `quiet` shows no progress."""
    generations = Generations(root)
    with generations.lock():
        return build_held(
            articles, generations, encoder, late=late, multilingual=multilingual, keep=keep, full=full, quiet=quiet
        )


def build_held(
    articles: Iterable[SplitDocument],
    generations: Generations,
    encoder: Encoder,
    *,
    late: LateEncoder | None = None,
    multilingual: Encoder | None = None,
    keep: int,
    full: bool = False,
    quiet: bool = False,
    seeds: Path | None = None,
    tell: Tell | None = None,
    publishing: AbstractContextManager[object] | None = None,
) -> Report:
    """The same with the lock held.

    Args:
        articles, generations, encoder, late, multilingual, keep, full, quiet: see `build_generation`.
        seeds: the folder that the articles are from, to be remembered.
        tell: is told how far the encoding is.
        publishing: entered once the generation is whole, left once it is live; what it raises stops that.
    """
    started = time.perf_counter()
    generations.clean(keep)
    before = _live_sentences(generations)
    with generations.draft() as folder:
        texts = write_texts(folder, articles)
        with EmbeddingCache(generations.cache) as cache:
            caching = Caching(cache, folder.stem, full=full, quiet=quiet, tell=tell)
            embedded = _write_vectors(folder, texts, encoder, caching)
            embedded += 0 if late is None else _write_tokens(folder, texts, late, caching)
            embedded += 0 if multilingual is None else _write_multilingual(folder, texts, multilingual, caching)
        if seeds is not None:
            write_seeds_folder(folder, seeds)
        manifest = Manifest(
            format=FORMAT,
            generation=folder.stem,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            model=model_of(encoder),
            late=None if late is None else late.sha256,
            multilingual=None if multilingual is None else model_of(multilingual),
            documents=len(texts.records),
            sentences=texts.sentences,
            passages=sum(1 for _ in texts.each_passage()),
            files=list_files(folder),
        )
        manifest.write(folder)
        with publishing or nullcontext():
            generations.publish(folder)
    with EmbeddingCache(generations.cache) as cache:
        cache.prune(generations.clean(keep))
    after = _fingerprints(texts)
    kept = _in_both(before, after)
    return Report(
        generation=manifest.generation,
        documents=manifest.documents,
        sentences=manifest.sentences,
        passages=manifest.passages,
        new=len(after) - kept,
        kept=kept,
        removed=len(before) - kept,
        embedded=embedded,
        seconds=time.perf_counter() - started,
    )


@dataclass(frozen=True, slots=True)
class Caching:
    """How the cache is filled for one generation."""

    cache: EmbeddingCache
    generation: str
    full: bool
    quiet: bool
    tell: Tell | None = None

    def encode_missing(self, what: str, unit: str, model: str, encode: Encode, texts: Iterable[str], count: int) -> int:
        """Encode what is missing, with a progress bar; how many were encoded comes back."""
        if self.full:
            self.cache.forget(model)
        with Progress(what, count, unit, quiet=self.quiet, tell=self.tell) as progress:
            return self.cache.fill(model, encode, texts, self.generation, progress.advance)


def _write_vectors(folder: Path, texts: Texts, encoder: Encoder, caching: Caching) -> int:
    """Write the indexes of sentences and passages; how many texts were embedded comes back."""
    counts = {"sentences": texts.sentences, "passages": sum(1 for _ in texts.each_passage())}
    units = {"sentences": _sentences, "passages": _passages}
    languages = {"sentences": _languages, "passages": _passage_languages}
    embedded = caching.encode_missing(
        "Embedding", "texts", encoder.sha256, encode_by(encoder), embedded_texts(texts), sum(counts.values())
    )
    for unit, read in units.items():
        LexicalIndex.build(read(texts), folder / lexical_of(unit), languages[unit](texts))
        vectors = caching.cache.vectors(encoder, read(texts))
        VectorIndex.build(encoder.dimension, counts[unit], vectors).save(folder / vectors_of(unit))
    return embedded


def _write_tokens(folder: Path, texts: Texts, late: LateEncoder, caching: Caching) -> int:
    """Write the token vectors of every sentence; how many passages were encoded comes back."""
    count = sum(1 for _ in texts.each_passage())
    encoded = caching.encode_missing("Encoding", "passages", late.sha256, encode_passages_by(late), _keys(texts), count)
    packed = caching.cache.read(late.sha256, _keys(texts))
    write_tokens(folder, (tokens for passage in packed for tokens in unpack(passage)))
    return encoded


def _write_multilingual(folder: Path, texts: Texts, encoder: Encoder, caching: Caching) -> int:
    """Write the vectors of every sentence by the encoder of all languages; how many were embedded comes back."""
    embedded = caching.encode_missing(
        "Embedding for all languages",
        "sentences",
        encoder.sha256,
        encode_by(encoder),
        _sentences(texts),
        texts.sentences,
    )
    vectors = caching.cache.vectors(encoder, _sentences(texts))
    VectorIndex.build(encoder.dimension, texts.sentences, vectors).save(folder / MULTILINGUAL)
    return embedded


def _sentences(texts: Texts) -> Iterator[str]:
    return (fold(text).text for _, text in texts.each_sentence())


def _passages(texts: Texts) -> Iterator[str]:
    return (texts.whole(rows) for rows in texts.each_passage())


def _languages(texts: Texts) -> Iterator[str | None]:
    """Each sentence's, which is its document's."""
    return (record.about.language for record in texts.records for _ in range(record.first, record.stop))


def _passage_languages(texts: Texts) -> Iterator[str | None]:
    return (texts.sentence(int(rows[0]))[0].about.language for rows in texts.each_passage())


def embedded_texts(texts: Texts) -> Iterator[str]:
    """Each passage after its sentences, so that any stretch of them takes about as long."""
    sentences = _sentences(texts)
    for rows in texts.each_passage():
        yield from islice(sentences, len(rows))
        yield texts.whole(rows)


def _keys(texts: Texts) -> Iterator[str]:
    return (texts.passage_text(rows).key() for rows in texts.each_passage())


def _live_sentences(generations: Generations) -> Fingerprints:
    """The sentences of the live generation; none where it cannot be read."""
    try:
        folder = generations.live()
        Manifest.read(folder).check_files(folder, QUOTED)
        return _fingerprints(Texts(folder))
    except (NoGeneration, DamagedGeneration, OSError, ValueError):
        return np.zeros(0, dtype=np.uint64)


def _fingerprints(texts: Texts) -> Fingerprints:
    """uint64 (sentences,): eight bytes of SHA-256 of each with its document's id.

    By chance two of a million are alike once in 37 million times.
    """
    keys = (text_key(f"{document_id}\0{text}")[:8] for document_id, text in texts.each_sentence())
    return np.fromiter((int.from_bytes(key) for key in keys), dtype=np.uint64, count=texts.sentences)


def _in_both(some: Fingerprints, others: Fingerprints) -> int:
    """How many are in both, counted as often as they are in each."""
    (some, times), (others, other_times) = (np.unique(f, return_counts=True) for f in (some, others))
    _, here, there = np.intersect1d(some, others, assume_unique=True, return_indices=True)
    return int(np.minimum(times[here], other_times[there]).sum())
