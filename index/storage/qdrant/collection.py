"""One collection of Qdrant, asked with pincite's own errors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from qdrant_client import QdrantClient
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse
from qdrant_client.models import FieldCondition, Filter, MatchValue, PointStruct, QueryRequest, ScoredPoint

from index.errors import GenerationGone, StoreUnavailable

Id = int | str
Payload = Mapping[str, Any]

NOT_FOUND, TOO_MANY = 404, 429
REFUSED = (401, 403)


class Collection:
    """The points of a collection. Each method but `upload` is one round trip."""

    def __init__(self, client: QdrantClient, name: str) -> None:
        self._client, self.name = client, name

    def retrieve(self, ids: Sequence[Id], fields: Sequence[str]) -> dict[Id, Payload]:
        """These fields of the points that there are."""
        with reaching(self.name):
            found = self._client.retrieve(self.name, list(ids), with_payload=list(fields), with_vectors=False)
        return {_plain(point.id): point.payload or {} for point in found}

    def vectors(self, ids: Sequence[Id], using: str) -> dict[Id, list[float]]:
        """The dense vector of this name of each point that there is."""
        with reaching(self.name):
            found = self._client.retrieve(self.name, list(ids), with_payload=False, with_vectors=[using])
        return {_plain(point.id): cast(dict[str, list[float]], point.vector)[using] for point in found}

    def query(self, requests: Sequence[QueryRequest]) -> list[list[ScoredPoint]]:
        """The points of each request, best first, in one round trip for all."""
        with reaching(self.name):
            return [found.points for found in self._client.query_batch_points(self.name, list(requests))]

    def matching(self, wanted: Filter, fields: Sequence[str], most: int) -> list[Payload]:
        """These fields of at most so many points that a filter lets through, in any order."""
        with reaching(self.name):
            found, _ = self._client.scroll(self.name, wanted, limit=most, with_payload=list(fields), with_vectors=False)
        return [point.payload or {} for point in found]

    def count(self, kind: str) -> int:
        """How many points there are of a kind."""
        wanted = Filter(must=[FieldCondition(key="kind", match=MatchValue(value=kind))])
        with reaching(self.name):
            return self._client.count(self.name, wanted, exact=True).count

    def upload(self, points: Sequence[PointStruct]) -> None:
        """Store those of these points that are not there yet."""
        with reaching(self.name):
            there = self._client.retrieve(self.name, [p.id for p in points], with_payload=False, with_vectors=False)
            known = {_plain(point.id) for point in there}
            if new := [point for point in points if point.id not in known]:
                self._client.upsert(self.name, new, wait=True)


@contextmanager
def reaching(where: str) -> Iterator[None]:
    """Say what the client's errors mean to the person at the keyboard.

    Raises:
        GenerationGone: there is no collection of this name.
        StoreUnavailable: the server cannot be reached, is too busy, or refuses the key.
    """
    try:
        yield
    except ResourceExhaustedResponse:
        raise StoreUnavailable("The store has too much to do (429); ask again.") from None
    except ResponseHandlingException as error:
        why = " ".join(str(error.source or error).split()) or type(error.source).__name__
        raise StoreUnavailable(
            f"The store cannot be reached ({why}); is Qdrant running where PINCITE_STORE says?"
        ) from None
    except UnexpectedResponse as error:
        status = error.status_code or 0
        if status == NOT_FOUND:
            raise GenerationGone(f"The store has no collection {where} any more; ask again.") from None
        if status in REFUSED:
            raise StoreUnavailable(f"The store refuses the key ({status}); set PINCITE_STORE_KEY.") from None
        if status >= 500 or status == TOO_MANY:
            raise StoreUnavailable(f"The store answers with {status}; its log says why.") from None
        raise


def _plain(given: Id | UUID) -> Id:
    return given if isinstance(given, int) else str(given)
