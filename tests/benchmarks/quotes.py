"""Check quotes in indexes of several sizes, beside difflib and a plain scan by rapidfuzz, as ratios.

    python -m tests.benchmarks.quotes --data DIR

DIR is the data folder of the README. The smallest index is of the seed article, the others are of SQuAD's articles,
extended by recombination as `tests.benchmarks.growth` does; a check asks for words alone, so all vectors are the same
and no graph is made of them. The quotes are made
by rule of the indexed sentences (`qa/evaluate/quote_set.py`): exact ones, ones with a word left out, a number or a name
changed, in turn. rapidfuzz scans every sentence with `partial_ratio` and difflib with `ratio`, for the most alike: both
find a place and say nothing of what was changed. All three take turns in one process, quote by quote. Of more than
`SCANNED` sentences the two scan so many, and their time, which grows with the number of sentences, is multiplied.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from rapidfuzz import fuzz, process

from index.build import build_generation, split
from index.documents import SplitDocument
from index.reading.seeds import read_seed
from index.storage import vectors
from index.storage.generations import Generations
from index.storage.local import LocalStore
from qa.datasets.golden import ARTICLE
from qa.evaluate.quote_set import make_quotes
from qa.evaluate.quotes import NoVectors
from qa.quotes.asked import Asking
from qa.quotes.check import check
from tests.benchmarks.drawn import articles_of, read_real
from tests.conftest import SEEDS

OF_THE_SEED = 33  # sentences
KINDS = ("exact", "word left out", "number changed", "name changed")
QUOTES, SLOW = 30, 5  # difflib takes so long that it gets fewer
SCANNED = 10_000  # sentences


def articles(data: Path, size: int) -> list[SplitDocument]:
    """So many sentences, or a few more."""
    if size <= OF_THE_SEED:
        return [split(read_seed(SEEDS / ARTICLE, SEEDS))]
    return list(articles_of(read_real(data), size))


def quotes_of(documents: Sequence[SplitDocument]) -> list[str]:
    """Quotes of the kinds in turn."""
    made = list(make_quotes([(document, ()) for document in documents[:50]], QUOTES, seed=1))
    by_kind = [[quote.quote for quote in made if quote.kind == kind] for kind in KINDS]
    return [quote for turn in zip(*by_kind, strict=False) for quote in turn][:QUOTES]


def by_rapidfuzz(quote: str, sentences: Sequence[str]) -> object:
    return process.extractOne(quote, sentences, scorer=fuzz.partial_ratio)


def by_difflib(quote: str, sentences: Sequence[str]) -> object:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)

    def alike(sentence: str) -> float:
        matcher.set_seq1(sentence)
        return matcher.ratio()

    return max(sentences, key=alike)


def measure(data: Path, size: int) -> Iterator[str]:
    """The lines of one size."""
    documents = articles(data, size)
    quotes = quotes_of(documents)
    sentences = [d.document.text[s.start : s.end] for d in documents for s in d.sentences]
    with TemporaryDirectory(prefix="pincite-") as folder:
        with patch.object(vectors, "EXACT_UP_TO", sys.maxsize):
            build_generation(documents, Path(folder), NoVectors(), keep=1, quiet=True)
        store = LocalStore.open(Generations(Path(folder)).live())
        check(store, Asking.of(quotes[:3]))  # warm
        scanned, times_as_many = sentences[:SCANNED], max(1.0, len(sentences) / SCANNED)
        ways: dict[str, tuple[Callable[[str], object], int]] = {
            "pincite": (lambda quote: check(store, Asking.of([quote])), QUOTES),
            "rapidfuzz": (lambda quote: by_rapidfuzz(quote, scanned), QUOTES),
            "difflib": (lambda quote: by_difflib(quote, scanned), SLOW),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number, quote in enumerate(quotes):
            for name, (way, most) in ways.items():
                if number < most:
                    started = time.perf_counter()
                    way(quote)
                    seconds = time.perf_counter() - started
                    times[name].append(1000 * seconds * (1.0 if name == "pincite" else times_as_many))
        whole = time.perf_counter()
        check(store, Asking.of(quotes))
        whole = 1000 * (time.perf_counter() - whole)
    own = statistics.median(times["pincite"])
    for name, ms in times.items():
        median = statistics.median(ms)
        yield f"{len(sentences):>9,}  {name:<9}  {median:10.1f} ms a quote  {median / own:8.1f} times"
    yield f"{len(sentences):>9,}  pincite    {whole:10.1f} ms for {len(quotes)} quotes of one answer"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[OF_THE_SEED, 10_000, 100_000])
    arguments = parser.parse_args()
    for size in arguments.sizes:
        for line in measure(arguments.data, size):
            print(line, flush=True)


if __name__ == "__main__":
    main()
