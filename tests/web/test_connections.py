"""Slow clients cost no thread; who comes when all connections are taken is let in; what began is finished."""

import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from web import connections
from web.connections import Admits, Server

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"
THREADS = 2


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"got " + body]


@contextmanager
def running(
    application: Callable[..., Any] = echo, admits: Admits = lambda _: True
) -> Iterator[tuple[Server, tuple[str, int]]]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    server = Server(application, listener, THREADS, admits)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server, listener.getsockname()
    finally:
        server.stop()
        thread.join(timeout=60)
        assert not thread.is_alive()


def say(address: tuple[str, int], *sent: bytes) -> bytes:
    """Send on a connection of its own, and what comes back until it is closed or has the echo."""
    with socket.create_connection(address, timeout=30) as connection:
        for part in sent:
            connection.sendall(part)
        return answer_of(connection)


def answer_of(connection: socket.socket) -> bytes:
    received = b""
    while not (b"got" in received or received.startswith(b"HTTP/1.1 100")) and (more := connection.recv(65536)):
        received += more
    return received


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    with running() as (_, address):
        yield address


CHUNKED = POST.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked")


@pytest.mark.parametrize(
    "begun",
    [b"", b"G", b"GET / HTTP/1.1\r\nHost: loc", POST, POST + b"abcd", CHUNKED + b"5\r\nab"],
    ids=["nothing", "a byte", "half a header", "no body", "half a body", "half a chunk"],
)
def test_five_hundred_slow_clients_cost_no_thread(address: tuple[str, int], begun: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(500):
            connection = slow.enter_context(socket.create_connection(address, timeout=30))
            connection.sendall(begun)
        assert say(address, GET).startswith(b"HTTP/1.1 200 OK")
        connection.sendall(b"x")  # it still is listened to
        assert say(address, POST, b"hello").endswith(b"got hello")


def test_a_client_that_does_not_take_its_response_costs_no_thread() -> None:
    def much(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"got" + b"x" * 8_000_000 if environ["PATH_INFO"] == "/much" else b"got"]

    with running(much) as (_, address), ExitStack() as slow:
        for _ in range(20):
            connection = slow.enter_context(socket.create_connection(address, timeout=30))
            connection.sendall(GET.replace(b"/", b"/much", 1))
        assert say(address, GET).endswith(b"got")


def test_a_client_that_asks_for_much_at_once_and_takes_nothing_costs_no_thread() -> None:
    def much(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"got" + b"x" * 20_000_000 if environ["PATH_INFO"] == "/much" else b"got"]

    with running(much) as (_, address), ExitStack() as slow:
        for _ in range(2 * THREADS):
            connection = slow.enter_context(socket.create_connection(address, timeout=30))
            connection.sendall(3 * GET.replace(b"/", b"/much", 1))
        assert say(address, GET).endswith(b"got")


def test_a_file_that_is_not_taken_costs_no_thread(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"x" * 40_000_000)

    def source(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] != "/source":
            return [b"got"]
        return environ["wsgi.file_wrapper"]((tmp_path / "source").open("rb"))

    with running(source) as (_, address), ExitStack() as slow:
        for _ in range(2 * THREADS):
            connection = slow.enter_context(socket.create_connection(address, timeout=30))
            connection.sendall(GET.replace(b"/", b"/source", 1))
        assert say(address, GET).endswith(b"got")


def test_a_long_page_that_is_taken_slowly_costs_no_thread_and_arrives_whole() -> None:
    def page(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return iter([b"\0" * 1_000_000] * 40 if environ["PATH_INFO"] == "/page" else [b"got"])

    with running(page) as (_, address), ExitStack() as slow:
        held = [slow.enter_context(socket.create_connection(address, timeout=30)) for _ in range(2 * THREADS)]
        for connection in held:
            connection.sendall(GET.replace(b"/", b"/page", 1))
        assert b"got" in say(address, GET)
        received = 0
        while more := held[0].recv(2**20):
            received += more.count(b"\0")
        assert received == 40_000_000


# --- Bodies of those who may not send them


def knows(environ: dict[str, Any]) -> bool:
    """Whether a request has all that access is told by, and the token."""
    assert (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["REMOTE_ADDR"]) == (
        "POST",
        connections.UPLOADS,
        "127.0.0.1",
    )
    return environ["HTTP_HOST"] == "localhost" and environ.get("HTTP_AUTHORIZATION") == "Bearer x"


def upload(*headers: str) -> bytes:
    return "\r\n".join([f"POST {connections.UPLOADS} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def test_a_body_is_kept_of_who_may_send_it_and_dropped_of_others() -> None:
    with running(admits=knows) as (_, address):
        assert say(address, upload("Content-Length: 5", "Authorization: Bearer x"), b"hello").endswith(b"got hello")
        with socket.create_connection(address, timeout=30) as connection:
            for _ in range(2):  # what comes next is a request of its own
                connection.sendall(upload("Content-Length: 3000000") + b"x" * 3_000_000)
                assert answer_of(connection).endswith(b"got ")


def test_who_waits_before_sending_a_body_is_refused_before() -> None:
    with running(admits=knows) as (_, address):
        waiting = ["Content-Length: 200000000", "Expect: 100-continue"]
        assert say(address, upload(*waiting)).startswith(b"HTTP/1.1 200 OK\r\nConnection: close")
        assert say(address, upload(*waiting, "Authorization: Bearer x"))[:12] == b"HTTP/1.1 100"


def test_chunks_of_who_may_not_send_them_are_no_request() -> None:
    served = []

    def refuse(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        served.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["wsgi.input"].read()))
        start_response("401 Unauthorized", [("Content-Type", "text/plain")])
        return [b"got"]

    with running(refuse, knows) as (_, address):
        sent = upload("Transfer-Encoding: chunked") + GET
        assert say(address, sent).startswith(b"HTTP/1.1 401 ")
        assert say(address, GET).startswith(b"HTTP/1.1 401 ")
    assert served == [("POST", "/documents", b""), ("GET", "/", b"")]


def test_when_all_connections_are_taken_the_one_that_waits_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 10)
    with running() as (server, address), ExitStack() as slow:
        waiting = [slow.enter_context(socket.create_connection(address, timeout=30)) for _ in range(10)]
        for connection in waiting[1:]:
            connection.sendall(POST)
        waiting[1].sendall(b"hello")
        assert answer_of(waiting[1]).endswith(b"got hello")
        assert say(address, GET).endswith(b"got ")
        assert waiting[0].recv(1) == b""
        assert len(server.active_channels) <= 10


def test_a_request_that_does_not_arrive_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ARRIVAL_SECONDS", 1)
    monkeypatch.setattr(connections, "CLEANUP_SECONDS", 0)
    with running() as (server, address), socket.create_connection(address, timeout=30) as connection:
        connection.sendall(b"GET / HT")
        assert connection.recv(1) == b""
        monkeypatch.undo()  # whoever comes next may take longer
        server.adj.channel_timeout = connections.ARRIVAL_SECONDS
        assert say(address, GET).endswith(b"got ")


def test_what_has_begun_when_it_is_stopped_is_answered() -> None:
    with running() as (server, address), socket.create_connection(address, timeout=30) as connection:
        idle = socket.create_connection(address, timeout=30)
        connection.sendall(POST + b"he")
        assert say(address, GET).endswith(b"got ")  # taken after it, so that one is taken too
        server.stop()
        assert idle.recv(1) == b""
        idle.close()
        connection.sendall(b"llo")
        assert answer_of(connection).endswith(b"got hello")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=1).close()


@pytest.mark.parametrize(
    ("path", "most"), [("/ask", connections.MOST_BODY), (connections.UPLOADS, connections.MOST_UPLOAD)]
)
def test_a_body_is_as_large_as_its_address_allows(address: tuple[str, int], path: str, most: int) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {most}\r\n\r\n"
    assert say(address, head.encode()).startswith(b"HTTP/1.1 413 ")
    short = head.replace(str(most), "5").encode()
    assert say(address, short, b"hello").endswith(b"got hello")


def test_a_header_without_end_is_refused(address: tuple[str, int]) -> None:
    begun = b"GET / HTTP/1.1\r\nX: "
    assert say(address, begun.ljust(connections.MOST_HEADER, b"x")).startswith(b"HTTP/1.0 431 ")


# In a process of its own, because it takes away descriptors.
EXHAUSTED = """
import os, resource, socket, sys, threading
from tests.web.test_connections import GET, running, say
from web import connections
connections.SPARE_FILES = -3000
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
with running() as (server, address):
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        held = []
        try:
            while True:
                held.append(socket.create_connection(address, timeout=5))
        except OSError:
            os.close(held.pop().detach())
        os._exit(0 if say(address, GET).endswith(b"got ") else 1)
    _, status = os.waitpid(pid, 0)
    print(os.waitstatus_to_exitcode(status), say(address, GET).endswith(b"got "))
"""


def test_when_descriptors_are_exhausted_it_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EXHAUSTED], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 True\n", "")


def test_it_asks_for_descriptors() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    with running():
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= soft
