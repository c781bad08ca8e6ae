"""Qdrant's REST, as far as pincite speaks it, in front of a client: what is sent and said crosses a real network.

It is no Qdrant: what the requests mean is the client's local mode's, and that they are well-formed the models' of the
same package. A real server is asked where `PINCITE_TEST_QDRANT` names one.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from pydantic_core import to_jsonable_python
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

Route = Callable[[QdrantClient, str, dict[str, Any]], Any]


def _create(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    asked = models.CreateCollection.model_validate(body)
    return client.create_collection(name, asked.vectors or {}, asked.sparse_vectors)


def _index(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    asked = models.CreateFieldIndex.model_validate(body)
    return client.create_payload_index(name, asked.field_name, asked.field_schema)


def _upsert(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    return client.upsert(name, models.PointsList.model_validate(body).points)


def _retrieve(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    asked = models.PointRequest.model_validate(body)
    return client.retrieve(name, asked.ids, asked.with_payload or False, asked.with_vector or False)


def _query(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    return client.query_batch_points(name, models.QueryRequestBatch.model_validate(body).searches)


def _scroll(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    asked = models.ScrollRequest.model_validate(body)
    points, following = client.scroll(
        name, asked.filter, limit=asked.limit or 10, with_payload=asked.with_payload or False
    )
    return {"points": points, "next_page_offset": following}


def _count(client: QdrantClient, name: str, body: dict[str, Any]) -> Any:
    asked = models.CountRequest.model_validate(body)
    return client.count(name, asked.filter, bool(asked.exact))


def _aliases(client: QdrantClient, _: str, body: dict[str, Any]) -> Any:
    return client.update_collection_aliases(models.ChangeAliasesOperation.model_validate(body).actions)


ROUTES: dict[str, Route] = {
    r"GET /collections": lambda client, name, body: client.get_collections(),
    r"GET /aliases": lambda client, name, body: client.get_aliases(),
    r"POST /collections/aliases": _aliases,
    r"GET /collections/([^/]+)": lambda client, name, body: client.get_collection(name),
    r"GET /collections/([^/]+)/exists": lambda client, name, body: {"exists": client.collection_exists(name)},
    r"PUT /collections/([^/]+)": _create,
    r"DELETE /collections/([^/]+)": lambda client, name, body: client.delete_collection(name),
    r"PUT /collections/([^/]+)/index": _index,
    r"PUT /collections/([^/]+)/points": _upsert,
    r"POST /collections/([^/]+)/points": _retrieve,
    r"POST /collections/([^/]+)/points/query/batch": _query,
    r"POST /collections/([^/]+)/points/scroll": _scroll,
    r"POST /collections/([^/]+)/points/count": _count,
}
UPDATES = (_index, _upsert)  # their answers say how the update went


@contextmanager
def serving(client: QdrantClient, port: int = 0) -> Iterator[int]:
    """Serve a client's collections at a port of this machine, a free one where it is 0."""
    lock = Lock()  # local mode is not made for threads

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = f"{self.command} {self.path.partition('?')[0]}"
            found = ((re.fullmatch(pattern, asked), route) for pattern, route in ROUTES.items())
            match, route = next((m, route) for m, route in found if m is not None)
            try:
                with lock:
                    result = route(client, "".join(match.groups()), json.loads(body or b"{}"))
                    if route in UPDATES:
                        result = {"operation_id": 0, "status": "completed"}
                    said = to_jsonable_python({"result": result, "status": "ok", "time": 0.0})
                self.answer(200, said)
            except UnexpectedResponse as error:
                self.answer(error.status_code or 500, {"status": {"error": "not found"}, "time": 0.0})

        do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815

        def answer(self, status: int, said: Any) -> None:
            data = json.dumps(said, ensure_ascii=False).encode("utf-8")
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_request(self, *_: object) -> None:
            """Nothing: a test's output is for what fails."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
