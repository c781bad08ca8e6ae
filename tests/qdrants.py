"""What stands in for a server of Qdrant: the client's local mode, and Edge, the engine's own shard in process.

Local mode is Python of qdrant-client's own, which says what the calls mean. Edge is the Rust engine that the server is
built around; it has no client, so `EdgeClient` gives it the few calls that pincite makes. A server is asked where
`PINCITE_TEST_QDRANT` names one, as `PINCITE_STORE` does.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any, cast
from uuid import uuid4

import qdrant_edge as edge
from httpx import Headers
from qdrant_client import QdrantClient, models
from qdrant_client.conversions import common_types as types
from qdrant_client.http.exceptions import UnexpectedResponse

from index.storage.local import LocalStore
from index.storage.qdrant.address import Address, connect
from index.storage.qdrant.catalogue import QdrantCatalogue
from index.store import Store

SERVER = os.environ.get("PINCITE_TEST_QDRANT")


def published(local: LocalStore, client: QdrantClient, prefix: str = "pincite") -> Store:
    """A local generation, brought to Qdrant and opened there."""
    catalogue = QdrantCatalogue(client, Address("http://qdrant", prefix))
    catalogue.publish(local, keep=3)
    name = catalogue.live_name()
    assert name == local.manifest.generation
    return catalogue.open(name)


@contextmanager
def local_mode() -> Iterator[QdrantClient]:
    client = LocalMode(":memory:")
    yield client
    client.close()


@contextmanager
def in_edge(folder: Path) -> Iterator[QdrantClient]:
    client = EdgeClient(folder)
    yield cast(QdrantClient, client)
    client.close()


@contextmanager
def at_server() -> Iterator[tuple[QdrantClient, str]]:
    """A client of the server, and a prefix of its own; what has it is removed at the end."""
    assert SERVER is not None
    prefix = f"test-{uuid4().hex}"
    client = connect(Address.parse(SERVER))
    yield client, prefix
    for collection in client.get_collections().collections:
        if collection.name.startswith(prefix):
            client.delete_collection(collection.name)
    client.close()


class LocalMode(QdrantClient):
    """Local mode that says as a server does that there is no such collection."""

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in _CALLS:
            return found

        def call(*given: Any, **named: Any) -> Any:
            try:
                return found(*given, **named)
            except ValueError as error:
                if "not found" in str(error) and str(error).startswith("Collection"):
                    raise _not_found(str(error)) from None
                raise

        return call


_CALLS = (
    "query_batch_points",
    "retrieve",
    "scroll",
    "count",
    "upsert",
    "get_collection",
)


class EdgeClient:
    """The calls that pincite makes of a client, carried out by a shard for each collection."""

    def __init__(self, folder: Path) -> None:
        """What a client before it left in the folder is there again, but for aliases."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._shards = {path.name: edge.EdgeShard.load(str(path)) for path in folder.iterdir()}
        self._aliases: dict[str, str] = {}

    def close(self) -> None:
        for shard in self._shards.values():
            shard.close()

    def create_collection(
        self,
        name: str,
        vectors_config: dict[str, models.VectorParams],
        sparse_vectors_config: dict[str, models.SparseVectorParams] | None = None,
        **_: Any,
    ) -> None:
        folder = self._folder / name
        folder.mkdir()
        config = edge.EdgeConfig(
            vectors={using: _vector(given) for using, given in vectors_config.items()},
            sparse_vectors={using: edge.EdgeSparseVectorParams() for using in sparse_vectors_config or {}},
        )
        self._shards[name] = edge.EdgeShard.create(str(folder), config)

    def create_payload_index(self, name: str, field: str, schema: models.PayloadSchemaType, **_: Any) -> None:
        kind = getattr(edge.PayloadSchemaType, schema.value.title())
        self._shard(name).update(edge.UpdateOperation.create_field_index(field, kind))

    def delete_collection(self, name: str) -> None:
        self._shards.pop(name).close()
        rmtree(self._folder / name)

    def collection_exists(self, name: str) -> bool:
        return name in self._shards

    def get_collection(self, name: str) -> models.CollectionInfo:
        self._shard(name).optimize()
        return models.CollectionInfo.model_construct(status=models.CollectionStatus.GREEN)

    def get_collections(self) -> models.CollectionsResponse:
        return models.CollectionsResponse(
            collections=[models.CollectionDescription(name=name) for name in self._shards]
        )

    def get_aliases(self) -> models.CollectionsAliasesResponse:
        found = [models.AliasDescription(alias_name=a, collection_name=c) for a, c in self._aliases.items()]
        return models.CollectionsAliasesResponse(aliases=found)

    def update_collection_aliases(self, operations: Sequence[models.AliasOperations]) -> None:
        new = dict(self._aliases)
        for operation in operations:
            if isinstance(operation, models.DeleteAliasOperation):
                del new[operation.delete_alias.alias_name]
            elif isinstance(operation, models.CreateAliasOperation):
                new[operation.create_alias.alias_name] = operation.create_alias.collection_name
        self._aliases = new

    def upsert(self, name: str, points: Sequence[models.PointStruct], **_: Any) -> None:
        sent = [
            edge.Point(
                point.id, {using: _sparse(v) for using, v in cast(dict[str, Any], point.vector).items()}, point.payload
            )
            for point in points
        ]
        self._shard(name).update(edge.UpdateOperation.upsert_points(sent))

    def retrieve(self, name: str, ids: Sequence[Any], *, with_payload: Any, with_vectors: Any) -> list[models.Record]:
        found = self._shard(name).retrieve(list(ids), with_payload, with_vectors)
        return [models.Record(id=_id(p.id), payload=p.payload, vector=cast(Any, p.vector)) for p in found]

    def scroll(
        self, name: str, wanted: models.Filter, *, limit: int, with_payload: Any, **_: Any
    ) -> tuple[list[models.Record], None]:
        request = edge.ScrollRequest(limit=limit, filter=_filter(wanted), with_payload=with_payload)
        found, _next = self._shard(name).scroll(request)
        return [models.Record(id=_id(point.id), payload=point.payload) for point in found], None

    def count(self, name: str, wanted: models.Filter, *, exact: bool) -> models.CountResult:
        return models.CountResult(count=self._shard(name).count(edge.CountRequest(exact, _filter(wanted))))

    def query_batch_points(self, name: str, requests: Sequence[models.QueryRequest]) -> list[types.QueryResponse]:
        batch = edge.QueryBatchRequest([_request(request) for request in requests])
        return [
            types.QueryResponse(
                points=[models.ScoredPoint(id=_id(p.id), version=0, score=p.score, payload=p.payload) for p in points]
            )
            for points in self._shard(name).query_batch(batch)
        ]

    def _shard(self, name: str) -> edge.EdgeShard:
        if name not in self._shards:
            raise _not_found(f"Collection {name} not found")
        return self._shards[name]


def _vector(given: models.VectorParams) -> edge.EdgeVectorParams:
    several = edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim)
    small = edge.ScalarQuantizationConfig(edge.ScalarType.Int8, None, always_ram=True)
    graph = cast(models.HnswConfigDiff, given.hnsw_config)
    return edge.EdgeVectorParams(
        size=given.size,
        distance=edge.Distance.Dot,
        on_disk=given.on_disk,
        multivector_config=several if given.multivector_config else None,
        datatype=edge.VectorStorageDatatype.Float16 if given.datatype == models.Datatype.FLOAT16 else None,
        quantization_config=small if given.quantization_config else None,
        hnsw_config=edge.HnswIndexConfig(graph.m or 0, graph.ef_construct or 100, 10_000),
    )


def _sparse(vector: Any) -> Any:
    return edge.SparseVector(vector.indices, vector.values) if isinstance(vector, models.SparseVector) else vector


def _request(given: models.QueryRequest) -> edge.QueryRequest:
    params, rescored = cast(models.SearchParams, given.params), None
    if params.quantization is not None:
        rescored = edge.QuantizationSearchParams(rescore=True, oversampling=params.quantization.oversampling)
    return edge.QueryRequest(
        limit=cast(int, given.limit),
        query=edge.Query.Nearest(_sparse(given.query), given.using),
        filter=_filter(given.filter),
        params=edge.SearchParams(hnsw_ef=params.hnsw_ef, exact=bool(params.exact), quantization=rescored),
        with_payload=cast(Any, given.with_payload),
    )


def _filter(given: models.Filter | None) -> edge.Filter | None:
    if given is None:
        return None
    return edge.Filter(must=_conditions(given.must), must_not=_conditions(given.must_not))


def _conditions(given: Any) -> list[Any] | None:
    return None if given is None else [_condition(condition) for condition in given]


def _condition(given: Any) -> Any:
    if isinstance(given, models.HasIdCondition):
        return edge.HasIdCondition(set(given.has_id))
    if given.range is not None:
        return edge.FieldCondition(given.key, range=edge.RangeFloat(gte=given.range.gte, lt=given.range.lt))
    match = given.match
    found = edge.MatchAny(match.any) if isinstance(match, models.MatchAny) else edge.MatchValue(match.value)
    return edge.FieldCondition(given.key, match=found)


def _id(given: Any) -> int | str:
    return given if isinstance(given, int) else str(given)


def _not_found(message: str) -> UnexpectedResponse:
    return UnexpectedResponse(404, "Not Found", message.encode(), Headers())
