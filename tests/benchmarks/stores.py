"""Ask the local store and the one in Qdrant the same questions: are the answers the same, and in how many round trips?

    python -m tests.benchmarks.stores --data DIR [--engine edge|local|qdrant://host:6333] [--questions 2000]

DIR is the data folder of the README. The index is of SQuAD 2.0's test articles; half of the questions have an answer.
What the reader reads for one store it does not read again for the other. What was compared is kept in the work folder,
so that it can be done in pieces. `edge` is the engine itself in this process, `local` the client's own stand-in for it,
which is slow; an address is that of a server.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.build import build_generation
from index.documents import PassageText
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address, connect
from index.store import SCORES, Store
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

Scores = dict[int, NDArray[np.float64]]  # by key


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
        question: as asked.
        same: whether the first sentence of both is the same, cited or nearest.
        agreed: whether the verdicts are.
        apart: how far the confidences are.
        trips: round trips of the answer from Qdrant.
        scores: how far at most the five scores of the candidates are; None where these are not the same.
        milliseconds: of retrieving alone, local and in Qdrant.
    """

    question: str
    same: bool
    agreed: bool
    apart: float
    trips: int
    scores: tuple[float, ...] | None
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
    questions: Sequence[str], encoder: Encoder, local: LocalStore, there: Store, counting: Counting
) -> Iterator[Compared]:
    reader = load_reader()
    assert reader is not None
    asker, retriever = make_asker(encoder, ReadOnce(reader)), Retriever(encoder)
    fusion = load_fitted().way(networks_of(encoder, reader)).fusion
    for store in (local, there):
        asker.ask(store, Question("Who was it?"))  # words, sessions and files are read once
    for text in questions:
        here = asker.ask(local, Question(text))
        before = counting.calls
        other = asker.ask(there, Question(text))
        trips = counting.calls - before
        times, found = [], []
        for store in (local, there):
            started = time.perf_counter()
            candidates = retriever.retrieve(store, here.asked_as, "en", fusion)
            times.append(1000 * (time.perf_counter() - started))
            found.append({candidate.key: np.array(candidate.scores) for candidate in candidates})
        yield Compared(
            question=text,
            same=first(here) == first(other),
            agreed=here.verdict == other.verdict,
            apart=abs(here.confidence - other.confidence),
            trips=trips,
            scores=furthest(*found),
            milliseconds=(times[0], times[1]),
        )


def furthest(one: Scores, other: Scores) -> tuple[float, ...] | None:
    """How far each score is at most; None where the candidates are not the same."""
    if one.keys() != other.keys():
        return None
    apart = np.max([np.abs(one[key] - other[key]) for key in one], axis=0)
    return tuple(apart.tolist())


def report(found: Sequence[Compared]) -> str:
    trips = np.array([one.trips for one in found])
    here, there = np.array([one.milliseconds for one in found]).T
    apart = np.array([one.scores for one in found if one.scores is not None])
    near = np.mean([one.apart <= NEAR for one in found])
    scores = ", ".join(f"{name} {most:.1e}" for name, most in zip(SCORES, apart.max(axis=0), strict=False))
    return "\n".join(
        [
            f"{len(found):,} questions",
            f"same first sentence: {np.mean([one.same for one in found]):.4f}; "
            f"same verdict: {np.mean([one.agreed for one in found]):.4f}",
            f"confidence within {NEAR}: {near:.4f}; furthest apart: {max(one.apart for one in found):.4f}",
            f"same candidates: {len(apart) / len(found):.4f}; their scores within: {scores}",
            f"round trips: mean {trips.mean():.2f}, most {trips.max()}; within five: {np.mean(trips <= 5):.4f}",
            f"retrieval, times the local store's: {np.median(there) / np.median(here):.2f}",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("index/built/stores"))
    parser.add_argument("--engine", default="edge")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=9, help="stop after so many; the same command goes on")
    arguments = parser.parse_args()
    until = time.monotonic() + 60 * arguments.minutes
    arguments.work.mkdir(parents=True, exist_ok=True)
    corpus = join([article.corpus() for article in read_test_articles(arguments.data, "2.0")])
    texts = sorted({question.text for question in corpus.questions})
    chosen = random.Random(0).sample(texts, arguments.questions)
    kept = arguments.work / f"compared-{re.sub(r'[^a-z0-9]+', '-', arguments.engine)}.jsonl"
    known = {one.question: one for one in read(kept)}
    with ExitStack() as stack:
        cache = stack.enter_context(EmbeddingCache(arguments.work / "remembered.sqlite"))
        encoder = RememberingEncoder(load_encoder(), cache)
        local = built(corpus, arguments.work, encoder)
        client: Any = Counting(stack.enter_context(opened(arguments.engine, arguments.work / "edge")))
        there = published(local, client, "stores")
        left = [text for text in chosen if text not in known]
        with kept.open("a", encoding="utf-8") as file:
            for one in compare(left, encoder, local, there, client):
                known[one.question] = one
                file.write(f"{json.dumps(asdict(one))}\n")
                file.flush()
                if time.monotonic() > until:
                    break
    print(report([known[text] for text in chosen if text in known]))


def read(kept: Path) -> list[Compared]:
    """What was compared before."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.is_file() else []
    rows = map(json.loads, lines)
    return [Compared(**row | {"scores": row["scores"] and tuple(row["scores"])}) for row in rows]


if __name__ == "__main__":
    main()
