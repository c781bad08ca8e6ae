"""Let the contestants take turns, measure by measure."""

import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from tests.benchmarks.peers.contestants import WHOLE, Contestant
from tests.benchmarks.peers.environments import CannotInstall, Environment
from tests.benchmarks.peers.processes import RUNNER, Asked, Broken, Process, cold, described, serving
from tests.benchmarks.peers.table import CLIENTS, Row

REPEATS = 3  # of cold starts and of indexing; the quickest counts
HTTP = "pincite, /ask over HTTP"
MEGABYTE = 10**6


class Comparison:
    """Who takes part, and the figures so far."""

    def __init__(self, contestants: Sequence[Contestant], model: Path, work: Path) -> None:
        """Make a comparison.

        Args:
            contestants: in the order of the table.
            model: folder of the embedding model.
            work: folder of the environments and of `reader`, the stand-in for a question-answering model.
        """
        self.rows = {name: Row(name) for name in [*(contestant.name for contestant in contestants), HTTP]}
        self._contestants, self._model, self._work = contestants, model, work
        self._environments: dict[str, Environment] = {}
        self._run = work / "run"
        shutil.rmtree(self._run, ignore_errors=True)
        self._run.mkdir(parents=True)

    def install(self) -> None:
        """Make the environments."""
        for contestant in self._running("installing"):
            with self._trying(contestant.name):
                environment = self._environment(contestant.library)
                self.rows[contestant.name].figures["installed"] = environment.size() / MEGABYTE

    def index(self, asked: Path, timed: Path, sentences: int) -> None:
        """Index the articles that questions are asked of, and time the indexing of others, of so many sentences."""
        with ExitStack() as stack:
            processes = {contestant: self._process(contestant, stack) for contestant in self._running("loading")}
            for contestant, process in processes.items():
                with self._trying(contestant.name):
                    process.do("load")
            for repeat in range(1 + REPEATS):
                for contestant in self._running("indexing"):
                    source = (timed if repeat else asked) / contestant.source
                    folder = self._folder(contestant, repeat)
                    with self._trying(contestant.name):
                        seconds = processes[contestant].do("index", source=str(source), folder=str(folder))
                        if repeat:
                            self._keep_best(contestant, "indexing", sentences / seconds, max)
            self._measure_memory(processes, "memory_indexing")

    def start_cold(self, question: str) -> None:
        """Time processes from their start to their answer."""
        for _ in range(REPEATS):
            for contestant in self._running("starting"):
                with self._trying(contestant.name):
                    seconds, processor = cold(self._command(contestant, question), self._log(contestant))
                    self._keep_best(contestant, "cold", seconds, min)
                    self._keep_best(contestant, "cold_cpu", processor, min)

    def ask(self, questions: Sequence[str], rounds: int, document: str) -> None:
        """Time warm answers; `document` is the id of the article."""
        with ExitStack() as stack:
            processes = {contestant: self._process(contestant, stack) for contestant in self._running("opening")}
            for contestant, process in processes.items():
                with self._trying(contestant.name):
                    process.do("open", folder=str(self._folder(contestant, 0)))
            asked: dict[str, Asked] = {contestant.name: process for contestant, process in processes.items()}
            if WHOLE in processes:
                environment, log = self._environments[WHOLE.library], self._run / "server.log"
                asked[HTTP] = stack.enter_context(serving(environment, self._folder(WHOLE, 0), log, document))
            for clients in CLIENTS:
                self._ask(asked, questions, rounds, clients)
            self._measure_memory(processes, "memory")

    def _ask(self, asked: dict[str, Asked], questions: Sequence[str], rounds: int, clients: int) -> None:
        each: dict[str, list[float]] = defaultdict(list)
        together: dict[str, float] = defaultdict(float)
        for number in range(1 + rounds):  # the first warms up
            say(f"asking, {clients} at once, round {number} of {rounds}")
            for name in [name for name in asked if not self.rows[name].broken]:
                with self._trying(name):
                    seconds, whole = asked[name].ask(questions, clients)
                    if number:
                        each[name] += seconds
                        together[name] += whole
        for name, seconds in each.items():
            figures = self.rows[name].figures
            figures[f"rate_{clients}"] = len(seconds) / together[name]
            if clients == 1:
                figures["p50"], figures["p99"] = (1000 * float(t) for t in np.percentile(seconds, [50, 99]))

    def _running(self, doing: str) -> Iterator[Contestant]:
        for contestant in self._contestants:
            if not self.rows[contestant.name].broken:
                say(f"{doing}: {contestant.name}")
                yield contestant

    @contextmanager
    def _trying(self, name: str) -> Iterator[None]:
        """Who fails takes part no more, and its row says why."""
        try:
            yield
        except (Broken, CannotInstall) as reason:
            self.rows[name].broken = str(reason)

    def _environment(self, library: str) -> Environment:
        if library not in self._environments:
            self._environments[library] = Environment.made(library, self._work)
        return self._environments[library]

    def _process(self, contestant: Contestant, stack: ExitStack) -> Process:
        process = Process(self._command(contestant), self._log(contestant))
        stack.callback(process.close)
        return process

    def _command(self, contestant: Contestant, question: str | None = None) -> list[str]:
        """What starts a contestant that stays, or one that answers a question and ends."""
        environment, folder = self._environments[contestant.library], self._folder(contestant, 0)
        if question is not None and contestant == WHOLE:
            return [str(environment.program), "ask", question, "--index", str(folder)]
        what = described(contestant, self._model, self._work / "reader", folder)
        return [str(environment.python), str(RUNNER), what, *([] if question is None else [question])]

    def _folder(self, contestant: Contestant, repeat: int) -> Path:
        """Of an index: the first is asked, the others are timed only."""
        return self._run / f"{_slug(contestant)}-{repeat}"

    def _log(self, contestant: Contestant) -> Path:
        return self._run / f"{_slug(contestant)}.log"

    def _keep_best(
        self, contestant: Contestant, key: str, figure: float, best: Callable[[float, float], float]
    ) -> None:
        figures = self.rows[contestant.name].figures
        figures[key] = best(figure, figures.get(key, figure))

    def _measure_memory(self, processes: dict[Contestant, Process], key: str) -> None:
        for contestant in self._running("weighing"):
            with self._trying(contestant.name):
                self.rows[contestant.name].figures[key] = processes[contestant].do("memory") / MEGABYTE


def say(what: str) -> None:
    """Tell a person who waits."""
    print(what, file=sys.stderr, flush=True)


def _slug(contestant: Contestant) -> str:
    return re.sub(r"\W+", "-", contestant.name)
