"""The rebuild: read, split, embed, store, publish. The live generation is untouched until the last step."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from index.documents import SplitDocument
from index.embeddings import CHUNK, EmbeddingCache, encode_by, text_key
from index.encoder import Encoder, Vectors
from index.errors import DamagedGeneration, NoGeneration, SeedError
from index.generations import Generations
from index.late import LateEncoder, pack, passages_of, unpack
from index.lexical import LexicalIndex
from index.manifest import FORMAT, Manifest, list_files, model_of
from index.passages import make_passages
from index.progress import Progress
from index.seeds import Seed, read_seeds
from index.sentences import split_sentences
from index.store import Store, StoreWriter, write_tokens
from index.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild did; `new`, `kept` and `removed` count sentences against the generation before."""

    generation: str
    documents: int
    sentences: int
    passages: int
    new: int
    kept: int
    removed: int
    embedded: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"Generation {self.generation} is live: {self.documents:,} documents, {self.sentences:,} sentences "
            f"({self.new:,} new, {self.kept:,} kept, {self.removed:,} removed), {self.passages:,} passages; "
            f"{self.embedded:,} texts embedded in {self.seconds:.1f} s."
        )


def rebuild(
    seeds: Path, root: Path, encoder: Encoder, *, late: LateEncoder | None = None, keep: int, full: bool = False
) -> Report:
    """Build a new generation from a folder of articles and make it live.

    Args:
        seeds: folder of articles.
        root: folder of generations.
        encoder: embeds sentences and passages.
        late: encodes their tokens, where its weights are at hand.
        keep: how many generations stay on disk.
        full: embed every text again.

    Raises:
        SeedError: an article cannot be read; the live generation stays as it was.
        RebuildRunning: another rebuild holds the lock.
    """
    articles = (split(seed) for seed in read_seeds(seeds))
    return build_generation(articles, root, encoder, late=late, keep=keep, full=full)


def split(seed: Seed) -> SplitDocument:
    """Cut one article into sentences and passages.

    Raises:
        SeedError: it has no sentence.
    """
    text, language = seed.document.text, seed.document.language
    sentences = split_sentences(text, markdown=seed.markdown, language=language)
    if not sentences:
        raise SeedError(f"The article {seed.document.id} has no letter or digit to cite; mend it or remove it.")
    return SplitDocument(seed.document, tuple(sentences), tuple(make_passages(text, sentences)))


def build_generation(
    articles: Iterable[SplitDocument],
    root: Path,
    encoder: Encoder,
    *,
    late: LateEncoder | None = None,
    keep: int,
    full: bool = False,
    quiet: bool = False,
) -> Report:
    """Build a new generation from split documents and make it live; see `rebuild`. `quiet` shows no progress."""
    started = time.perf_counter()
    generations = Generations(root)
    with generations.lock():
        splits = list(articles)  # read them all first: a bad article stops the rebuild before any work is done
        generations.clean(keep)
        before = _sentence_counts(generations)
        folder = generations.begin()
        name = folder.stem
        embedded = _write(folder, splits, encoder, generations.cache, full=full, quiet=quiet)
        if late is not None:
            embedded += _write_tokens(folder, splits, late, generations.cache, full=full, quiet=quiet)
        manifest = Manifest(
            format=FORMAT,
            generation=name,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            model=model_of(encoder),
            late=None if late is None else late.sha256,
            documents=len(splits),
            sentences=sum(len(s.sentences) for s in splits),
            passages=sum(len(s.passages) for s in splits),
            files=list_files(folder),
        )
        manifest.write(folder)
        generations.publish(folder)
        with EmbeddingCache(generations.cache) as cache:
            cache.prune(generations.clean(keep))
    after = Counter(_key(s.document.id, text) for s in splits for text in _sentence_texts(s))
    return Report(
        generation=name,
        documents=manifest.documents,
        sentences=manifest.sentences,
        passages=manifest.passages,
        new=(after - before).total(),
        kept=(after & before).total(),
        removed=(before - after).total(),
        embedded=embedded,
        seconds=time.perf_counter() - started,
    )


def _write(
    folder: Path, splits: Sequence[SplitDocument], encoder: Encoder, cache_path: Path, *, full: bool, quiet: bool
) -> int:
    """Write every file of a generation but its manifest; how many texts were embedded comes back."""
    writer = StoreWriter(folder)
    for one in splits:
        writer.add(one)
    writer.close()
    units = {
        "sentences": [text for s in splits for text in _sentence_texts(s)],
        "passages": [text for s in splits for text in _passage_texts(s)],
    }
    for unit, texts in units.items():
        LexicalIndex.build(texts, folder / f"{unit}.bm25")
    with EmbeddingCache(cache_path) as cache:
        if full:
            cache.forget(encoder.sha256)
        missing = cache.missing(encoder.sha256, chain.from_iterable(units.values()))
        with Progress("Embedding", len(missing), "texts", quiet=quiet) as progress:
            cache.add(encoder.sha256, encode_by(encoder), missing, folder.stem, progress.advance)
        for unit, texts in units.items():
            cache.touch(encoder.sha256, texts, folder.stem)
            vectors = _in_chunks(cache, encoder, texts)
            VectorIndex.build(encoder.dimension, len(texts), vectors).save(folder / f"{unit}.faiss")
    return len(missing)


def _write_tokens(
    folder: Path, splits: Sequence[SplitDocument], late: LateEncoder, cache_path: Path, *, full: bool, quiet: bool
) -> int:
    """Write the token vectors of every sentence; how many passages were encoded comes back."""
    every = [p for s in splits for p in passages_of(s)]
    keys = [p.key() for p in every]
    passages = dict(zip(keys, every, strict=True))
    with EmbeddingCache(cache_path) as cache:
        if full:
            cache.forget(late.sha256)
        missing = cache.missing(late.sha256, keys)
        with Progress("Encoding", len(missing), "passages", quiet=quiet) as progress:
            cache.add(
                late.sha256,
                lambda texts: map(pack, late.passages([passages[t] for t in texts])),
                missing,
                folder.stem,
                progress.advance,
            )
        cache.touch(late.sha256, keys, folder.stem)
        write_tokens(folder, (tokens for key in keys for tokens in unpack(cache.read(late.sha256, [key])[0])))
    return len(missing)


def _in_chunks(cache: EmbeddingCache, encoder: Encoder, texts: Sequence[str]) -> Iterator[Vectors]:
    for start in range(0, len(texts), CHUNK):
        yield cache.vectors(encoder, texts[start : start + CHUNK])


def _sentence_texts(split: SplitDocument) -> Iterator[str]:
    return (split.document.text[s.start : s.end] for s in split.sentences)


def _passage_texts(split: SplitDocument) -> Iterator[str]:
    return (split.document.text[slice(*split.passage_range(p))] for p in split.passages)


def _sentence_counts(generations: Generations) -> Counter[bytes]:
    """How often each sentence of each document stands in the live generation; nothing where it cannot be read."""
    try:
        return Counter(_key(document_id, text) for document_id, text in Store.open(generations.live()).texts())
    except (NoGeneration, DamagedGeneration):
        return Counter()


def _key(document_id: str, text: str) -> bytes:
    return text_key(f"{document_id}\0{text}")
