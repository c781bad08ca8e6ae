"""A local server that stands in for the internet: every address leads there.

`python -m tests.internet PORT serve …` is a `pincite serve … --fetch` for whose links the server on that port answers.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpcore2

PUBLIC = "93.184.216.34"

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[int]:
    """The port of a local server that answers every GET so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002 - its name in the library

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))  # seconds until it sees that it is to stop
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Towards(httpcore2.NetworkBackend):
    """Connects to a local port, whatever address it is told, and notes that address."""

    port: int
    asked: list[tuple[str, int]] = field(default_factory=list)

    def connect_tcp(self, host: str, port: int, *arguments: Any, **named: Any) -> httpcore2.NetworkStream:
        self.asked.append((host, port))
        return httpcore2.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout=5)


def page(body: bytes, content_type: str = "text/html", status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content_Type": content_type, "Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def main() -> None:
    from index import fetch
    from web.commands import main as pincite

    fetch.fetch = partial(fetch.fetch, lookup=lambda *_: [PUBLIC], backend=Towards(int(sys.argv[1])))
    pincite([*sys.argv[2:], "--fetch"], prog_name="pincite")


if __name__ == "__main__":
    main()
