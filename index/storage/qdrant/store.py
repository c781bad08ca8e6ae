"""The store in Qdrant: one generation in one collection, searched, scored and quoted there."""

import base64
import json
import weakref
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import get_ident
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from qdrant_client.models import FieldCondition, Filter, MatchValue, Range

from index.documents import Block, Document, Places, Sentence
from index.errors import DocumentNotFound, GenerationGone
from index.languages import ENGLISH, primary
from index.networks.encoder import Encoder, Vectors
from index.places import places_of
from index.storage.lexical import analysed, readings, tokenize
from index.storage.manifest import Manifest
from index.storage.qdrant import search
from index.storage.qdrant.collection import Collection, Payload
from index.storage.qdrant.points import (
    PASSAGES,
    VECTOR,
    entry_of,
    id_of,
    passage_text_of,
    quote_of,
)
from index.storage.qdrant.recent import Recent
from index.storage.qdrant.search import Scope, Words
from index.storage.qdrant.weights import Term, asked
from index.store import Entry, Generation, Hits, Keys, Query, Quote, Sharing, StoredPassage

SENTENCES_KEPT, PASSAGES_KEPT, ENTRIES_KEPT, DOCUMENTS_KEPT = 20_000, 5_000, 10_000, 64
PAGE = 1000  # documents listed in one round trip
TOGETHER = 32  # texts whose words are looked for in one round trip

_ENTRY, _TEXT = ["entry"], ["text", "ranges", "blocks"]


@dataclass(frozen=True, slots=True)
class Whole:
    """A document, and its sentences."""

    document: Document
    sentences: tuple[Sentence, ...]


class QdrantStore:
    """A generation in a collection. It never changes, so what was read of it last is kept."""

    def __init__(self, collection: Collection) -> None:
        """Open it: one round trip.

        Raises:
            GenerationGone: it is not there, or not whole.
            StoreUnavailable: the server does not answer.
        """
        self._collection = collection
        found = collection.retrieve([id_of("manifest")], ["manifest"])
        if not found:
            raise GenerationGone(f"{collection.name} is not whole; run `pincite index rebuild`.")
        described = json.loads(found[id_of("manifest")]["manifest"])
        self.manifest: Manifest = TypeAdapter(Manifest).validate_python(described["manifest"])
        self._texts = {unit: described["kinds"].get(kind, 0) for unit, kind in _UNITS.items()}
        self._word_points = described["kinds"].get("words", 0)
        self._spoken = {language or None: documents for language, documents in described["languages"].items()}
        self._sentences: Recent[int, Payload] = Recent(SENTENCES_KEPT)
        self._passages: Recent[int, Payload] = Recent(PASSAGES_KEPT)
        self._entries: Recent[str, dict[str, Any]] = Recent(ENTRIES_KEPT)
        self._documents: Recent[str, Whole] = Recent(DOCUMENTS_KEPT)

    @property
    def generation(self) -> Generation:
        return Generation(self.manifest.generation, self.manifest.model.name, self.manifest.built_at)

    @cached_property
    def words(self) -> Sequence[str]:
        """The words of the documents, commonest first; read when they are first asked for."""
        ids = [id_of("words", number) for number in range(self._word_points)]
        found = self._collection.retrieve(ids, ["words"])
        return [word for point in ids for word in json.loads(found[point]["words"])]

    def check_encoder(self, encoder: Encoder) -> None:
        """Raise ModelError unless this is the encoder this generation was built with."""
        self.manifest.check_encoder(encoder)

    def languages(self, documents: Sequence[str] = ()) -> Mapping[str | None, int]:
        """How many of these documents, or of all, are in each language; see `Store.languages`."""
        if documents:
            return Counter(primary(known["about"]["language"]) for known in self._known(documents))
        counts: Counter[str | None] = Counter()
        for language, number in self._spoken.items():
            counts[primary(language)] += number
        return counts

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        """The sentences that the vectors or BM25 rank among their best, each with all scores; see `Store.search`."""
        tokens = tokenize(query.text, query.language)
        terms = self._terms(tokens)
        words = Words(*(asked(tokens, terms, unit, texts) for unit, texts in self._texts.items()))
        found = search.search(self._collection, query, words, depth, self._scope(query.language, documents))
        self._sentences.keep(found.sentences)
        self._passages.keep(found.passages)
        return found.hits

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        """For each text the sentences that share most of its words; see `Store.sharing`."""
        scope = self._scope(ENGLISH, documents)
        languages = sorted({analysed(language) for language in self._spoken})
        found = []
        for start in range(0, len(texts), TOGETHER):
            read = [readings(text, languages) for text in texts[start : start + TOGETHER]]
            terms = self._terms([word for words in read for reading in words for word in reading])
            found += search.sharing(
                self._collection,
                [
                    [asked(list(dict.fromkeys(r)), terms, "sentences", self._texts["sentences"]) for r in words]
                    for words in read
                ],
                depth,
                scope,
            )
        best = [(key, share) for shares in found for key, share in shares]
        quotes = dict(zip((key for key, _ in best), self.quotes(np.array([key for key, _ in best])), strict=True))
        self.whole(list(dict.fromkeys(quote.entry.id for quote in quotes.values())))
        return [[self._stretch(key, share, quotes[key], around) for key, share in shares] for shares in found]

    def passages(self, keys: Keys) -> list[StoredPassage]:
        """For each key the passage that its sentence is in."""
        numbers = [payload["passage"] for payload in self._sentences.of(keys.tolist(), self._read_sentences)]
        return [
            StoredPassage(tuple(range(found["first"], found["stop"])), passage_text_of(json.loads(found["text"])))
            for found in self._passages.of(numbers, self._read_passages)
        ]

    def quotes(self, keys: Keys) -> list[Quote]:
        """For each key its sentence."""
        found = self._sentences.of(keys.tolist(), self._read_sentences)
        return [quote_of(json.loads(payload["quote"])) for payload in found]

    def vectors(self, keys: Keys) -> Vectors:
        """For each key the vector of its sentence; see `Store.vectors`."""
        found = self._collection.vectors(keys.tolist(), VECTOR)
        vectors = np.array([found[key] for key in keys.tolist()], dtype=np.float32)
        return vectors.reshape(len(keys), self.manifest.model.dimension)

    def document(self, document_id: str) -> Document:
        """The document with its text and blocks; see `Store.document`."""
        return self.whole([document_id])[0]

    def whole(self, documents: Sequence[str]) -> list[Document]:
        """The documents with their texts and blocks; see `Store.whole`."""
        return [found.document for found in self._whole(documents)]

    def sentences_of(self, document_id: str) -> list[Sentence]:
        """The document's sentences, in order; see `Store.sentences_of`."""
        return list(self._whole([document_id])[0].sentences)

    def embedded(self, document_id: str) -> tuple[Keys, Vectors]:
        """The keys and the vectors of the document's sentences, in order; see `Store.embedded`."""
        (known,) = self._known([document_id])
        keys = np.arange(known["first"], known["first"] + known["sentences"], dtype=np.int64)
        return keys, self.vectors(keys)

    def places(self, document_id: str) -> Places | None:
        """Where the document's text stands in its source; see `Store.places`."""
        point = id_of("document", document_id)
        found = self._collection.retrieve([point], ["places"])
        if point not in found:
            raise DocumentNotFound(document_id)
        data = base64.b64decode(found[point]["places"])
        return places_of(data) if data else None

    def source(self, document_id: str) -> Path | None:
        """A copy of the document's source as it was given, for as long as this is open; see `Store.source`."""
        (known,) = self._known([document_id])
        if known["source"] is None:
            return None
        path: Path = self._files / known["source"]
        if not path.is_file():
            draft = path.with_name(f"{path.name}.{get_ident()}")  # threads may write it at once
            with draft.open("wb") as file:
                for number in range(known["source_parts"]):
                    file.write(base64.b64decode(self._parts([id_of("source", f"{number} {document_id}")])[0]))
            draft.replace(path)
        return path

    def entry(self, document_id: str) -> Entry:
        """The document without its text; see `Store.entry`."""
        return entry_of(self._known([document_id])[0])

    def documents(self, after: str = "", most: int | None = None) -> list[Entry]:
        """The documents whose ids stand behind `after`, sorted by id; at most so many."""
        count = self.manifest.documents
        first = bisect_right(range(count), after, key=lambda number: self._numbered(number, 1)[0]["id"]) if after else 0
        stop = count if most is None else min(count, first + most)
        pages = (self._numbered(start, min(PAGE, stop - start)) for start in range(first, stop, PAGE))
        return [entry_of(known) for page in pages for known in page]

    @cached_property
    def _files(self) -> Path:
        """A folder for sources, for as long as this is open."""
        folder = Path(mkdtemp(prefix="pincite-"))
        weakref.finalize(self, rmtree, folder, ignore_errors=True)
        return folder

    def _scope(self, language: str, documents: Sequence[str]) -> Scope:
        own = primary(language) or ENGLISH
        known = self._known(documents)
        return Scope(
            own,
            any((primary(spoken) or ENGLISH) != own for spoken in self._spoken),
            tuple(dict.fromkeys(each["number"] for each in known)),
            sum(each["sentences"] for each in {each["id"]: each for each in known}.values()),
        )

    def _terms(self, words: Iterable[str]) -> dict[str, Term]:
        """Those of the words that the generation has."""
        ids = {id_of("term", word): word for word in dict.fromkeys(words)}
        found = self._collection.retrieve(list(ids), ["dimension", *self._texts]) if ids else {}
        return {
            ids[str(point)]: Term(payload["dimension"], {unit: payload[unit] for unit in self._texts})
            for point, payload in found.items()
        }

    def _known(self, documents: Sequence[str]) -> list[dict[str, Any]]:
        """What is known of documents beside their texts.

        Raises:
            DocumentNotFound: one of the ids is no document's.
        """
        return _or_not_found(lambda: self._entries.of(documents, self._read_entries))

    def _whole(self, documents: Sequence[str]) -> list[Whole]:
        return _or_not_found(lambda: self._documents.of(documents, self._read_documents))

    def _read_entries(self, documents: list[str]) -> dict[str, dict[str, Any]]:
        ids = {id_of("document", document): document for document in documents}
        found = self._collection.retrieve(list(ids), _ENTRY)
        return {ids[str(point)]: json.loads(payload["entry"]) for point, payload in found.items()}

    def _read_documents(self, documents: list[str]) -> dict[str, Whole]:
        ids = {id_of("document", document): document for document in documents}
        found = self._collection.retrieve(list(ids), [*_ENTRY, *_TEXT])
        return {ids[str(point)]: self._built(payload) for point, payload in found.items()}

    def _built(self, payload: Payload) -> Whole:
        known = json.loads(payload["entry"])
        further = [id_of("text", f"{number} {known['id']}") for number in range(1, known["parts"] + 1)]
        text = "".join([json.loads(payload["text"]), *map(json.loads, self._parts(further))])
        ranges = json.loads(payload["ranges"])
        blocks = tuple(
            Block(kind, start, end, parent, who) for kind, start, end, parent, who in json.loads(payload["blocks"])
        )
        document = Document(known["id"], entry_of(known).about, text, blocks, known["markup"])
        return Whole(document, tuple(map(Sentence, ranges[0::2], ranges[1::2])))

    def _parts(self, ids: list[str]) -> list[str]:
        found = self._collection.retrieve(ids, ["data"]) if ids else {}
        return [found[point]["data"] for point in ids]

    def _numbered(self, first: int, count: int) -> list[dict[str, Any]]:
        """What is known of the documents of these numbers, in their order."""
        wanted = Filter(
            must=[
                FieldCondition(key="kind", match=MatchValue(value="document")),
                FieldCondition(key="number", range=Range(gte=first, lt=first + count)),
            ]
        )
        found = [json.loads(payload["entry"]) for payload in self._collection.matching(wanted, _ENTRY, count)]
        return sorted(found, key=lambda known: int(known["number"]))

    def _read_sentences(self, keys: list[int]) -> dict[int, Payload]:
        found = self._collection.retrieve(keys, ["quote", "passage"])
        return {int(key): payload for key, payload in found.items()}

    def _read_passages(self, numbers: list[int]) -> dict[int, Payload]:
        found = self._collection.retrieve([PASSAGES + number for number in numbers], ["first", "stop", "text"])
        return {int(point) - PASSAGES: payload for point, payload in found.items()}

    def _stretch(self, key: int, share: float, quote: Quote, around: int) -> Sharing:
        start = max(0, quote.sentence.start - around)
        stretch = self.document(quote.entry.id).text[start : quote.sentence.end + around]
        return Sharing(key, share, quote.entry.id, quote.sentence, start, stretch)


_UNITS = {"sentences": "sentence", "passages": "passage"}


def _or_not_found(read: Callable[[], list[Any]]) -> list[Any]:
    try:
        return read()
    except KeyError as error:
        raise DocumentNotFound(error.args[0]) from None
