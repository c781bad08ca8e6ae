"""A new segment: documents are written, embedded and indexed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from index.documents import SplitDocument
from index.networks.encoder import Encoder
from index.networks.encoders import Encoders
from index.networks.late import LateEncoder, unpack
from index.progress import Progress, Tell
from index.storage.cache import EmbeddingCache, Encode, encode_by, encode_passages_by
from index.storage.embedded import (
    embedded_texts,
    passage_keys,
    passage_languages,
    passages,
    sentence_languages,
    sentences,
)
from index.storage.generations import Generations
from index.storage.layout import MULTILINGUAL, lexical_of, vectors_of
from index.storage.lexical import LexicalIndex
from index.storage.manifest import SegmentEntry
from index.storage.segment import write_manifest
from index.storage.texts import Texts, write_texts
from index.storage.tokens import write_tokens
from index.storage.vectors import VectorIndex


def write_segment(
    generations: Generations,
    articles: Iterator[SplitDocument],
    encoders: Encoders,
    *,
    full: bool,
    quiet: bool,
    tell: Tell | None,
) -> tuple[SegmentEntry | None, int]:
    """A new segment of documents, None where there are none; and how many texts were encoded for it.

    Raises:
        SeedError: a document cannot be read; nothing is left behind, whatever fails.
    """
    with generations.draft() as folder:
        first = next(articles, None)
        if first is None:
            folder.rmdir()
            return None, 0
        texts = write_texts(folder, chain([first], articles))
        with EmbeddingCache(generations.cache) as cache:
            caching = Caching(cache, folder.stem, full=full, quiet=quiet, tell=tell)
            embedded = _write_vectors(folder, texts, encoders.dense, caching)
            if encoders.late is not None:
                embedded += _write_tokens(folder, texts, encoders.late, caching)
            if encoders.multilingual is not None:
                embedded += _write_multilingual(folder, texts, encoders.multilingual, caching)
        sha256 = write_manifest(folder, texts)
        return SegmentEntry(generations.seal(folder), sha256), embedded


@dataclass(frozen=True, slots=True)
class Caching:
    """How the cache is filled for one segment."""

    cache: EmbeddingCache
    segment: str
    full: bool
    quiet: bool
    tell: Tell | None

    def encode_missing(self, what: str, unit: str, model: str, encode: Encode, texts: Iterable[str], count: int) -> int:
        """Encode what is missing, with a progress bar; how many were encoded comes back."""
        if self.full:
            self.cache.forget(model)
        with Progress(what, count, unit, quiet=self.quiet, tell=self.tell) as progress:
            return self.cache.fill(model, encode, texts, self.segment, progress.advance)


def _write_vectors(folder: Path, texts: Texts, encoder: Encoder, caching: Caching) -> int:
    """Write the indexes of sentences and passages; how many texts were embedded comes back."""
    counts = {"sentences": texts.sentences, "passages": texts.passages}
    units = {"sentences": sentences, "passages": passages}
    languages = {"sentences": sentence_languages, "passages": passage_languages}
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
    encoded = caching.encode_missing(
        "Encoding", "passages", late.sha256, encode_passages_by(late), passage_keys(texts), texts.passages
    )
    packed = caching.cache.read(late.sha256, passage_keys(texts))
    write_tokens(folder, (tokens for passage in packed for tokens in unpack(passage)))
    return encoded


def _write_multilingual(folder: Path, texts: Texts, encoder: Encoder, caching: Caching) -> int:
    """Write the vectors of every sentence by the encoder of all languages; how many were embedded comes back."""
    embedded = caching.encode_missing(
        "Embedding for all languages",
        "sentences",
        encoder.sha256,
        encode_by(encoder),
        sentences(texts),
        texts.sentences,
    )
    vectors = caching.cache.vectors(encoder, sentences(texts))
    VectorIndex.build(encoder.dimension, texts.sentences, vectors).save(folder / vectors_of(MULTILINGUAL))
    return embedded
