"""The local store: a generation in a folder, searched with FAISS, bm25s and late interaction."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Places, Sentence
from index.errors import DamagedGeneration, ModelError
from index.languages import ENGLISH, primary
from index.networks import late
from index.networks.encoder import Encoder, Vectors
from index.networks.late import LateEncoder
from index.storage.layout import MULTILINGUAL, QUOTED, UNITS, WORDS, lexical_of, vectors_of
from index.storage.lexical import LexicalIndex
from index.storage.manifest import Manifest
from index.storage.texts import Rows, Texts
from index.storage.tokens import StoredTokens
from index.storage.vectors import VectorIndex
from index.storage.words import read_words
from index.store import Entry, Generation, Hits, Keys, MultilingualQuery, Query, Quote, Sharing, StoredPassage

SENTENCES_PER_PASSAGE = 4  # about; so that passages bring as many sentences as the sentences' own search

LARGE = 64 * 2**20  # bytes; their SHA-256 takes a twentieth of a second


class LocalStore:
    """An opened generation on this machine's disk."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.texts = Texts(folder)
        self._ids = sorted(record.id for record in self.texts.records)
        self._vectors = {unit: VectorIndex.open(folder / vectors_of(unit)) for unit in UNITS}
        self._lexical = {unit: LexicalIndex(folder / lexical_of(unit)) for unit in UNITS}
        self.words = read_words(folder / WORDS)  # commonest first
        self._tokens = None if manifest.late is None else StoredTokens(folder)
        self._multilingual = None if manifest.multilingual is None else VectorIndex.open(folder / MULTILINGUAL)
        self._languages = [primary(record.about.language) for record in self.texts.records]

    @classmethod
    def open(cls, folder: Path, *, thorough: bool = False) -> Self:
        """Open a generation after checking its files.

        Args:
            folder: of the generation.
            thorough: check the SHA-256 of every file, not of those in `checked_at_opening` alone.

        Raises:
            DamagedGeneration: a file is not what the manifest says.
        """
        manifest = Manifest.read(folder)
        manifest.check_files(folder, None if thorough else checked_at_opening(manifest))
        try:
            return cls(folder, manifest)
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError is FAISS's
            raise DamagedGeneration(f"{folder} cannot be opened ({error}); run `pincite index rebuild`.") from None

    @property
    def generation(self) -> Generation:
        return Generation(self.manifest.generation, self.manifest.model.name, self.manifest.built_at)

    def check_encoders(self, encoder: Encoder, late: LateEncoder | None, multilingual: Encoder | None = None) -> None:
        """Raise ModelError unless these are the encoders this generation was built with."""
        self.manifest.check_encoders(encoder, late, multilingual)

    def languages(self, documents: Sequence[str] = ()) -> frozenset[str | None]:
        """The languages of these documents, or of all; see `Store.languages`."""
        if not documents:
            return frozenset(self._languages)
        return frozenset(primary(self.texts.record(document).about.language) for document in documents)

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        """The sentences that the vectors or BM25 rank among their best, each with all scores; see `Store.search`."""
        vector, question, texts = query.vector, query.text, self.texts
        among = texts.rows_of(documents) if documents else None
        passages = None if among is None else np.unique(texts.passage_of(among))
        bm25 = self._lexical["sentences"].scores(question)
        passage_bm25 = self._lexical["passages"].scores(question)
        passage_depth = -(-depth // SENTENCES_PER_PASSAGE)
        found_passages = (
            self._vectors["passages"].nearest(vector, passage_depth, passages),
            _highest(passage_bm25, passage_depth, passages),
        )
        rows = np.unique(
            np.concatenate(
                [
                    self._vectors["sentences"].nearest(vector, depth, among),
                    _highest(bm25, depth, among),
                    *(texts.rows_in(int(p)) for found in found_passages for p in found),
                ]
            )
        )
        around = texts.passage_of(rows)
        scores = [
            bm25[rows],
            passage_bm25[around],
            self._vectors["sentences"].rows(rows) @ vector,
            self._vectors["passages"].rows(around) @ vector,
        ]
        if query.tokens is not None and self._tokens is not None:
            scores.append(late.match(query.tokens, *self._tokens.of(rows)))
        return Hits(rows, around, np.stack(scores, axis=1).astype(np.float32))

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        """For each text the sentences that share most of its words; see `Store.sharing`."""
        among = self.texts.rows_of(documents) if documents else None
        found = []
        for text in texts:
            shares = self._lexical["sentences"].shares(text)
            rows = _highest(shares, depth, among)
            best = rows[np.argsort(-shares[rows], kind="stable")]
            found.append([self.texts.sharing(int(row), float(shares[row]), around) for row in best])
        return found

    def search_multilingual(self, query: MultilingualQuery, depth: int, documents: Sequence[str] = ()) -> Hits:
        """The sentences that vectors or BM25 rank among their best in any language; see `Store.search_multilingual`."""
        if self._multilingual is None:
            raise ModelError("The index was built without the encoder of all languages; run `pincite index rebuild`.")
        among = self.texts.rows_of(documents) if documents else None
        own = self._in_language(primary(query.language))
        bm25 = self._lexical["sentences"].scores(query.text, query.language) * own
        others = np.flatnonzero(~own) if among is None else among[~own[among]]
        rows = np.unique(
            np.concatenate(
                [
                    self._multilingual.nearest(query.vector, depth, among),
                    self._multilingual.nearest(query.vector, depth, others),
                    _highest(bm25, depth, among),
                ]
            )
        )
        scores = [bm25[rows], self._multilingual.rows(rows) @ query.vector, own[rows]]
        return Hits(rows, self.texts.passage_of(rows), np.stack(scores, axis=1).astype(np.float32))

    def _in_language(self, language: str | None) -> NDArray[np.bool_]:
        """bool (sentences,): whether its document is in this language; one not known is taken for English."""
        theirs = [(known or ENGLISH) == language for known in self._languages]
        return np.repeat(theirs, [record.stop - record.first for record in self.texts.records])

    def passages(self, keys: Keys) -> list[StoredPassage]:
        """For each key the passage that its sentence is in."""
        found = [self.texts.rows_in(int(passage)) for passage in self.texts.passage_of(keys)]
        return [StoredPassage(tuple(rows.tolist()), self.texts.passage_text(rows)) for rows in found]

    def quotes(self, keys: Keys) -> list[Quote]:
        """For each key its sentence."""
        return [self.texts.quote(int(key)) for key in keys]

    def document(self, document_id: str) -> Document:
        """The document with its text and blocks; see `Store.document`."""
        return self.texts.document(document_id)

    def sentences_of(self, document_id: str) -> list[Sentence]:
        """The document's sentences, in order; see `Store.sentences_of`."""
        ranges = self.texts.ranges(self.texts.record(document_id))
        return [Sentence(start, end) for start, end in ranges.tolist()]

    def embedded(self, document_id: str) -> tuple[Keys, Vectors]:
        """The keys and the vectors of the document's sentences, in order; see `Store.embedded`."""
        rows = self.texts.rows_of([document_id])
        return rows, self._vectors["sentences"].rows(rows)

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


def checked_at_opening(manifest: Manifest) -> list[str]:
    """The files whose SHA-256 is checked at every start: what is quoted, and of what the searches read the small ones.

    A start shall not take longer the more was indexed.
    """
    return [name for name, entry in manifest.files.items() if name in QUOTED or entry.bytes <= LARGE]


def _highest(scores: NDArray[np.float32], k: int, among: Rows | None) -> Rows:
    """Rows of the k highest scores above 0."""
    rows = np.flatnonzero(scores > 0) if among is None else among[scores[among] > 0]
    if len(rows) <= k:
        return rows
    return rows[np.argpartition(-scores[rows], k - 1)[:k]]
