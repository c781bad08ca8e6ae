"""Compare ways to share the models among questions that are asked at once.

    python -m tests.benchmarks.concurrency --data DIR

DIR is the data folder of the README. Clients ask questions of SQuAD's articles without pause, each a question of its
own, on one index of several articles. The ways take turns, round by round, so that another load on the machine meets
all of them; compare the ratios, not the seconds. The reader is never batched: its activations are quantised as they
come, so that an answer would depend on the questions beside it.
"""

import argparse
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.networks import sessions, threads
from index.networks.encoder import Encoder, Vectors
from index.networks.loading import load_encoder
from index.storage.local import LocalStore
from qa.ask import load_trained, make_asker
from qa.datasets.squad import join, read_test_articles
from qa.evaluate.asking import late_of
from qa.evaluate.corpus import opened
from qa.question import Question

ARTICLES, CLIENTS, ROUNDS, EACH = 3, (1, 4, 16), 5, 24
SHIPPED = "a network a core, one queue"

Ask = Callable[[str], Any]
Result = TypeVar("Result")


class Inline(Executor):
    """Takes the place of the shared workers: who asks runs the networks."""

    def submit(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        done: Future[Result] = Future()
        done.set_result(function(*args, **kwargs))
        return done


class Batching:
    """An encoder that embeds all questions that wait at once, while the next ones gather."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.sha256, self.dimension = encoder.name, encoder.sha256, encoder.dimension
        self._encoder = encoder
        self._waiting: queue.Queue[tuple[str, Future[Vectors]]] = queue.Queue()
        threading.Thread(target=self._run, daemon=True).start()

    def encode(self, texts: Sequence[str]) -> Vectors:
        futures: list[Future[Vectors]] = [Future() for _ in texts]
        for waiting in zip(texts, futures, strict=True):
            self._waiting.put(waiting)
        return np.stack([future.result() for future in futures])

    def _run(self) -> None:
        while True:
            taken = [self._waiting.get()]
            while not self._waiting.empty():
                taken.append(self._waiting.get())
            vectors = self._encoder.encode([text for text, _ in taken])
            for (_, future), vector in zip(taken, vectors, strict=True):
                future.set_result(vector)


def asker(store: LocalStore, each: int, *, batching: bool = False) -> Ask:
    sessions.THREADS = each
    encoder = load_encoder()
    made = make_asker(Batching(encoder) if batching else encoder, load_trained())
    return lambda question: made.ask(store, Question(question))


def ways(store: LocalStore) -> dict[str, tuple[Ask, Any]]:
    """Each way: what answers, and where networks run."""
    shared, inline = threads.workers(), Inline()
    return {
        SHIPPED: (asker(store, 1), shared),
        "the same, questions embedded in batches": (asker(store, 1, batching=True), shared),
        "a network a core, threads at will": (asker(store, 1), inline),
        "a network on all cores, threads at will": (asker(store, threads.cores()), inline),
    }


def seconds_of(ask: Ask, questions: Sequence[str], clients: int) -> tuple[list[float], float]:
    """What each question took, and all of them together."""

    def timed(question: str) -> float:
        started = time.perf_counter()
        ask(question)
        return time.perf_counter() - started

    with ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        return list(pool.map(timed, questions)), time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    corpus = join([article.corpus() for article in read_test_articles(parser.parse_args().data, "1.1")[:ARTICLES]])
    questions = cycle(question.text for question in corpus.questions[:: len(corpus.questions) // 100])
    with opened(corpus.articles, load_encoder(), late_of(load_trained())) as store:
        print(f"{store.texts.sentences:,} sentences, {threads.cores()} cores")
        print("| clients | way | p50 ms | p99 ms | questions a second | times the shipped |")
        print("|---|---|---|---|---|---|")
        table = ways(store)
        for clients in CLIENTS:
            took: dict[str, list[float]] = {way: [] for way in table}
            whole = dict.fromkeys(table, 0.0)
            for _ in range(ROUNDS):
                asked = [next(questions) for _ in range(EACH)]
                for way, (ask, workers) in table.items():
                    threads.workers = lambda workers=workers: workers  # type: ignore[assignment]
                    each, together = seconds_of(ask, asked, clients)
                    took[way] += each
                    whole[way] += together
            for way, times in took.items():
                p50, p99 = 1000 * np.percentile(times, [50, 99])
                print(
                    f"| {clients} | {way} | {p50:.0f} | {p99:.0f} | {len(times) / whole[way]:.1f} "
                    f"| {whole[SHIPPED] / whole[way]:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
