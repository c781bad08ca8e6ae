"""Measure an index of 33 sentences, of ten thousand, a hundred thousand, a million: its building, answers, changes.

    python -m tests.benchmarks.growth --data DIR

DIR is the data folder of the README. The smallest index is of the seed article; the others are of SQuAD's articles,
extended by recombination: each further sentence is the head of one of theirs and the tail of another, so that words
stay as frequent as they are. A million sentences are not encoded: `REAL` passages are, and every vector of an index is
drawn around one of theirs; every sentence has the token vectors of a real one. Everything else is what `pincite index
rebuild` and `pincite ask` do, each size and part in processes of its own; `adding` says what is changed at the end.
Questions are SQuAD's, encoded as always. The baseline is FAISS's exact search for the same questions, on one thread.
What was measured is kept in the work folder, so that the same command goes on; a part is measured again where its file
there is removed.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.build import rebuild
from index.networks.encoder import Encoder, Vectors
from index.networks.loading import load_encoder
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.segments import Segments
from index.terminal import SILENT
from qa.ask import make_asker, networks_of
from qa.datasets.golden import ARTICLE
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import load_fitted
from qa.question import Question
from qa.reader import load_reader
from qa.retrieve import Retriever
from tests.benchmarks import adding
from tests.benchmarks.bounds import memory, peak
from tests.benchmarks.drawn import Drawn, Real, articles_of, drawn_from, read_real
from tests.conftest import SEEDS
from tests.running import clean_environment

OF_THE_SEED = 33  # sentences
REAL = 3000  # passages that are encoded
QUESTIONS, WARM, K, STARTS = 300, 20, 10, 5
CHUNK = 10_000  # vectors copied in one go
MIB = 2**20
SELF = Path("/proc/self")
PARTS = ("build", "ask", "measure", "change")

Figures = dict[str, float]


def drawn(arguments: argparse.Namespace, real: Real, encoder: Encoder) -> Drawn:
    """What stands in for the encoder while a large index is built; the real passages are encoded once."""
    with EmbeddingCache(arguments.work / "real.sqlite") as cache:
        return drawn_from(real, REAL, RememberingEncoder(encoder, cache))


def build(arguments: argparse.Namespace, size: int, folder: Path) -> Figures:
    """Build the index of one size from its sources; seconds, and MiB."""
    shutil.rmtree(folder, ignore_errors=True)
    seeds, root = folder / "seeds", folder / "built"
    seeds.mkdir(parents=True)
    encoder: Encoder = load_encoder()
    if size <= OF_THE_SEED:
        shutil.copy(SEEDS / ARTICLE, seeds)
    else:
        real = read_real(arguments.data)
        for article in articles_of(real, size):
            name = article.document.id.replace("/", "-")
            (seeds / f"{name}.txt").write_text(article.document.text, encoding="utf-8")
        encoder = drawn(arguments, real, encoder)
    held = memory(SELF, "VmRSS")
    with peak(SELF) as above:
        started, busy = time.perf_counter(), adding.processor()
        report = rebuild(seeds, root, encoder, keep=1)
        seconds, busy = time.perf_counter() - started, adding.processor() - busy
    segments = len(LocalStore.open(Generations(root).live()).parts)
    found = {"sentences": report.sentences, "segments": segments, "build, s": seconds, "build, processor s": busy}
    return found | {"held before, MiB": held, "build, peak above it, MiB": above[0]} | on_disk(root)


def on_disk(root: Path) -> Figures:
    """MiB of the index, of the cache of vectors, and of the sources that are kept."""
    sizes = {path: path.stat().st_size / MIB for path in root.rglob("*") if path.is_file()}
    cache = sum(size for path, size in sizes.items() if path.name.startswith("embeddings.sqlite"))
    sources = sum(size for path, size in sizes.items() if path.parent.name == "sources")
    return {"index on disk, MiB": sum(sizes.values()) - cache - sources, "cache, MiB": cache, "sources, MiB": sources}


def measure(arguments: argparse.Namespace, root: Path) -> Figures:
    """Open an index and ask; milliseconds, and MiB resident."""
    questions = random.Random(0).sample(read_real(arguments.data).questions, WARM + QUESTIONS)
    started = time.perf_counter()
    encoder, reader = load_encoder(), load_reader()
    store = LocalStore.open(Generations(root).live())
    found = {"opening, s": time.perf_counter() - started}
    assert reader is not None
    asker, fusion = make_asker(encoder, reader), load_fitted().way(networks_of(encoder, reader)).fusion
    retriever = Retriever(encoder)
    for question in questions[:WARM]:
        asker.ask(store, Question(question))
    found["resident when warm, MiB"] = memory(SELF, "VmRSS")
    ways: dict[str, Callable[[str], object]] = {
        "retrieval": lambda question: retriever.retrieve(store, question, "en", fusion),
        "answer": lambda question: asker.ask(store, Question(question)),
    }
    times = {name: [milliseconds(way, question) for question in questions[WARM:]] for name, way in ways.items()}
    found["resident after all, MiB"] = memory(SELF, "VmRSS")
    found["of that not pages of files, MiB"] = memory(SELF, "RssAnon")
    vectors = np.stack([question.vector for question in encoder.questions(questions[WARM:])])
    exact, times["exact search"] = search_exactly(store.segments, vectors)
    found |= {f"{name} p{q}, ms": float(np.percentile(ms, q)) for name, ms in times.items() for q in (50, 99)}
    nearest = [store.segments.nearest("sentences", vector, K) for vector in vectors]
    found["exact search, times the retrieval"] = found["exact search p50, ms"] / found["retrieval p50, ms"]
    found["recall@10"] = float(np.mean([len(np.intersect1d(a, b)) / K for a, b in zip(nearest, exact, strict=True)]))
    return found


def search_exactly(segments: Segments, questions: Vectors) -> tuple[list[NDArray[np.int64]], list[float]]:
    """The nearest rows of all for each question by FAISS's exact search on one thread, and its milliseconds."""
    exact, size = faiss.IndexFlatIP(questions.shape[1]), len(segments.live)
    for start in range(0, size, CHUNK):
        exact.add(segments.vectors("sentences", np.arange(start, min(start + CHUNK, size))))
    faiss.omp_set_num_threads(1)
    rows: list[NDArray[np.int64]] = []
    times = [milliseconds(lambda v: rows.append(exact.search(v[None], K)[1][0]), vector) for vector in questions]
    return rows, times


def milliseconds(way: Callable[[Any], object], question: Any) -> float:
    started = time.perf_counter()
    way(question)
    return 1000 * (time.perf_counter() - started)


def ask_cold(root: Path) -> Figures:
    """Seconds of `pincite ask`, from the start of its process to its end; medians."""
    command = [sys.executable, "-m", "web", "ask", f"--index={root}", "Who signed the agreement?"]
    seconds, processor = [], []
    for _ in range(STARTS):
        started, busy = time.perf_counter(), adding.processor()
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=clean_environment())
        assert done.returncode in (0, SILENT)
        seconds.append(time.perf_counter() - started)
        processor.append(adding.processor() - busy)
    return {"`pincite ask`, s": median(seconds), "`pincite ask`, processor s": median(processor)}


def change(arguments: argparse.Namespace, folder: Path) -> Figures:
    return adding.measure(folder, adding.new_articles(read_real(arguments.data)), load_encoder())


def apart(part: str, arguments: argparse.Namespace, size: int) -> Figures:
    """One part of the work in a process of its own, unless it was done before."""
    kept: Path = arguments.work / f"{size}-{part}.json"
    if not kept.is_file():
        command = [sys.executable, "-m", "tests.benchmarks.growth", f"--data={arguments.data}"]
        command += [f"--work={arguments.work}", f"--part={part}", f"--sizes={size}"]
        kept.write_bytes(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        print(kept.read_text(encoding="utf-8"), file=sys.stderr, flush=True)
    found: Figures = json.loads(kept.read_bytes())
    return found


def part_of(part: str, arguments: argparse.Namespace, size: int) -> Figures:
    folder: Path = arguments.work / str(size)
    if part == "build":
        return build(arguments, size, folder)
    if part == "change":
        return change(arguments, folder)
    return ask_cold(folder / "built") if part == "ask" else measure(arguments, folder / "built")


def table(columns: Sequence[Figures]) -> str:
    lines = [
        f"| {name} | " + " | ".join(short(c[name]) if name in c else "–" for c in columns) + " |" for name in columns[0]
    ]
    return "\n".join([lines[0], "|---|" + "---|" * len(columns), *lines[1:]])


def short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("index/built/growth"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[OF_THE_SEED, 10_000, 100_000, 1_000_000])
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    if arguments.part is not None:
        print(json.dumps(part_of(arguments.part, arguments, arguments.sizes[0])))
        return
    if max(arguments.sizes) > OF_THE_SEED:
        drawn(arguments, read_real(arguments.data), load_encoder())  # so that no building holds what encoding needs
    columns = [
        {name: figure for part in PARTS for name, figure in apart(part, arguments, size).items()}
        for size in arguments.sizes
    ]
    print(table(columns))


if __name__ == "__main__":
    main()
