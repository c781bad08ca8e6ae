"""Sends what an attacker may send, and counts what gives way."""

import json
import socket
import time
import urllib.request
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from tests.attack.inputs import requests
from tests.running import RunningServer

SECONDS = 60  # that an answer may take
PATIENCE = 0.5  # for one to what may be no whole request
BEGUN = [b"", b"G", b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{", b"GET / HTTP/1.1\r\nA: b"]
TIMES = 10
QUESTION = "/ask?question=Who+is+Yuri+Ushakov"


@dataclass
class Counts:
    """What came of it. `closed` counts requests without an answer, as those that are not whole have none."""

    inputs: int = 0
    closed: int = 0
    crashes: int = 0
    lost: int = 0
    slow: int = 0
    asked: int = 0
    asked_beside: int = 0
    health_ms: float = 0
    health_ms_alone: float = 0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def server_errors(self) -> int:
        """Answers that say that the server is to blame; 501 and 505 are what it says of made-up HTTP."""
        return sum(count for status, count in self.statuses.items() if status >= 500 and status not in (501, 505))


def attack(server: RunningServer, inputs: int, slow: int, seed: int) -> Counts:
    """Attack a server, and ask it before and after."""
    counts = Counts()
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    before = _documents(server)
    for sent in requests(inputs, seed):
        counts.inputs += 1
        status = _status(address, sent)
        if status is None:
            counts.closed += 1
        else:
            counts.statuses[status] += 1
        if server.process.poll() is not None:
            counts.crashes += 1
            return counts
    counts.health_ms_alone = max(_took(f"{server.url}/healthz") for _ in range(TIMES))
    _hold(server, address, slow, counts)
    counts.crashes += server.process.poll() is not None
    counts.lost = sum((Counter(before) - Counter(_documents(server))).values())
    return counts


def _hold(server: RunningServer, address: tuple[str, int], slow: int, counts: Counts) -> None:
    with ExitStack() as held:
        for number in range(slow):
            connection = held.enter_context(socket.create_connection(address, timeout=SECONDS))
            connection.sendall(BEGUN[number % len(BEGUN)])
            counts.slow += 1
        for _ in range(TIMES):
            counts.health_ms = max(counts.health_ms, _took(f"{server.url}/healthz"))
            counts.asked += 1
            counts.asked_beside += bool(_json(f"{server.url}{QUESTION}")["found"])


def _documents(server: RunningServer) -> list[tuple[str, int]]:
    return [(entry["id"], entry["sentences"]) for entry in _json(f"{server.url}/documents")["documents"]]


def _json(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=SECONDS) as response:
        return json.load(response)


def _took(url: str) -> float:
    begun = time.perf_counter()
    urllib.request.urlopen(url, timeout=SECONDS).close()
    return 1000 * (time.perf_counter() - begun)


def _status(address: tuple[str, int], sent: bytes) -> int | None:
    """The status that comes back; None where none does, because the connection is closed or more is waited for."""
    with socket.create_connection(address, timeout=SECONDS) as connection:
        try:
            connection.sendall(sent)
            connection.settimeout(PATIENCE if _is_open(sent) else SECONDS)
            first = connection.makefile("rb").readline(200)
        except OSError:
            return None
    parts = first.split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None


def _is_open(sent: bytes) -> bool:
    """Whether a server may wait for the rest of it: not where it is well-formed."""
    head, _, body = sent.partition(b"\r\n\r\n")
    return f"Content-Length: {len(body)}".encode() not in head
