"""A generation on this machine's disk, brought into a collection of Qdrant: in batches, resumable, counted at the end.

Every id follows from what it is of, so that what a killed push left is gone on with, and nothing stands there twice.
"""

import base64
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import count as counting
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from qdrant_client import QdrantClient
from qdrant_client.models import (
    CollectionStatus,
    Datatype,
    Distance,
    HnswConfigDiff,
    MultiVectorComparator,
    MultiVectorConfig,
    PayloadSchemaType,
    PointStruct,
    ScalarQuantization,
    ScalarQuantizationConfig,
    ScalarType,
    SparseIndexParams,
    SparseVectorParams,
    VectorParams,
)

from index.errors import StoreUnavailable
from index.languages import ENGLISH, primary
from index.networks.late import WIDTH, Tokens
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.qdrant.address import Address
from index.storage.qdrant.collection import Collection, reaching
from index.storage.qdrant.points import (
    PART,
    PASSAGE_BM25,
    PASSAGES,
    SENTENCE_BM25,
    SHARED,
    TOKENS,
    VECTOR,
    WORDS,
    id_of,
    written,
)
from index.storage.qdrant.weights import Vocabulary
from index.storage.texts import Record
from index.storage.vectors import EF_CONSTRUCTION, LINKS

BATCH = 64  # points of a request
WAIT = 0.5  # seconds between looks at whether the graphs are built

CHUNK = 256  # sentences whose vectors are read in one go
DECIMALS = 4

Sliced = TypeVar("Sliced", str, Sequence[str], NDArray[np.int64])
Tell = Callable[[int], object]  # how many more sentences are there


def push(store: LocalStore, client: QdrantClient, address: Address, name: str, tell: Tell | None = None) -> None:
    """Bring a generation into a collection, all of it or what is missing there, and its manifest last.

    Raises:
        StoreUnavailable: the server cannot be reached, or has not all that was sent.
    """
    collection = Collection(client, name)
    with reaching(name):
        if not client.collection_exists(name):
            _create(client, address, name, store.manifest.model.dimension)
    kinds: Counter[str] = Counter()
    for batch in _batches(_points(store)):
        collection.upload(batch)
        sent = Counter(point.payload["kind"] for point in batch if point.payload)
        kinds += sent
        if tell is not None and sent["sentence"]:
            tell(sent["sentence"])
    _wait(client, name)
    for kind, count in kinds.items():
        if (there := collection.count(kind)) != count:
            raise StoreUnavailable(f"{name} has {there:,} points of kind {kind}, not {count:,}; run the command again.")
    collection.upload([_manifest(store, kinds)])


def _create(client: QdrantClient, address: Address, name: str, dimension: int) -> None:
    """An empty collection. Vectors are searched by int8 in memory and scored by the floats on disk."""
    quantized = ScalarQuantization(scalar=ScalarQuantizationConfig(type=ScalarType.INT8, always_ram=True))
    graph = HnswConfigDiff(m=LINKS, ef_construct=EF_CONSTRUCTION)
    searched = VectorParams(
        size=dimension, distance=Distance.DOT, on_disk=True, hnsw_config=graph, quantization_config=quantized
    )
    tokens = VectorParams(
        size=WIDTH,
        distance=Distance.DOT,
        on_disk=True,
        datatype=Datatype.FLOAT16,
        hnsw_config=HnswConfigDiff(m=0),  # they score what was found, and find nothing
        multivector_config=MultiVectorConfig(comparator=MultiVectorComparator.MAX_SIM),
    )
    client.create_collection(
        name,
        vectors_config={VECTOR: searched, TOKENS: tokens},
        sparse_vectors_config={
            SENTENCE_BM25: SparseVectorParams(),
            PASSAGE_BM25: SparseVectorParams(),
            SHARED: SparseVectorParams(index=SparseIndexParams(on_disk=True)),  # only where quotes are checked
        },
        shard_number=address.shards,
        replication_factor=address.replicas,
        on_disk_payload=True,
    )
    indexed = {
        "kind": PayloadSchemaType.KEYWORD,
        "language": PayloadSchemaType.KEYWORD,
        "document": PayloadSchemaType.INTEGER,
        "number": PayloadSchemaType.INTEGER,
    }
    for field, schema in indexed.items():
        client.create_payload_index(name, field, schema, wait=True)


def _wait(client: QdrantClient, name: str) -> None:
    """Until the graphs are built: searches would take long before."""
    while True:
        with reaching(name):
            status = client.get_collection(name).status
        if status == CollectionStatus.RED:
            raise StoreUnavailable(f"{name} cannot be indexed; the log of Qdrant says why.")
        if status != CollectionStatus.YELLOW:
            return
        time.sleep(WAIT)


def _batches(points: Iterable[PointStruct]) -> Iterator[list[PointStruct]]:
    """Points in the batches of a request; one with much text in it goes alone."""
    batch: list[PointStruct] = []
    for point in points:
        large = sum(len(value) for value in (point.payload or {}).values() if isinstance(value, str)) > PART // BATCH
        batch.append(point)
        if large or len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _points(store: LocalStore) -> Iterator[PointStruct]:
    """All points of a generation but its manifest; those that are searched last."""
    vocabulary = Vocabulary(store)
    numbers = {name: number for number, name in enumerate(sorted(record.id for record in store.texts.records))}
    for word, term in vocabulary.terms():
        yield _point("term", id_of("term", word), {"word": written(word), "dimension": term.number, **term.having})
    for number, words in enumerate(_pieces(store.words, WORDS)):
        yield _point("words", id_of("words", number), {"words": written(words)})
    for record in store.texts.records:
        yield from _document(store, record, numbers[record.id])
    yield from _passages(store, vocabulary, numbers)
    yield from _sentences(store, vocabulary, numbers)


def _point(
    kind: str, place: int | str, payload: dict[str, object], vectors: dict[str, object] | None = None
) -> PointStruct:
    return PointStruct(id=place, payload={"kind": kind, **payload}, vector=vectors or {})  # type: ignore[arg-type]


def _document(store: LocalStore, record: Record, number: int) -> Iterator[PointStruct]:
    document = store.texts.document(record.id)
    rows = store.texts.rows_of([record.id])
    places = store.texts.places(record)
    first, *further = list(_pieces(document.text, PART)) or [""]
    parts = store.texts.source(record)
    source = [] if parts is None or not parts.is_file() else list(_source(record, parts))
    known = {
        "id": record.id,
        "about": asdict(record.about),
        "sentences": len(rows),
        "first": int(rows[0]) if len(rows) else 0,
        "number": number,
        "markup": record.markup,
        "parts": len(further),
        "source": record.source_sha256 if source else None,
        "source_parts": len(source),
    }
    payload = {
        "number": number,
        "entry": written(known),
        "text": written(first),
        "ranges": written(store.texts.ranges(record).ravel().tolist()),
        "blocks": written([[b.kind, b.start, b.end, b.parent, b.speaker] for b in document.blocks]),
        "places": "" if places is None else base64.b64encode(places.to_bytes()).decode("ascii"),
    }
    yield _point("document", id_of("document", record.id), payload)
    for n, piece in enumerate(further, start=1):
        yield _point("part", id_of("text", f"{n} {record.id}"), {"data": written(piece)})
    yield from source


def _source(record: Record, path: Path) -> Iterator[PointStruct]:
    with path.open("rb") as file:
        for n in counting():
            if not (data := file.read(PART)) and n:
                return
            payload: dict[str, object] = {"data": base64.b64encode(data).decode("ascii")}
            yield _point("part", id_of("source", f"{n} {record.id}"), payload)


def _passages(store: LocalStore, vocabulary: Vocabulary, numbers: dict[str, int]) -> Iterator[PointStruct]:
    for record in store.texts.records:
        found = np.unique(store.texts.passage_of(store.texts.rows_of([record.id])))
        for some in _pieces(found, CHUNK):
            vectors = store.segments.vectors("passages", some)
            for passage, vector in zip(some.tolist(), vectors, strict=True):
                rows = store.texts.rows_in(passage)
                payload = _common(record, numbers) | {
                    "first": int(rows[0]),
                    "stop": int(rows[-1]) + 1,
                    "text": written(asdict(store.texts.passage_text(rows))),
                }
                named = {VECTOR: vector.tolist(), PASSAGE_BM25: vocabulary.vector("passages", passage)}
                yield _point("passage", PASSAGES + passage, payload, named)


def _sentences(store: LocalStore, vocabulary: Vocabulary, numbers: dict[str, int]) -> Iterator[PointStruct]:
    for record in store.texts.records:
        for keys in _pieces(store.texts.rows_of([record.id]), CHUNK):
            around = store.texts.passage_of(keys).tolist()
            vectors, tokens = store.segments.vectors("sentences", keys), _tokens(*store.segments.tokens(keys))
            for key, passage, vector, own in zip(keys.tolist(), around, vectors, tokens, strict=True):
                payload = _common(record, numbers) | {
                    "passage": passage,
                    "quote": written(asdict(store.texts.quote(key))),
                }
                named = {
                    VECTOR: vector.tolist(),
                    TOKENS: own.tolist(),
                    SENTENCE_BM25: vocabulary.vector("sentences", key),
                    SHARED: vocabulary.presence("sentences", key),
                }
                yield _point("sentence", key, payload, named)


def _pieces(values: Sliced, length: int) -> Iterator[Sliced]:
    """What can be sliced, in stretches of a length."""
    return (values[start : start + length] for start in range(0, len(values), length))


def _common(record: Record, numbers: dict[str, int]) -> dict[str, object]:
    """What is searched by: a document whose language is not known counts as English, as in the local store."""
    return {"document": numbers[record.id], "language": primary(record.about.language) or ENGLISH}


def _tokens(tokens: Tokens, counts: NDArray[np.int64]) -> Iterator[NDArray[np.float64]]:
    """The token vectors of each sentence, of length 1; to as many places as half a float holds."""
    vectors = tokens.astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return iter(np.split(vectors.round(DECIMALS), np.cumsum(counts)[:-1]))


def _manifest(store: LocalStore, kinds: Counter[str]) -> PointStruct:
    described = {
        "manifest": TypeAdapter(Manifest).dump_python(store.manifest, mode="json"),
        "languages": Counter(record.about.language or "" for record in store.texts.records),
        "kinds": kinds,
    }
    return _point("manifest", id_of("manifest"), {"manifest": written(described)})
