"""Run one contestant in a process of its own, by the interpreter that has its library; standard library only.

    python runner.py CONTESTANT [QUESTION]

CONTESTANT is JSON: the `module` beside this file, the `way` of answering in it, what to make it `of`, and the `folder`
of its index. With a question it opens the index, prints the first answer and ends. Without one it takes a command a
line and prints an outcome a line until its input ends. What libraries print goes to standard error.
"""

import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol


class Way(Protocol):
    """A way to answer questions, as a library's documentation would have it written."""

    def load(self) -> None:
        """Load what indexing needs."""

    def index(self, source: Path, folder: Path) -> None:
        """Index a folder of articles, or a JSON list of texts, and save that in a new folder."""

    def open(self, folder: Path) -> None:
        """Load what answering needs, and the index that was saved."""

    def answer(self, question: str) -> list[str]:
        """The texts that answer, best first; threads may ask at once."""
        ...


class Commands:
    """What can be asked for, a method each."""

    def __init__(self, way: Way) -> None:
        self._way = way

    def load(self) -> None:
        self._way.load()

    def index(self, source: str, folder: str) -> float:
        """Seconds that it took."""
        started = time.perf_counter()
        self._way.index(Path(source), Path(folder))
        return time.perf_counter() - started

    def open(self, folder: str) -> None:
        self._way.open(Path(folder))

    def ask(self, questions: list[str], clients: int) -> tuple[list[float], float]:
        """Seconds of each question, and of all of them together, asked by so many threads."""
        with ThreadPoolExecutor(clients) as pool:
            started = time.perf_counter()
            return list(pool.map(self._timed, questions)), time.perf_counter() - started

    def memory(self) -> int:
        """The most bytes that the process ever held."""
        status = Path("/proc/self/status")
        if status.is_file():  # Linux's ru_maxrss counts the process that started this one
            return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS

    def _timed(self, question: str) -> float:
        started = time.perf_counter()
        if not self._way.answer(question):
            raise RuntimeError(f"no answer to {question!r}")
        return time.perf_counter() - started


def main() -> None:
    outcomes = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    contestant: dict[str, Any] = json.loads(sys.argv[1])
    way: Way = getattr(import_module(contestant["module"]), contestant["way"])(**contestant["of"])
    if len(sys.argv) > 2:
        way.open(Path(contestant["folder"]))
        print(way.answer(sys.argv[2])[0], file=outcomes, flush=True)
        return
    commands = Commands(way)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(getattr(commands, name)(**arguments)), file=outcomes, flush=True)


if __name__ == "__main__":
    main()
