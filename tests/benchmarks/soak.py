"""Ask two servers on one index 20,000 questions of every kind from eight clients, while it is changed fifty times.

    python -m tests.benchmarks.soak --data DIR

DIR is the data folder of the README. The index is of the seed article and some of SQuAD's test articles. Meanwhile a
text is added through one server and removed through the other, and a source is replaced and the index rebuilt by the
command, in turn. It counts answers of another status than expected, changes that failed, tracebacks in the logs, and
documents lost; memory and times of each stretch of questions stand beside those of the first, which warms up.
"""

import argparse
import json
import random
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np

from qa.datasets.golden import ARTICLE, read_golden
from qa.datasets.squad import read_test_articles
from qa.question import LONGEST
from tests.running import PINCITE, RunningServer, clean_environment, running_server

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
JOB_SECONDS = 300  # that a change may take
SCRIPTS = ["Что сказал Ушаков?", "谁发表了讲话？", "متى المكالمة؟", "🤔" * 40, "e\u0301" * 100, "\u202ewho\u202c is it"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and the status that must come back."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    status: int = 200


def mixed(asked: list[str], documents: list[str], seed: int) -> Iterator[Request]:
    """Requests without end: most as people ask, some with a history or in some documents, some that are refused."""
    chance = random.Random(seed)
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
    """Sends requests over one connection for each thread; each thread has one of the servers."""

    def __init__(self, servers: Sequence[RunningServer]) -> None:
        self._addresses = [urlsplit(server.url).netloc for server in servers]
        self._threads = count()
        self._own = local()

    def send(self, request: Request) -> tuple[int, float]:
        """The status of the answer, and milliseconds."""
        if not hasattr(self._own, "connection"):
            address = self._addresses[next(self._threads) % len(self._addresses)]
            self._own.connection = HTTPConnection(address, timeout=120)
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


class Changer:
    """Changes the index of all servers, in turn by what a person may do: add and remove, or replace and rebuild."""

    def __init__(self, servers: Sequence[RunningServer], root: Path) -> None:
        self._servers, self._root = servers, root
        self.number = 0
        self.failures: list[str] = []

    def change(self) -> None:
        """One more change; what went wrong is kept."""
        self.number += 1
        text = f"Number {self.number} is here. It counts the changes of the soak."
        if self.number % 2:
            adding, removing = (self._servers[(self.number // 2 + n) % len(self._servers)] for n in (0, 1))
            added = self._done(adding, "POST", "/documents", {"text": text, "title": f"Added {self.number}"})
            for document in added:
                self._wait_for(removing, document)
                self._done(removing, "DELETE", f"/documents/{quote(document)}", None)
        else:
            (self._root / "seeds" / "changing.txt").write_text(text, encoding="utf-8")
            self._rebuild()

    def _rebuild(self) -> None:
        done = rebuild(self._root)
        if done.returncode:
            self.failures.append(f"rebuild {self.number}: {done.stderr.strip()}")

    def _done(self, server: RunningServer, method: str, path: str, body: dict[str, Any] | None) -> list[str]:
        """The documents of a job that was carried out; none where it failed."""
        job = call(server, method, path, body)
        give_up = time.monotonic() + JOB_SECONDS
        while job.get("state") == "running" and time.monotonic() < give_up:
            time.sleep(0.2)
            job = call(server, "GET", f"/jobs/{job['id']}", None)
        if job.get("state") != "done":
            self.failures.append(f"{method} {path} {self.number}: {job!s:.300}")
            return []
        return list(job["documents"])

    def _wait_for(self, server: RunningServer, document: str) -> None:
        """Until another process's server has seen what was added."""
        give_up = time.monotonic() + JOB_SECONDS
        while "text" not in call(server, "GET", f"/documents/{quote(document)}", None) and time.monotonic() < give_up:
            time.sleep(0.2)


def call(server: RunningServer, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    """What a server answers, be it a problem."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    headers = {} if body is None else {"Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def rebuild(root: Path) -> "subprocess.CompletedProcess[str]":
    command = [*PINCITE, "index", "rebuild", f"--seeds={root / 'seeds'}", f"--index={root / 'built'}"]
    return subprocess.run(command, env=clean_environment(), capture_output=True, text=True, check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--changes", type=int, default=50)
    parser.add_argument("--articles", type=int, default=8)
    parser.add_argument("--stretch", type=int, default=2000, help="questions of a row of the table")
    parser.add_argument("--minutes", type=float, default=600, help="after which no stretch begins")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    corpora = [article.corpus() for article in read_test_articles(arguments.data, "1.1")[: arguments.articles]]
    with TemporaryDirectory(prefix="pincite-") as folder, ExitStack() as stack:
        root = Path(folder)
        names = write_sources(root / "seeds", [c.articles[0].document.text for c in corpora])
        if (built := rebuild(root)).returncode:
            raise SystemExit(built.stderr)
        servers = [
            stack.enter_context(running_server(root / "built", root / f"log-{number}"))
            for number in range(arguments.servers)
        ]
        requests = mixed([q.text for c in corpora for q in c.questions], names, arguments.seed)
        changer = Changer(servers, root)
        print(f"{arguments.clients} clients, {len(servers)} servers, {len(names)} documents")
        soak(servers, islice(requests, arguments.questions), changer, arguments)
        print(f"{changer.number} changes, {len(changer.failures)} failed", *changer.failures[:5], sep="\n")
        for number, server in enumerate(servers):
            there = {entry["id"] for entry in call(server, "GET", "/documents", None)["documents"]}
            log = (root / f"log-{number}").read_text(encoding="utf-8")
            print(f"server {number}: {len({*names} - there)} documents lost, {log.count('Traceback')} tracebacks")


def write_sources(seeds: Path, texts: Sequence[str]) -> list[str]:
    """Fill a seeds folder; the ids of its documents."""
    seeds.mkdir()
    shutil.copy(SEEDS / ARTICLE, seeds)
    for number, text in enumerate(texts):
        (seeds / f"article-{number}.txt").write_text(text, encoding="utf-8")
    return sorted(path.stem for path in seeds.iterdir())


def soak(
    servers: Sequence[RunningServer], requests: Iterator[Request], changer: Changer, arguments: argparse.Namespace
) -> None:
    """Send requests, with as many changes in each stretch as are its share; print what came of it."""
    print("| questions | errors | p50, ms | p99, ms | questions/s | resident, MiB | times the first |")
    print("|---|---|---|---|---|---|---|")
    client, done, first = Client(servers), 0, 0.0
    until = time.monotonic() + 60 * arguments.minutes
    with ThreadPoolExecutor(arguments.clients) as asking, ThreadPoolExecutor(1) as changing:
        while time.monotonic() < until and (chosen := list(islice(requests, arguments.stretch))):
            started = time.perf_counter()
            due = arguments.changes * (done + len(chosen)) // arguments.questions - changer.number
            changed = [changing.submit(changer.change) for _ in range(due)]
            answers = list(asking.map(client.send, chosen))
            seconds = time.perf_counter() - started
            for change in changed:
                change.result()
            wrong = [(r, status) for r, (status, _) in zip(chosen, answers, strict=True) if status != r.status]
            p50, p99 = np.percentile([ms for _, ms in answers], [50, 99])
            done, held = done + len(chosen), sum(resident(server.process.pid) for server in servers)
            first = first or held
            print(
                f"| {done:,} | {len(wrong)} | {p50:.0f} | {p99:.0f} | {len(chosen) / seconds:.1f} | {held:.0f} "
                f"| {held / first:.3f} |",
                flush=True,
            )
            for request, status in wrong[:3]:
                print(f"{status}, not {request.status}: {request!s:.200}", flush=True)


if __name__ == "__main__":
    main()
