"""What adding, removing and merging cost in an index that `tests.benchmarks.growth` built of sources in a folder.

Each round adds an article of 100 sentences as a running server does, which holds the live generation; merges; adds
another as `pincite index rebuild` does; removes the first. The baseline is the encoding of that article alone, by the
same encoder, in the same round; processor seconds are those of the process that reads too. At the end the largest
segment is merged with itself alone, unless it is full: building the index took as long for each of these.
"""

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
from index.reading.plain import plain_blocks
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.merging import merged
from index.storage.segment import FULL
from index.storage.segments import Part
from index.storage.texts import Texts, write_texts
from tests.benchmarks.bounds import peak
from tests.benchmarks.drawn import Real, recombined

ADDED, ROUNDS = 100, 3  # sentences of an added article, rounds

ALONE, ADDING, LARGEST = "its encoding alone", "adding an article", "merging the largest segment"
UNITS = ("s", "processor s")

Figures = dict[str, float]


def library_of(folder: Path, encoder: Encoder) -> Library:
    return Library(folder / "seeds", folder / "built", encoder, keep=2)


def rebuilt(folder: Path, encoder: Encoder) -> None:
    rebuild(folder / "seeds", folder / "built", encoder, keep=2)


def encode(encoder: Encoder, texts: Texts) -> None:
    """Encode texts as a rebuild does, and nothing else."""
    encoder.passages([texts.passage_text(rows) for rows in texts.each_passage()])


def new_articles(real: Real) -> Iterator[SplitDocument]:
    """Articles of so many sentences that no index has: from the far end of those that are recombined."""
    for number, article in zip(count(), islice(recombined(real.articles[::-1]), 3, None), strict=False):
        text = article.document.text[: article.sentences[ADDED - 1].end]
        yield split(Document(f"new-{number}", About(f"new-{number}"), text, tuple(plain_blocks(text))))


def measure(folder: Path, articles: Iterator[SplitDocument], encoder: Encoder) -> Figures:
    """The median seconds of each thing done to an index, and MiB."""
    library, generations = library_of(folder, encoder), Generations(folder / "built")
    first = write_texts(emptied(folder / "alone"), [next(articles)])
    encode(encoder, first)  # so that the first round is as the others
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
    largest = max(held.parts, key=lambda part: part.sentences)
    if largest.sentences < FULL:
        with peak(Path("/proc/self")) as above:
            time_it(LARGEST, lambda: merge(generations, held, largest))
        spent[f"{LARGEST}, peak above what was held, MiB"].append(above[0])
    figures = {name: median(seconds) for name, seconds in spent.items()}
    return {
        **figures,
        **{f"{ADDING}, times its encoding in {u}": figures[f"{ADDING}, {u}"] / figures[f"{ALONE}, {u}"] for u in UNITS},
        "segments at the end": len(LocalStore.open(generations.live()).parts),
    }


def merge(generations: Generations, store: LocalStore, part: Part) -> None:
    """Write a segment anew, as it is merged with others, and remove it again."""
    entry = merged(generations, store.manifest, [part])
    generations.discard(entry.name)


def processor() -> float:
    """Seconds of a processor that this process took, and those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
