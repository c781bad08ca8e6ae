"""Measure an index of 33 sentences, of ten thousand, a hundred thousand and a million: its building, size and answers.

    python -m tests.benchmarks.growth --data DIR

DIR is the data folder of the README. The smallest index is of the seed article; the others are of SQuAD's articles,
extended by recombination: each further sentence is the head of one of theirs and the tail of another, so that words
stay as frequent as they are. A million sentences are not encoded: `REAL` passages are, and every vector of an index is
drawn around one of theirs; every sentence has the token vectors of a real one. Everything else is what `pincite index
rebuild` and `pincite ask` do, each size in processes of its own. Questions are SQuAD's, encoded as always. The baseline
is FAISS's exact search for the same questions, on one thread.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.build import Report, build_generation, split
from index.networks.encoder import Vectors
from index.networks.loading import load_encoder
from index.reading.seeds import read_seed
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.layout import SEGMENTS
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
from tests.benchmarks.drawn import articles_of, drawn_from, read_real
from tests.running import clean_environment

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
OF_THE_SEED = 33  # sentences
REAL = 3000  # passages that are encoded
QUESTIONS, WARM, K = 300, 20, 10
CHUNK = 10_000  # vectors copied in one go
MIB = 2**20

Figures = dict[str, float]


def build(arguments: argparse.Namespace, size: int, root: Path) -> Figures:
    """Build the index of one size; seconds, and sizes in MiB."""
    shutil.rmtree(root, ignore_errors=True)
    encoder = load_encoder()
    if size <= OF_THE_SEED:
        started = time.perf_counter()
        report = build_generation([split(read_seed(SEEDS / ARTICLE, SEEDS))], root, encoder, keep=1)
    else:
        real = read_real(arguments.data)
        with EmbeddingCache(arguments.work / "real.sqlite") as cache:
            drawn = drawn_from(real, REAL, RememberingEncoder(encoder, cache))
        started = time.perf_counter()
        report = build_generation(articles_of(real, size), root, drawn, keep=1)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"sentences": report.sentences, "build, s": seconds, "build, peak MiB": peak} | on_disk(root, report)


def on_disk(root: Path, report: Report) -> Figures:
    sizes = {path: path.stat().st_size / MIB for path in root.rglob("*") if path.is_file()}
    generation = sum(size for path, size in sizes.items() if {report.generation, SEGMENTS} & {*path.parts})
    return {"index on disk, MiB": generation, "cache on disk, MiB": sum(sizes.values()) - generation}


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
    found["resident when warm, MiB"] = resident()
    ways: dict[str, Callable[[str], object]] = {
        "retrieval": lambda question: retriever.retrieve(store, question, "en", fusion),
        "answer": lambda question: asker.ask(store, Question(question)),
    }
    times = {name: [milliseconds(way, question) for question in questions[WARM:]] for name, way in ways.items()}
    found["resident after all, MiB"] = resident()
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


def resident() -> float:
    """MiB of this process in memory, mapped files included."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) / 1024


def ask_cold(root: Path) -> Figures:
    """Seconds of `pincite ask`, from the start of its process to its end."""
    command = [sys.executable, "-m", "web", "ask", f"--index={root}", "Who signed the agreement?"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=clean_environment())
    assert done.returncode in (0, SILENT)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"`pincite ask`, s": seconds, "`pincite ask`, processor s": busy}


def apart(part: str, arguments: argparse.Namespace, size: int) -> Figures:
    """One part of the work in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.growth", f"--data={arguments.data}", f"--work={arguments.work}"]
    done = subprocess.run([*command, f"--part={part}", f"--sizes={size}"], check=True, stdout=subprocess.PIPE)
    found: Figures = json.loads(done.stdout)
    return found


def grown(arguments: argparse.Namespace, size: int) -> Figures:
    built = apart("build", arguments, size)
    figures = built | ask_cold(arguments.work / str(size)) | apart("measure", arguments, size)
    print(json.dumps(figures), file=sys.stderr, flush=True)
    return figures


def table(columns: Sequence[Figures]) -> str:
    lines = [f"| {name} | " + " | ".join(short(c[name]) for c in columns) + " |" for name in columns[0]]
    return "\n".join([lines[0], "|---|" + "---|" * len(columns), *lines[1:]])


def short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("index/built/growth"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[OF_THE_SEED, 10_000, 100_000, 1_000_000])
    parser.add_argument("--part", choices=["build", "measure"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    size = arguments.sizes[0]
    if arguments.part == "build":
        print(json.dumps(build(arguments, size, arguments.work / str(size))))
    elif arguments.part == "measure":
        print(json.dumps(measure(arguments, arguments.work / str(size))))
    else:
        print(table([grown(arguments, size) for size in arguments.sizes]))


if __name__ == "__main__":
    main()
