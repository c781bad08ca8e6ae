"""Contestants as processes: one that stays and is asked, one that starts, answers and ends; and pincite over HTTP."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.benchmarks.peers.contestants import PINCITE, Contestant
from tests.benchmarks.peers.environments import Environment
from tests.running import clean_environment, running_server

RUNNER = Path(__file__).with_name("runner.py")
SUGGESTION_SECONDS, STOP_SECONDS = 300, 60

Timed = tuple[list[float], float]  # seconds of each question, and of all of them together


class Broken(Exception):
    """What a contestant said last, before it ended."""


class Asked(Protocol):
    """Anything that questions can be put to."""

    def ask(self, questions: Sequence[str], clients: int) -> Timed: ...


class Process:
    """A contestant that stays."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                env=offline(),
            )

    def ask(self, questions: Sequence[str], clients: int) -> Timed:
        each, together = self.do("ask", questions=list(questions), clients=clients)
        return each, together

    def do(self, command: str, **arguments: Any) -> Any:
        """The outcome of one of the runner's commands.

        Raises:
            Broken: it ended instead.
        """
        assert self._process.stdin
        assert self._process.stdout
        try:
            print(json.dumps([command, arguments]), file=self._process.stdin, flush=True)
            return json.loads(self._process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError):
            self._process.wait(STOP_SECONDS)
            raise Broken(last_line(self._log)) from None

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


class Server:
    """pincite's own server, asked as a client of its API would."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, questions: Sequence[str], clients: int) -> Timed:
        with ThreadPoolExecutor(clients) as pool:
            started = time.perf_counter()
            return list(pool.map(self._timed, questions)), time.perf_counter() - started

    def _timed(self, question: str) -> float:
        body = json.dumps({"question": question}).encode()
        request = urllib.request.Request(f"{self._url}/ask", body, {"Content-Type": "application/json"})
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(request) as response:
                json.load(response)
        except OSError as reason:
            raise Broken(str(reason)) from None
        return time.perf_counter() - started

    def settle(self, document: str) -> None:
        """Wait for the suggestions that it works out after it started."""
        give_up = time.monotonic() + SUGGESTION_SECONDS
        while time.monotonic() < give_up:
            with urllib.request.urlopen(f"{self._url}/suggestions?document={document}") as response:
                if json.load(response)["ready"]:
                    return
            time.sleep(1)


def described(contestant: Contestant, model: Path, reader: Path, folder: Path) -> str:
    """What `runner.py` has to know of a contestant."""
    of: dict[str, object] = {} if contestant.nearest is None else {"nearest": contestant.nearest}
    of |= {} if contestant.library == PINCITE else {"model": str(model)}
    of |= {"reader": str(reader)} if contestant.reads else {}
    return json.dumps({"module": contestant.module, "way": contestant.way, "of": of, "folder": str(folder)})


@contextmanager
def serving(environment: Environment, index: Path, log: Path, document: str) -> Iterator[Server]:
    """`pincite serve` on a folder of generations, idle."""
    with running_server(index, log, [str(environment.program)]) as running:
        server = Server(running.url)
        server.settle(document)
        yield server


def cold(command: Sequence[str], log: Path) -> tuple[float, float]:
    """Seconds from the start of a process to its answer, and of processor time, its children's too.

    Raises:
        Broken: it gave none.
    """
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=output, env=offline())
    assert process.stdout
    answer = process.stdout.readline()
    seconds = time.perf_counter() - started
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not answer.strip():
        raise Broken(last_line(log))
    return seconds, used.ru_utime + used.ru_stime


def offline() -> dict[str, str]:
    """The environment without pincite's settings, and with what keeps libraries from asking the network."""
    return clean_environment() | {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}


def last_line(log: Path) -> str:
    """What was said last: most often the error."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "nothing was said")[:200]
