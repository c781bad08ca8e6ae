"""New segments: documents are written, encoded and indexed."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import numpy as np

from index.documents import SplitDocument
from index.networks.encoder import Encoder
from index.progress import Progress, Tell
from index.storage.cache import EmbeddingCache, encode_by
from index.storage.embedded import passage_keys, passage_languages, passages, sentence_languages, sentences
from index.storage.generations import Generations
from index.storage.layout import UNITS, lexical_of, vectors_of
from index.storage.lexical import LexicalIndex
from index.storage.manifest import SegmentEntry
from index.storage.segment import FULL, write_manifest
from index.storage.texts import Texts, write_texts
from index.storage.tokens import writing_tokens
from index.storage.vectors import VectorIndex


def write_segments(
    generations: Generations,
    articles: Iterator[SplitDocument],
    encoder: Encoder,
    *,
    full: bool,
    quiet: bool,
    tell: Tell | None = None,
) -> tuple[list[SegmentEntry], int]:
    """New segments of documents, one begun when the one before has `FULL` sentences; how many passages were encoded.

    Raises:
        SeedError: a document cannot be read; nothing is left behind, whatever fails.
    """
    entries: list[SegmentEntry] = []
    encoded = 0
    with ExitStack() as undoing:
        for first in articles:
            own = _filling(chain([first], articles))
            entry, count = _write_segment(generations, own, encoder, full=full and not entries, quiet=quiet, tell=tell)
            undoing.callback(generations.discard, entry.name)
            entries.append(entry)
            encoded += count
        undoing.pop_all()
    return entries, encoded


def _filling(articles: Iterator[SplitDocument]) -> Iterator[SplitDocument]:
    sentences = 0
    for article in articles:
        yield article
        sentences += len(article.sentences)
        if sentences >= FULL:
            return


def _write_segment(
    generations: Generations,
    articles: Iterator[SplitDocument],
    encoder: Encoder,
    *,
    full: bool,
    quiet: bool,
    tell: Tell | None,
) -> tuple[SegmentEntry, int]:
    with generations.draft() as folder:
        texts = write_texts(folder, articles)
        _write_words(folder, texts)
        with EmbeddingCache(generations.cache) as cache:
            if full:
                cache.forget(encoder.sha256)
            with Progress("Encoding", texts.passages, "passages", quiet=quiet, tell=tell) as progress:
                keys = passage_keys(texts)
                encoded = cache.fill(encoder.sha256, encode_by(encoder), keys, folder.stem, progress.advance)
            _write_vectors(folder, texts, encoder, cache)
        sha256 = write_manifest(folder, texts)
        return SegmentEntry(generations.seal(folder), sha256), encoded


def _write_words(folder: Path, texts: Texts) -> None:
    """Write what BM25 needs of sentences and passages."""
    LexicalIndex.build(sentences(texts), folder / lexical_of("sentences"), sentence_languages(texts))
    LexicalIndex.build(passages(texts), folder / lexical_of("passages"), passage_languages(texts))


def _write_vectors(folder: Path, texts: Texts, encoder: Encoder, cache: EmbeddingCache) -> None:
    """Write the vectors of sentences and passages, and the sentences' tokens, as the cache has them."""
    counts = {"sentences": texts.sentences, "passages": texts.passages}
    vectors = {unit: VectorIndex.empty(encoder.dimension, counts[unit]) for unit in UNITS}
    with writing_tokens(folder) as write:
        for chunk in cache.passages(encoder, passage_keys(texts)):
            vectors["sentences"].add(np.concatenate([passage.sentences for passage in chunk]))
            vectors["passages"].add(np.stack([passage.whole for passage in chunk]))
            write(tokens for passage in chunk for tokens in passage.tokens)
    for unit, index in vectors.items():
        index.save(folder / vectors_of(unit))
