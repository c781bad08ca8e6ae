"""Ask a real server 20,000 questions of every kind from eight clients: errors, times, and whether its memory grows.

    python -m tests.benchmarks.soak --data DIR

DIR is the data folder of the README. The index is of the seed article and SQuAD's test articles. Memory and times of
each stretch of questions stand beside those of the first, which warms up.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np

from index.build import build_generation, split
from index.networks.encoders import Encoders
from index.networks.late import load_late
from index.networks.loading import load_encoder
from index.reading.seeds import read_seed
from qa.datasets.golden import ARTICLE, read_golden
from qa.datasets.squad import read_test_articles
from qa.question import LONGEST
from tests.running import RunningServer, running_server

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
STRETCH = 2000  # questions
SCRIPTS = ["Что сказал Ушаков?", "谁发表了讲话？", "متى المكالمة؟", "🤔" * 40, "e\u0301" * 100, "\u202ewho\u202c is it"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and the status that must come back."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    status: int = 200


def mixed(asked: list[str], documents: list[str]) -> Iterator[Request]:
    """Requests without end: most as people ask, some with a history or in some documents, some that are refused."""
    chance = random.Random(0)
    golden = read_golden()
    while True:
        one, question = chance.choice(golden), chance.choice(asked)
        history = [{"question": turn} for turn in one.history]
        yield chance.choices(
            [
                post(question=one.question, history=history),
                post(question=question),
                post(question=question, documents=chance.sample(documents, 2), max_citations=chance.randint(1, 10)),
                post(question=slipped(question, chance)),
                post(question=((question + " ") * LONGEST)[:LONGEST]),
                post(question=chance.choice(SCRIPTS)),
                Request("GET", f"/ask?question={quote(question)}"),
                Request("GET", f"/documents/{quote(chance.choice(documents))}"),
                post(422, question=" "),
                post(404, question=question, documents=["no such document"]),
            ],
            weights=[30, 30, 8, 8, 2, 4, 10, 4, 2, 2],
        )[0]


def post(status: int = 200, **body: Any) -> Request:
    return Request("POST", "/ask", body, status)


def slipped(question: str, chance: random.Random) -> str:
    """A question with one letter left out."""
    place = chance.randrange(len(question))
    return question[:place] + question[place + 1 :]


class Client:
    """Sends requests over one connection for each thread."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc
        self._own = local()

    def send(self, request: Request) -> tuple[int, float]:
        """The status of the answer, and milliseconds."""
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._address, timeout=120)
        body = None if request.body is None else json.dumps(request.body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        started = time.perf_counter()
        self._own.connection.request(request.method, request.path, body, headers)
        response = self._own.connection.getresponse()
        response.read()
        return response.status, 1000 * (time.perf_counter() - started)


def resident(process: int) -> float:
    """MiB in memory of a process and of those it started."""
    folder = Path(f"/proc/{process}")
    status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    children = (folder / f"task/{process}/children").read_text().split()
    return int(status["VmRSS"].split()[0]) / 1024 + sum(resident(int(child)) for child in children)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=8)
    arguments = parser.parse_args()
    corpora = [article.corpus() for article in read_test_articles(arguments.data, "1.1")]
    articles = [split(read_seed(SEEDS / ARTICLE, SEEDS)), *(c.articles[0] for c in corpora)]
    requests = mixed([q.text for c in corpora for q in c.questions], [a.document.id for a in articles])
    with TemporaryDirectory(prefix="pincite-") as folder:
        root = Path(folder)
        build_generation(articles, root / "built", Encoders(load_encoder(), load_late()), keep=2)
        with running_server(root / "built", root / "log") as server:
            soak(server, islice(requests, arguments.questions), arguments.clients)


def soak(server: RunningServer, requests: Iterator[Request], count: int) -> None:
    """Send requests from so many clients, and print what came of each stretch."""
    print(f"{count} clients")
    print("| questions | errors | p50, ms | p99, ms | questions/s | resident, MiB | times the first |")
    print("|---|---|---|---|---|---|---|")
    client, done, first = Client(server.url), 0, 0.0
    with ThreadPoolExecutor(count) as clients:
        while chosen := list(islice(requests, STRETCH)):
            started = time.perf_counter()
            answers = list(clients.map(client.send, chosen))
            seconds = time.perf_counter() - started
            wrong = [r for r, (status, _) in zip(chosen, answers, strict=True) if status != r.status]
            p50, p99 = np.percentile([ms for _, ms in answers], [50, 99])
            done, held = done + len(chosen), resident(server.process.pid)
            first = first or held
            print(
                f"| {done:,} | {len(wrong)} | {p50:.0f} | {p99:.0f} | {len(chosen) / seconds:.1f} | {held:.0f} "
                f"| {held / first:.3f} |",
                flush=True,
            )
            for request in wrong[:3]:
                print(f"not {request.status}: {request!s:.200}", flush=True)


if __name__ == "__main__":
    main()
