"""Compare FAISS indexes on many vectors: recall against the exact search, time, size.

    python -m tests.benchmarks.vector_indexes --vectors index/built/measured.sqlite --size 200000

The vectors are those of the sentences and passages in a cache that `pincite eval` or `python -m qa.train` filled,
extended to the size asked for by vectors drawn around them (a real vector plus noise of `NOISE` times its length, at
unit length again). Questions are real vectors held out, with a little noise. One thread, as for one question among
many.
"""

import argparse
import sqlite3
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import EncodedPassage, Encoder
from index.networks.loading import load_encoder

QUESTIONS, K, NOISE, SEED = 500, 100, 0.5, 0
FACTORIES = {
    "exact": ("Flat", []),
    "HNSW32": ("HNSW32,Flat", [64, 128, 256]),
    "HNSW32 in 16 bits": ("HNSW32,SQfp16", [64, 128, 256]),
    "IVF1024": ("IVF1024,Flat", [16, 32, 64]),
    "IVF1024 in 8 bits": ("IVF1024,SQ8", [16, 32, 64]),
}

Floats = NDArray[np.float32]


def read_vectors(path: Path, encoder: Encoder, size: int) -> tuple[Floats, Floats]:
    """(size, dimension) vectors and (QUESTIONS, dimension) questions, all of L2 norm 1."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT vector FROM texts JOIN encoded USING (id) WHERE model = ?", [encoder.sha256]
    ).fetchall()
    passages = (EncodedPassage.unpack(row[0], encoder.dimension) for row in rows)
    real = np.concatenate([np.vstack([passage.sentences, passage.whole]) for passage in passages])
    chance = np.random.default_rng(SEED)
    chance.shuffle(real)
    questions, real = real[:QUESTIONS], real[QUESTIONS:]
    extra = real[chance.integers(len(real), size=max(0, size - len(real)))]
    return np.vstack([real[:size], around(extra, NOISE, chance)]), around(questions, NOISE / 2, chance)


def around(vectors: Floats, noise: float, chance: np.random.Generator) -> Floats:
    shift = chance.standard_normal(vectors.shape, dtype=np.float32) * np.float32(noise / np.sqrt(vectors.shape[1]))
    moved = vectors + shift
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def set_effort(index: Any, effort: int) -> None:
    if isinstance(index, faiss.IndexHNSW):
        index.hnsw.efSearch = effort
    elif isinstance(index, faiss.IndexIVF):
        index.nprobe = effort


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--size", type=int, default=200_000)
    arguments = parser.parse_args()
    vectors, questions = read_vectors(arguments.vectors, load_encoder(), arguments.size)
    print(f"{len(vectors):,} vectors of {vectors.shape[1]} dimensions, {len(questions)} questions")
    print("| index | effort | build s | MB | recall@10 | recall@100 | ms a question | times the exact |")
    print("|---|---|---|---|---|---|---|---|")
    truth: NDArray[np.int64] | None = None
    exact_ms = 0.0
    for name, (factory, efforts) in FACTORIES.items():
        faiss.omp_set_num_threads(faiss.omp_get_max_threads())
        index = faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
        if isinstance(index, faiss.IndexHNSW):
            index.hnsw.efConstruction = 200
        started = time.perf_counter()
        index.train(vectors)
        index.add(vectors)
        built = time.perf_counter() - started
        megabytes = faiss.serialize_index(index).nbytes / 1e6
        faiss.omp_set_num_threads(1)
        for effort in efforts or [0]:
            set_effort(index, effort)
            started = time.perf_counter()
            rows = np.vstack([index.search(question[None], K)[1] for question in questions])
            ms = 1000 * (time.perf_counter() - started) / len(questions)
            truth = rows if truth is None else truth
            exact_ms = exact_ms or ms
            recall = [
                np.mean([len(set(a[:k]) & set(b[:k])) / k for a, b in zip(rows, truth, strict=True)]) for k in (10, K)
            ]
            print(
                f"| {name} | {effort or ''} | {built:.0f} | {megabytes:.0f} | {recall[0]:.3f} | {recall[1]:.3f} "
                f"| {ms:.2f} | {exact_ms / ms:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
