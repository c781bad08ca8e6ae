"""Compare a rebuild with the bare encoder on the same texts: what reading, splitting, storing and indexing add.

    python -m tests.benchmarks.rebuilding --data DIR --sentences 2000

DIR is the data folder of the README. The baseline is the encoder that ships, given all passages at once. Beside it
stands all-MiniLM-L6-v2, which is smaller, in bare sentence-transformers, given their sentences and the passages. The
ways take turns, round by round; compare the ratios, not the seconds. Processor time is less disturbed by other work on
the machine than the clock is.
"""

import argparse
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from index import build
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.networks.models import MINILM_SHA256, minilm_folder
from index.networks.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer
from index.settings import MINILM
from index.storage.embedded import passages, sentences
from index.storage.texts import Texts, write_texts
from qa.datasets.squad import read_test_articles

ROUNDS = 3
BARE = "bare encoder, all passages at once"

Way = Callable[[], object]


def write_seeds(data: Path, sentences: int, folder: Path) -> Texts:
    """Enough of SQuAD's articles as seeds, and their texts as a rebuild reads them."""
    articles = [article.corpus().articles[0] for article in read_test_articles(data, "1.1")]
    counts = accumulate(len(article.sentences) for article in articles)
    articles = articles[: 1 + sum(count < sentences for count in counts)]
    for article in articles:
        (folder / f"{article.document.id}.txt").write_text(article.document.text, encoding="utf-8")
    return write_texts(folder, articles)


def rebuilt(seeds: Path, encoder: Encoder) -> None:
    with TemporaryDirectory(prefix="pincite-") as root:
        build.rebuild(seeds, Path(root), encoder, keep=2)


def measured(ways: dict[str, Way]) -> dict[str, tuple[float, float]]:
    """Median seconds of each, by the clock and of the processor."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started, busy = time.perf_counter(), time.process_time()
            way()
            took[name].append((time.perf_counter() - started, time.process_time() - busy))
    return {name: (median(c for c, _ in times), median(p for _, p in times)) for name, times in took.items()}


def show(ways: dict[str, Way], count: int) -> None:
    times = measured(ways)
    for name, (clock, busy) in times.items():
        ratios = f"{clock / times[BARE][0]:.2f} | {busy / times[BARE][1]:.2f}"
        print(f"| {name} | {clock:.1f} | {busy:.1f} | {count / clock:.0f} | {ratios} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=2000)
    arguments = parser.parse_args()
    encoder = load_encoder()
    minilm = SentenceTransformerEncoder(MINILM, MINILM_SHA256, load_sentence_transformer(minilm_folder()))
    with TemporaryDirectory(prefix="pincite-") as folder:
        seeds = Path(folder)
        texts = write_seeds(arguments.data, arguments.sentences, seeds)
        given = [texts.passage_text(rows) for rows in texts.each_passage()]
        embedded = [*sentences(texts), *passages(texts)]
        print(f"{texts.sentences:,} sentences, {len(given):,} passages")
        print("| way | s | processor s | sentences/s | clock, times the bare | processor, times the bare |")
        print("|---|---|---|---|---|---|")
        ways: dict[str, Way] = {
            BARE: lambda: encoder.passages(given),
            "rebuild": lambda: rebuilt(seeds, encoder),
            "bare sentence-transformers, all texts at once": lambda: minilm.encode(embedded),
        }
        show(ways, texts.sentences)


if __name__ == "__main__":
    main()
