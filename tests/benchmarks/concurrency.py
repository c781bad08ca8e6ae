"""Compare ways to share the models among questions that are asked at once.

    python -m tests.benchmarks.concurrency --data DIR

DIR is the data folder of the README. Clients ask questions of SQuAD's articles without pause, each a question of its
own, on one index of several articles. The ways take turns, round by round, so that another load on the machine meets
all of them; compare the ratios, not the seconds. Questions are never batched, neither for the encoder nor for the
reader: their activations are quantised as they come, so that an answer would depend on the questions beside it.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.networks import sessions, threads
from index.networks.loading import load_encoder
from index.storage.local import LocalStore
from qa.ask import make_asker
from qa.datasets.squad import join, read_test_articles
from qa.evaluate.corpus import opened
from qa.question import Question
from qa.reader import load_reader

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


def asker(store: LocalStore, each: int) -> Ask:
    sessions.THREADS = each
    made = make_asker(load_encoder(), load_reader())
    return lambda question: made.ask(store, Question(question))


def ways(store: LocalStore) -> dict[str, tuple[Ask, Any]]:
    """Each way: what answers, and where networks run."""
    shared, inline = threads.workers(), Inline()
    return {
        SHIPPED: (asker(store, 1), shared),
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
    with opened(corpus.articles, load_encoder()) as store:
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
