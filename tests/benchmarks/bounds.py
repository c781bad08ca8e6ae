"""What the worst request of each kind costs a real server: processor time, memory and bytes, beside a plain question.

    python -m tests.benchmarks.bounds [--megabytes 5]

The index is of the seed article and of a made-up one of so many megabytes, whose vectors are drawn. Each request is the
largest that is allowed, sent `TIMES` times by one client and then by `CLIENTS` at once. Memory is how far the server's
peak lies above what it held before; the drawing of pages and the reading of sources have processes and limits of their
own.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from index.build import build_generation, split
from index.documents import SplitDocument
from index.networks.loading import load_encoder
from index.reading.seeds import read_seed
from qa.datasets.golden import ARTICLE
from qa.question import LONGEST, MOST_TURNS
from qa.quotes import asked
from tests.benchmarks.drawn import Real, drawn_from
from tests.benchmarks.long_article import book
from tests.conftest import SEEDS
from tests.running import RunningServer, running_server
from web.library_schema import MOST_TEXT
from web.schema import MAX_BODY

TIMES, CLIENTS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")  # of processor time, a second
WORDS = "The morning captain of the island built ships in winter, and the wind ran. "


@dataclass(frozen=True, slots=True)
class Worst:
    """The worst request of a kind, and the status that it gets."""

    what: str
    method: str
    path: str
    body: bytes | None = None
    kind: str = "application/json"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request: processor seconds, MiB above what was held before (one client, `CLIENTS` at once), MiB sent."""

    seconds: float
    alone: float
    together: float
    size: float


def worst(document: str, end: int) -> Iterator[Worst]:
    """A plain question first, and then what is worse."""
    long = (WORDS * LONGEST)[:LONGEST]
    history = [{"question": long, "answer": long}] * MOST_TURNS
    quotes = [{"quote": ("“" + WORDS * 2)[:150] + str(n)} for n in range(asked.MOST)]
    text = "".join(f"“{WORDS[:50]}{n}” " for n in range(asked.MOST))[: asked.LONGEST_TEXT]
    one = urlencode({"document": document})
    page = f"/documents/{quote(document)}"
    yield Worst("a plain question", "POST", "/ask", json_of(question="When is the video call?"))
    yield Worst("the longest question and history", "POST", "/ask", json_of(question=long, history=history[:15]))
    yield Worst("a question of strange words", "POST", "/ask", json_of(question=("Zzyzx Qwrtp " * 100)[:LONGEST]))
    yield Worst("an overview", "POST", "/ask", json_of(question="What is this about?", documents=[document]))
    yield Worst("another script", "POST", "/ask", json_of(question=("谁发表了讲话？" * 200)[:LONGEST]))
    yield Worst("the list of documents", "GET", "/documents")
    yield Worst("a document as JSON", "GET", page)
    yield Worst("a document's source", "GET", f"{page}/source", status=404)  # the made-up one has none
    yield Worst("a document's page", "GET", page, kind="text/html")
    yield Worst("a portion", "GET", f"/portions?{one}&at={end}")
    yield Worst("a word that stands everywhere", "GET", f"/matches?{one}&words=the")
    yield Worst("words that nearly match", "GET", f"/matches?{one}&{urlencode({'words': 'the ' * 50})}")
    yield Worst("suggestions", "GET", f"/suggestions?{one}")
    yield Worst("the chat page with a question", "GET", f"/?{urlencode({'question': long})}", kind="text/html")
    yield Worst("metrics", "GET", "/metrics")
    yield Worst("brackets in brackets", "POST", "/ask", b"[" * (MAX_BODY - 1), status=400)
    yield Worst("a body that is too large", "POST", "/ask", b"x" * (MAX_BODY + 1), status=413)
    yield Worst("a text that is too large", "POST", "/documents", b"x" * (MOST_TEXT + 1), status=413)
    yield Worst("the longest text of quotes", "POST", "/quotes/check", json_of(text=text))
    yield Worst("the most quotes", "POST", "/quotes/check", json_of(quotes=quotes))
    yield Worst("the page that checks", "POST", "/check", urlencode({"text": text}).encode(), FORM)


FORM = "application/x-www-form-urlencoded"


def json_of(**body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def send(server: RunningServer, request: Worst) -> int:
    """Bytes of the answer, which must have the status that is expected."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=600)
    accept = "text/html" if request.kind == "text/html" else "application/json"
    connection.request(request.method, request.path, request.body, {"Content-Type": request.kind, "Accept": accept})
    answer = connection.getresponse()
    size = len(answer.read())
    connection.close()
    if answer.status != request.status:
        raise SystemExit(f"{request.what}: {answer.status}, not {request.status}")
    return size


def cost(server: RunningServer, request: Worst) -> Cost:
    process = Path(f"/proc/{server.process.pid}")
    send(server, request)  # what is kept from now on is no cost of each
    before = processor(process)
    with peak(process) as alone:
        sizes = [send(server, request) for _ in range(TIMES)]
    seconds = (processor(process) - before) / TIMES
    with peak(process) as together, ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda _: send(server, request), range(CLIENTS)))
    return Cost(seconds, alone[0], together[0], max(sizes) / 2**20)


@contextmanager
def peak(process: Path) -> Iterator[list[float]]:
    """MiB that its peak lies above what it held before; see proc(5) on clear_refs."""
    (process / "clear_refs").write_text("5")
    held, found = memory(process, "VmRSS"), [0.0]
    yield found
    found[0] = memory(process, "VmHWM") - held


def memory(process: Path, name: str) -> float:
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return int(status[name].split()[0]) / 1024


def processor(process: Path) -> float:
    """Seconds of it and of its children that ended."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def build(root: Path, megabytes: float) -> SplitDocument:
    """An index of the seed article and of a long one, which comes back."""
    seed = split(read_seed(SEEDS / ARTICLE, SEEDS))
    long = split(replace(book(megabytes)[0], id="book"))
    build_generation([seed, long], root, drawn_from(Real([seed], []), 10**6, load_encoder()), keep=1)
    return long


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=5)
    with TemporaryDirectory(prefix="pincite-") as folder:
        root = Path(folder)
        long = build(root / "built", parser.parse_args().megabytes)
        print(f"{len(long.document.text):,} characters, {len(long.sentences):,} sentences in the longest document")
        print(
            f"| request | processor, s | times a plain question | MiB, one client | MiB, {CLIENTS} at once | MiB sent |"
        )
        print("|---|---|---|---|---|---|")
        with running_server(root / "built", root / "log") as server:
            time.sleep(1)
            plain = 0.0
            for request in worst("book", len(long.document.text) - 1):
                found = cost(server, request)
                plain = plain or found.seconds
                print(
                    f"| {request.what} | {found.seconds:.2f} | {found.seconds / plain:.1f} | {found.alone:.0f} "
                    f"| {found.together:.0f} | {found.size:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
