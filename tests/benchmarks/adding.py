"""Measure what adding, removing and merging cost in an index of 33 sentences, of ten thousand and a hundred thousand.

    python -m tests.benchmarks.adding --data DIR

DIR is the data folder of the README. An index is built of sources in a folder, its articles and vectors drawn as
`tests.benchmarks.growth` draws them: synthetic, so that building takes no encoding. What is added is encoded as always.
Each round adds an article of 100 sentences as a running server does, which holds the live generation; merges; adds
another as `pincite index rebuild` does; removes the first. The baseline is the encoding of that article alone, by the
same encoder, in the same round; processor seconds are those of the process that reads too.
"""

import argparse
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from statistics import median

from index.build import rebuild, split
from index.changes import Add, Heard, Remove
from index.documents import About, Document, SplitDocument
from index.library import Library
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.reading.plain import plain_blocks
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.texts import Texts, write_texts
from qa.datasets.golden import ARTICLE
from qa.evaluate.corpus import RememberingEncoder
from tests.benchmarks.drawn import Drawn, Real, articles_of, drawn_from, read_real, recombined
from tests.benchmarks.growth import OF_THE_SEED, SEEDS, short

ADDED, ROUNDS = 100, 3  # sentences of an added article, rounds
REAL = 200  # passages that are encoded; vectors are drawn around theirs, for no quality is measured here

ALONE, ADDING = "its encoding alone", "adding an article"
UNITS = ("s", "processor s")

Figures = dict[str, float]


def library_of(folder: Path, encoder: Encoder) -> Library:
    return Library(folder / "seeds", folder / "built", encoder, keep=2)


def rebuilt(folder: Path, encoder: Encoder) -> None:
    rebuild(folder / "seeds", folder / "built", encoder, keep=2)


def encode(encoder: Encoder, texts: Texts) -> None:
    """Encode texts as a rebuild does, and nothing else."""
    encoder.passages([texts.passage_text(rows) for rows in texts.each_passage()])


def drawn(work: Path, real: Real, encoder: Encoder) -> Drawn:
    """What stands in for the encoder while a large index is built."""
    with EmbeddingCache(work / "real.sqlite") as cache:
        return drawn_from(real, REAL, RememberingEncoder(encoder, cache))


def build(arguments: argparse.Namespace, real: Real, encoder: Encoder, size: int) -> Path:
    """The folder of an index of one size and of its sources."""
    folder: Path = arguments.work / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "seeds").mkdir(parents=True)
    if size <= OF_THE_SEED:
        shutil.copy(SEEDS / ARTICLE, folder / "seeds")
        rebuilt(folder, encoder)
        return folder
    for article in articles_of(real, size):
        name = article.document.id.replace("/", "-")
        (folder / "seeds" / f"{name}.txt").write_text(article.document.text, encoding="utf-8")
    rebuilt(folder, drawn(arguments.work, real, encoder))
    return folder


def new_articles(real: Real) -> Iterator[SplitDocument]:
    """Articles of so many sentences that no index has: from the far end of those that are recombined."""
    for number, article in zip(count(), islice(recombined(real.articles[::-1]), 3, None), strict=False):
        text = article.document.text[: article.sentences[ADDED - 1].end]
        yield split(Document(f"new-{number}", About(f"new-{number}"), text, tuple(plain_blocks(text))))


def measure(folder: Path, articles: Iterator[SplitDocument], encoder: Encoder) -> Figures:
    """The median seconds of each thing done to an index."""
    library, generations = library_of(folder, encoder), Generations(folder / "built")
    held = generations.open(generations.live().name)  # as a server does
    print(f"{held.texts.sentences:,} sentences", file=sys.stderr, flush=True)
    spent: defaultdict[str, list[float]] = defaultdict(list)

    def time_it(name: str, way: Callable[[], object]) -> None:
        started = time.perf_counter(), processor()
        way()
        ended = time.perf_counter(), processor()
        for unit, start, end in zip(UNITS, started, ended, strict=True):
            spent[f"{name}, {unit}"].append(end - start)

    def follow() -> None:
        nonlocal held
        held = generations.open(generations.live().name)

    for number in range(ROUNDS):
        one, other = next(articles), next(articles)
        texts = write_texts(emptied(folder / "alone"), [one])
        add = Add(f"{one.document.id}.txt", one.document.text.encode())
        time_it(ALONE, lambda: encode(encoder, texts))  # noqa: B023 - called at once
        time_it(ADDING, lambda: library.apply([add], Heard()))  # noqa: B023
        time_it("opening what is live then", follow)
        time_it("merging", library.merge)
        (folder / "seeds" / f"{other.document.id}.txt").write_text(other.document.text, encoding="utf-8")
        time_it("a rebuild with another article", lambda: rebuilt(folder, encoder))
        follow()
        time_it("removing an article", lambda: library.apply([Remove(one.document.id)], Heard()))  # noqa: B023
        library.merge()
        follow()
        print(f"round {number}", {name: round(t[-1], 2) for name, t in spent.items()}, file=sys.stderr, flush=True)
    figures = {name: median(seconds) for name, seconds in spent.items()}
    return {
        "sentences": held.texts.sentences,
        **figures,
        **{f"{ADDING}, times its encoding in {u}": figures[f"{ADDING}, {u}"] / figures[f"{ALONE}, {u}"] for u in UNITS},
        "segments at the end": len(LocalStore.open(generations.live()).parts),
    }


def processor() -> float:
    """Seconds of a processor that this process took, and those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("index/built/adding"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[OF_THE_SEED, 10_000, 100_000])
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    encoder, real = load_encoder(), read_real(arguments.data)
    encode(encoder, write_texts(emptied(arguments.work / "warm"), [next(new_articles(real))]))
    articles = new_articles(real)
    columns = [measure(build(arguments, real, encoder, size), articles, encoder) for size in arguments.sizes]
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(short(column[name]) for column in columns) + " |")


if __name__ == "__main__":
    main()
