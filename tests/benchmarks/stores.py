"""Ask the local store and the one in Qdrant the same questions: are the answers the same, and in how many round trips?

    python -m tests.benchmarks.stores --data DIR [--engine edge|local|qdrant://host:6333] [--questions 2000]

DIR is the data folder of the README. The index is of SQuAD 2.0's test articles; half of the questions have an answer.
What the reader reads for one store it does not read again for the other. `edge` is the engine itself in this process,
`local` the client's own stand-in for it, which is slow; an address is that of a server.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from index.build import build_generation
from index.documents import PassageText
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.progress import Progress
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address, connect
from index.store import Store
from qa.answer import Answer
from qa.ask import make_asker, networks_of
from qa.datasets.corpus import Corpus
from qa.datasets.squad import join, read_test_articles
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import load_fitted
from qa.question import Question
from qa.reader import PassageReader, Reading, load_reader
from qa.retrieve import Retriever
from tests.qdrants import in_edge, local_mode, published

NEAR = 0.01  # of a confidence


class ReadOnce:
    """A reader that remembers what it read."""

    def __init__(self, reader: PassageReader) -> None:
        self._reader, self.sha256 = reader, reader.sha256
        self._readings: dict[tuple[str, PassageText], list[Reading]] = {}

    def read(self, question: str, passages: Sequence[PassageText]) -> list[list[Reading]]:
        if new := [passage for passage in passages if (question, passage) not in self._readings]:
            for passage, reading in zip(new, self._reader.read(question, new), strict=True):
                self._readings[question, passage] = reading
        return [self._readings[question, passage] for passage in passages]

    def odds(self, question: str, passage: PassageText, ranges: Sequence[tuple[int, int]]) -> list[float]:
        return self._reader.odds(question, passage, ranges)


class Counting:
    """A client that counts its calls."""

    def __init__(self, client: Any) -> None:
        self._client, self.calls = client, 0

    def __getattr__(self, name: str) -> Any:
        self.calls += 1
        return getattr(self._client, name)


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, asked of both.

    Attributes:
        same: whether the first sentence of both is the same, cited or nearest.
        agreed: whether the verdicts are.
        apart: how far the confidences are.
        late: how far at most the late interactions of the candidates are; NaN where these are not the same.
        trips: round trips of the answer from Qdrant.
        milliseconds: of retrieving alone, local and in Qdrant.
    """

    same: bool
    agreed: bool
    apart: float
    late: float
    trips: int
    milliseconds: tuple[float, float]


def first(answer: Answer) -> tuple[str, int, int] | None:
    for citation in (*answer.citations, *answer.nearest):
        return citation.document.id, citation.start, citation.end
    return None


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Any]:
    """A client of an engine."""
    if engine in ("edge", "local"):
        with in_edge(folder) if engine == "edge" else local_mode() as client:
            yield client
        return
    client = connect(Address.parse(engine))
    yield client
    client.close()


def built(corpus: Corpus, work: Path, encoder: Encoder) -> LocalStore:
    """The index, built unless it is there."""
    generations = Generations(work / "built")
    if not generations.live_name():
        build_generation(corpus.articles, generations.root, encoder, keep=2)
    return LocalStore.open(generations.live())


def compare(
    arguments: argparse.Namespace,
    asked: Sequence[str],
    encoder: Encoder,
    stores: tuple[LocalStore, Store],
    counting: Counting,
) -> Iterator[Compared]:
    local, there = stores
    chosen = random.Random(0).sample(asked, arguments.skip + arguments.questions)[arguments.skip :]
    reader = load_reader()
    assert reader is not None
    asker, retriever = make_asker(encoder, ReadOnce(reader)), Retriever(encoder)
    fusion = load_fitted().way(networks_of(encoder, reader)).fusion
    for warm in (local, there):
        asker.ask(warm, Question(chosen[0]))
    with Progress("Asking", len(chosen), "questions") as progress:
        for text in chosen:
            here = asker.ask(local, Question(text))
            before = counting.calls
            other = asker.ask(there, Question(text))
            trips = counting.calls - before
            times, candidates = [], []
            for store in (local, there):
                started = time.perf_counter()
                candidates.append({c.key: c.scores for c in retriever.retrieve(store, here.asked_as, "en", fusion)})
                times.append(1000 * (time.perf_counter() - started))
            one, two = candidates
            late = max(abs(one[key][4] - two[key][4]) for key in one) if one.keys() == two.keys() else float("nan")
            apart = abs(here.confidence - other.confidence)
            same, agreed = first(here) == first(other), here.verdict == other.verdict
            if arguments.show and not (same and apart <= NEAR):
                print(f"{text!r}: {first(here)} {here.confidence}, {first(other)} {other.confidence}", flush=True)
            yield Compared(same, agreed, apart, late, trips, (times[0], times[1]))
            progress.advance(1)


def report(found: Sequence[Compared]) -> str:
    trips = np.array([one.trips for one in found])
    here, there = np.array([one.milliseconds for one in found]).T
    late = np.array([one.late for one in found])
    same, near = np.mean([one.same for one in found]), np.mean([one.apart <= NEAR for one in found])
    most = max(one.apart for one in found)
    return "\n".join(
        [
            f"{len(found):,} questions",
            f"same first sentence: {same:.4f}; same verdict: {np.mean([one.agreed for one in found]):.4f}",
            f"confidence within {NEAR}: {near:.4f}; furthest apart: {most:.4f}",
            f"same candidates: {np.mean(~np.isnan(late)):.4f}; their late interaction within {np.nanmax(late):.5f}",
            f"round trips: mean {trips.mean():.2f}, p99 {np.percentile(trips, 99):.0f}, most {trips.max()}; "
            f"within five: {np.mean(trips <= 5):.4f}",
            f"retrieval p50: {np.median(there):.1f} ms there, {np.median(here):.1f} ms here: "
            f"{np.median(there) / np.median(here):.2f} times",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("index/built/stores"))
    parser.add_argument("--engine", default="edge")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--skip", type=int, default=0, help="leave out so many first, to go on")
    parser.add_argument("--show", action="store_true", help="print where the two differ")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    corpus = join([article.corpus() for article in read_test_articles(arguments.data, "2.0")])
    asked = sorted({question.text for question in corpus.questions})
    with ExitStack() as stack:
        cache = stack.enter_context(EmbeddingCache(arguments.work / "remembered.sqlite"))
        encoder = RememberingEncoder(load_encoder(), cache)
        local = built(corpus, arguments.work, encoder)
        client: Any = Counting(stack.enter_context(opened(arguments.engine, arguments.work / f"edge-{uuid4().hex}")))
        there = published(local, client, f"stores-{uuid4().hex}")
        print(report(list(compare(arguments, asked, encoder, (local, there), client))))


if __name__ == "__main__":
    main()
