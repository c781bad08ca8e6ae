"""The local store: a generation's segments on disk, searched with FAISS, BM25 and late interaction."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Places, Sentence
from index.errors import DamagedGeneration
from index.folding import fold
from index.languages import ENGLISH, primary
from index.networks import late
from index.networks.encoder import Encoder, Vectors
from index.storage.layout import SEGMENTS
from index.storage.manifest import Manifest, SegmentEntry
from index.storage.segment import open_segment
from index.storage.segments import Part, Segments
from index.storage.texts import Rows
from index.storage.words import commonest_first, count_words
from index.store import Entry, Generation, Hits, Keys, Query, Quote, Sharing, StoredPassage

SENTENCES_PER_PASSAGE = 4  # about; so that passages bring as many sentences as the sentences' own search


class LocalStore:
    """An opened generation on this machine's disk."""

    def __init__(self, manifest: Manifest, parts: Sequence[Part]) -> None:
        self.manifest, self.parts = manifest, parts
        self.segments = Segments(parts)
        self.texts = self.segments.texts
        self._ids = sorted(record.id for record in self.texts.records)
        self._in_languages: dict[str | None, NDArray[np.bool_]] = {}

    @classmethod
    def open(cls, folder: Path, *, thorough: bool = False) -> Self:
        """Open a generation after checking its files; segments that are open in this process are shared.

        Args:
            folder: of the generation.
            thorough: check the SHA-256 of every file, not of those in `checked_at_opening` alone.

        Raises:
            DamagedGeneration: a file is not what the manifest says.
        """
        manifest = Manifest.read(folder)
        return cls(manifest, [_open(folder, entry, thorough=thorough) for entry in manifest.segments])

    @classmethod
    def salvage(cls, folder: Path, *, thorough: bool = False) -> Self | None:
        """What is whole of a generation, as if no more had been built; None where nothing is."""
        try:
            manifest = Manifest.read(folder)
        except (DamagedGeneration, OSError):
            return None
        parts = []
        for entry in manifest.segments:
            with suppress(DamagedGeneration, OSError):
                parts.append(_open(folder, entry, thorough=thorough))
        return cls(manifest, parts) if parts else None

    @cached_property
    def words(self) -> Sequence[str]:
        """The words of the documents, commonest first; counted when they are first asked for."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            counts.update(part.segment.words)
            for record in map(part.segment.texts.record, part.removed):
                counts.subtract(count_words(fold(part.segment.texts.document(record.id).text).text))
        return commonest_first(counts)

    @property
    def generation(self) -> Generation:
        return Generation(self.manifest.generation, self.manifest.model.name, self.manifest.built_at)

    def check_encoder(self, encoder: Encoder) -> None:
        """Raise ModelError unless this is the encoder this generation was built with."""
        self.manifest.check_encoder(encoder)

    def languages(self, documents: Sequence[str] = ()) -> Mapping[str | None, int]:
        """How many of these documents, or of all, are in each language; see `Store.languages`."""
        if not documents:
            return self._spoken
        return Counter(primary(self.texts.record(document).about.language) for document in documents)

    @cached_property
    def _spoken(self) -> Mapping[str | None, int]:
        return Counter(primary(record.about.language) for record in self.texts.records)

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        """The sentences that the vectors or BM25 rank among their best, each with all scores; see `Store.search`."""
        vector, texts, segments = query.vector, self.texts, self.segments
        among = texts.rows_of(documents) if documents else None
        passages = None if among is None else np.unique(texts.passage_of(among))
        own = self._in_language(primary(query.language))
        bm25 = segments.bm25("sentences", query.text, query.language) * own
        passage_bm25 = segments.bm25("passages", query.text, query.language) * own[texts.passage_firsts]
        others = np.flatnonzero(segments.live & ~own) if among is None else among[~own[among]]
        passage_depth = -(-depth // SENTENCES_PER_PASSAGE)
        found_passages = (
            segments.nearest("passages", vector, passage_depth, passages),
            _highest(passage_bm25, passage_depth, passages),
        )
        rows = np.unique(
            np.concatenate(
                [
                    segments.nearest("sentences", vector, depth, among),
                    segments.nearest("sentences", vector, depth, others),
                    _highest(bm25, depth, among),
                    *(texts.rows_in(int(p)) for found in found_passages for p in found),
                ]
            )
        )
        around = texts.passage_of(rows)
        scores = [
            bm25[rows],
            passage_bm25[around],
            segments.vectors("sentences", rows) @ vector,
            segments.vectors("passages", around) @ vector,
            late.match(query.tokens, *segments.tokens(rows)),
            own[rows],
        ]
        return Hits(rows, around, np.stack(scores, axis=1).astype(np.float32))

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        """For each text the sentences that share most of its words; see `Store.sharing`."""
        among = self.texts.rows_of(documents) if documents else None
        found = []
        for text in texts:
            shares = self.segments.shares("sentences", text)
            rows = _highest(shares, depth, among)
            best = rows[np.argsort(-shares[rows], kind="stable")]
            found.append([self.texts.sharing(int(row), float(shares[row]), around) for row in best])
        return found

    def _in_language(self, language: str | None) -> NDArray[np.bool_]:
        """bool (sentences,): whether its document is in this language; one not known is taken for English."""
        if language not in self._in_languages:
            own = np.zeros(len(self.segments.live), dtype=np.bool_)
            theirs = [r.id for r in self.texts.records if (primary(r.about.language) or ENGLISH) == language]
            own[self.texts.rows_of(theirs)] = True
            self._in_languages[language] = own
        return self._in_languages[language]

    def passages(self, keys: Keys) -> list[StoredPassage]:
        """For each key the passage that its sentence is in."""
        found = [self.texts.rows_in(int(passage)) for passage in self.texts.passage_of(keys)]
        return [StoredPassage(tuple(rows.tolist()), self.texts.passage_text(rows)) for rows in found]

    def quotes(self, keys: Keys) -> list[Quote]:
        """For each key its sentence."""
        return [self.texts.quote(int(key)) for key in keys]

    def vectors(self, keys: Keys) -> Vectors:
        """For each key the vector of its sentence; see `Store.vectors`."""
        ascending, place = np.unique(keys, return_inverse=True)
        return self.segments.vectors("sentences", ascending)[place]

    def document(self, document_id: str) -> Document:
        """The document with its text and blocks; see `Store.document`."""
        return self.texts.document(document_id)

    def whole(self, documents: Sequence[str]) -> list[Document]:
        """The documents with their texts and blocks; see `Store.whole`."""
        return [self.texts.document(document_id) for document_id in documents]

    def sentences_of(self, document_id: str) -> list[Sentence]:
        """The document's sentences, in order; see `Store.sentences_of`."""
        ranges = self.texts.ranges(self.texts.record(document_id))
        return [Sentence(start, end) for start, end in ranges.tolist()]

    def embedded(self, document_id: str) -> tuple[Keys, Vectors]:
        """The keys and the vectors of the document's sentences, in order; see `Store.embedded`."""
        rows = self.texts.rows_of([document_id])
        return rows, self.segments.vectors("sentences", rows)

    def places(self, document_id: str) -> Places | None:
        """Where the document's text stands in its source; see `Store.places`."""
        return self.texts.places(self.texts.record(document_id))

    def source(self, document_id: str) -> Path | None:
        """The document's source as it was given; see `Store.source`."""
        return self.texts.source(self.texts.record(document_id))

    def entry(self, document_id: str) -> Entry:
        """The document without its text; see `Store.entry`."""
        return self.texts.record(document_id).entry

    def documents(self, after: str = "", most: int | None = None) -> list[Entry]:
        """The documents behind an id; see `Store.documents`."""
        first = bisect_right(self._ids, after)
        return [self.entry(document_id) for document_id in self._ids[first:][:most]]


def _open(folder: Path, entry: SegmentEntry, *, thorough: bool) -> Part:
    """Open a segment of a generation, whose folder is given."""
    segment = open_segment(folder.parent / SEGMENTS, entry, thorough=thorough)
    unknown = [document_id for document_id in entry.removed if not segment.texts.has(document_id)]
    if unknown:
        raise DamagedGeneration(
            f"{folder} has no {unknown[0]} to leave out of {segment.folder}; run `pincite index rebuild`."
        )
    return Part(segment, entry.removed)


def _highest(scores: NDArray[np.float32], k: int, among: Rows | None) -> Rows:
    """Rows of the k highest scores above 0."""
    rows = np.flatnonzero(scores > 0) if among is None else among[scores[among] > 0]
    if len(rows) <= k:
        return rows
    return rows[np.argpartition(-scores[rows], k - 1)[:k]]
