"""How long the golden questions take, part by part, beside bare sentence-transformers and an exact FAISS search.

    python -m tests.benchmarks.answering

The index is of the seed article. The baseline is what a few lines give: all-MiniLM-L6-v2, which is smaller than the
encoder that ships, in sentence-transformers, and FAISS. Every question is asked both ways in turn, so that a busy
machine slows both; the first round warms up and is not counted. The floor is the networks' own arithmetic: they are
given again what they were given for the question, with nothing around them.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.build import split
from index.networks.loading import load_encoder
from index.networks.models import Floats
from index.networks.sessions import Session
from index.networks.threads import in_parallel
from index.reading.seeds import read_seed
from index.storage.local import LocalStore
from qa.ask import Asker, make_asker
from qa.datasets.golden import ARTICLE, read_golden
from qa.evaluate.corpus import opened
from qa.interpret import interpret
from qa.question import Question, Turn
from qa.reader import PassageReader, load_reader
from qa.rerank import read
from qa.spelling import speller_of

ROUNDS = 3
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
BASELINE = "bare encoding and exact search"

Bare = Callable[[str], object]


class Times:
    """Milliseconds, by what took them."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def of(self, part: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.taken[part].append(1000 * (time.perf_counter() - started))

    def table(self) -> Iterator[str]:
        base = np.median(self.taken[BASELINE])
        yield "| | p50, ms | p90, ms | p50, times the baseline's |"
        yield "|---|---|---|---|"
        for part, taken in self.taken.items():
            middle, late = np.quantile(taken, [0.5, 0.9])
            yield f"| {part} | {middle:.1f} | {late:.1f} | {middle / base:.1f} |"


def baseline(sentences: list[str]) -> Bare:
    """What a few lines with the two libraries give: the nearest sentences by cosine."""
    from sentence_transformers import SentenceTransformer

    from index.networks.models import minilm_folder

    model = SentenceTransformer(str(minilm_folder()), local_files_only=True)
    vectors = model.encode(sentences, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return lambda question: index.search(model.encode([question], normalize_embeddings=True), 10)


def arithmetic(question: str, asker: Asker, store: LocalStore) -> Callable[[], object]:
    """Runs the networks on what they are given for a question: the question itself, then the passages."""
    runs: list[Callable[[], object]] = []
    run = Session.run

    def noted(session: Session, inputs: Mapping[str, NDArray[Any]]) -> list[Floats]:
        runs.append(partial(run, session, inputs))
        return run(session, inputs)

    Session.run = noted  # type: ignore[assignment, method-assign]
    try:
        asker.weigh(store, Question(question))
    finally:
        Session.run = run  # type: ignore[method-assign]
    return lambda: [in_parallel(lambda run: run(), stage) for stage in (runs[:1], runs[1:])]


def ask_all(asker: Asker, reader: PassageReader, store: LocalStore, bare: Bare, times: Times) -> None:
    """Every golden question: by the baseline, in parts, and as a user asks."""
    for golden in read_golden():
        asked = Question(golden.question, tuple(Turn(question) for question in golden.history))
        with times.of(BASELINE):
            bare(golden.question)
        with times.of("standing alone, mended"):
            question = speller_of(store).mend(interpret(asked.text, asked.history))
        networks = arithmetic(question, asker, store)
        with times.of("the networks alone: the floor"):
            networks()
        with times.of("retrieving and reading"):
            candidates = asker.weigh(store, Question(question)).candidates
        with times.of("of that, reading"):
            read(store, question, candidates, reader)
        with times.of("the whole answer"):
            asker.ask(store, asked)


def main() -> None:
    encoder, reader = load_encoder(), load_reader()
    if reader is None:
        raise SystemExit("The weights are left out; there is nothing to time.")
    article = split(read_seed(SEEDS / ARTICLE, SEEDS))
    text = article.document.text
    with opened([article], encoder) as store:
        asker = make_asker(encoder, reader)
        bare = baseline([text[s.start : s.end] for s in article.sentences])
        ask_all(asker, reader, store, bare, Times())
        times = Times()
        for _ in range(ROUNDS):
            ask_all(asker, reader, store, bare, times)
    print("\n".join(times.table()))


if __name__ == "__main__":
    main()
