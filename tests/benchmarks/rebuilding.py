"""Compare a rebuild with the bare networks on the same texts: what reading, splitting, storing and indexing add.

    python -m tests.benchmarks.rebuilding --data DIR --sentences 2000

DIR is the data folder of the README. The ways take turns, round by round; compare the ratios, not the seconds.
Processor time is less disturbed by other work on the machine than the clock is.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from index import build
from index.networks.encoder import Encoder
from index.networks.encoders import Encoders
from index.networks.late import load_late
from index.networks.loading import load_encoder
from index.networks.models import default_folder
from index.storage.embedded import embedded_texts
from index.storage.texts import Texts, write_texts
from qa.datasets.squad import read_test_articles

ROUNDS = 3

Way = Callable[[], object]


def write_seeds(data: Path, sentences: int, folder: Path) -> Texts:
    """Enough of SQuAD's articles as seeds, and their texts as a rebuild reads them."""
    articles = [article.corpus().articles[0] for article in read_test_articles(data, "1.1")]
    counts = accumulate(len(article.sentences) for article in articles)
    articles = articles[: 1 + sum(count < sentences for count in counts)]
    for article in articles:
        (folder / f"{article.document.id}.txt").write_text(article.document.text, encoding="utf-8")
    return write_texts(folder, articles)


def rebuilt(seeds: Path, encoder: Encoder, *, late: bool) -> None:
    with TemporaryDirectory(prefix="pincite-") as root:
        build.rebuild(seeds, Path(root), Encoders(encoder, load_late() if late else None), keep=2)


def measured(ways: dict[str, Way]) -> dict[str, tuple[float, float]]:
    """Median seconds of each, by the clock and of the processor."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started, busy = time.perf_counter(), time.process_time()
            way()
            took[name].append((time.perf_counter() - started, time.process_time() - busy))
    return {name: (median(c for c, _ in times), median(p for _, p in times)) for name, times in took.items()}


def show(base: str, ways: dict[str, Way], texts: Sequence[object]) -> None:
    times = measured(ways)
    for name, (clock, busy) in times.items():
        ratios = f"{clock / times[base][0]:.2f} | {busy / times[base][1]:.2f}"
        print(f"| {name} | {clock:.1f} | {busy:.1f} | {len(texts) / clock:.0f} | {ratios} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=2000)
    arguments = parser.parse_args()
    encoder, late, original = load_encoder(), load_late(), load_encoder(str(default_folder()))
    with TemporaryDirectory(prefix="pincite-") as folder:
        seeds = Path(folder)
        texts = write_seeds(arguments.data, arguments.sentences, seeds)
        embedded = list(embedded_texts(texts))
        passages = [texts.passage_text(rows) for rows in texts.each_passage()]
        print(f"{texts.sentences:,} sentences, {len(passages):,} passages")
        print("| way | s | processor s | texts/s | clock, times the bare | processor, times the bare |")
        print("|---|---|---|---|---|---|")
        vectors: dict[str, Way] = {
            "bare encoder, all texts at once": lambda: encoder.encode(embedded),
            "rebuild without late interaction": lambda: rebuilt(seeds, encoder, late=False),
            "bare sentence-transformers, all texts at once": lambda: original.encode(embedded),
        }
        show("bare encoder, all texts at once", vectors, embedded)
        if late is not None:
            whole: dict[str, Way] = {
                "bare encoder and late interaction": lambda: (encoder.encode(embedded), late.passages(passages)),
                "rebuild": lambda: rebuilt(seeds, encoder, late=True),
            }
            show("bare encoder and late interaction", whole, embedded)


if __name__ == "__main__":
    main()
