"""Key sentences beside baselines: how many are right, and how much they share with what people wrote as a summary.

Run as: python -m tests.benchmarks.overview --data DIR

Right is what was marked by hand in `key_sentences.json`, before anything was measured: of twelve news items, in
Abg-CoQA, and of the seed article, by the start of each sentence. The summary that people wrote is the first paragraph
of a Wikipedia article, of SQuAD's dev articles without the test articles; it is left out of what the sentences are
chosen from, and the F1 of words is counted.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.build import split
from index.documents import About, SplitDocument
from index.networks.encoder import Vectors
from index.networks.loading import load_encoder
from index.reading.plain import plain_document
from index.reading.seeds import read_seed
from index.storage.lexical import tokenize
from index.store import Store
from qa.datasets.files import read_json_lines
from qa.datasets.golden import ARTICLE
from qa.datasets.squad import read_articles, read_test_titles
from qa.evaluate.corpus import opened
from qa.overview import key_rows, telling

CHOSEN = 3
MARKED = Path(__file__).with_name("key_sentences.json")

Rows = NDArray[np.int64]
Choose = Callable[[Vectors, Sequence[str]], Rows]


@dataclass(frozen=True, slots=True)
class Item:
    """The sentences of an article that may be key, their starts and vectors; what is right, or a summary."""

    texts: list[str]
    starts: list[int]
    vectors: Vectors
    marked: frozenset[int]
    summary: str


def first(vectors: Vectors, texts: Sequence[str]) -> Rows:
    return np.arange(min(CHOSEN, len(texts)))


def longest(vectors: Vectors, texts: Sequence[str]) -> Rows:
    return np.argsort([-len(text) for text in texts], kind="stable")[:CHOSEN]


def nearest_the_mean(vectors: Vectors, texts: Sequence[str]) -> Rows:
    return np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:CHOSEN]


def as_pincite_does(vectors: Vectors, texts: Sequence[str]) -> Rows:
    return key_rows(vectors, CHOSEN)


WAYS: Mapping[str, Choose] = {
    "the first three": first,
    "the longest three": longest,
    "nearest the mean of all": nearest_the_mean,
    "as pincite does: like many others, and early": as_pincite_does,
}


def articles(data: Path, seeds: Path) -> Iterator[tuple[SplitDocument, frozenset[int], str]]:
    """Each article with the starts that are marked, or with its summary."""
    marked = json.loads(MARKED.read_text(encoding="utf-8"))
    yield split(read_seed(seeds / ARTICLE, seeds)), frozenset(marked.pop("seed")), ""
    for row in read_json_lines(data / "more/abg_coqa.jsonl"):
        starts = marked.pop(row["id"].partition("|")[0], None)
        if starts is not None:
            yield split(plain_document(row["id"], About("", language="en"), row["context"])), frozenset(starts), ""
    tested = read_test_titles(data)
    for article in read_articles(data / "squad/dev-v1.1.json"):
        if article.id not in tested:
            summary, *body = article.paragraphs
            (document,) = replace(article, paragraphs=tuple(body)).corpus().articles
            yield document, frozenset(), summary.text


def item_of(store: Store, article: SplitDocument, marked: frozenset[int], summary: str) -> Item:
    """An article as an index has it."""
    document, rows = article.document, telling(article.document, article.sentences)
    sentences = [article.sentences[row] for row in rows]
    texts = [document.text[sentence.start : sentence.end] for sentence in sentences]
    _, vectors = store.embedded(document.id)
    return Item(texts, [sentence.start for sentence in sentences], vectors[rows], marked, summary)


def shared(chosen: Sequence[str], summary: str) -> float:
    """F1 of the words of both (ROUGE-1, Lin 2004, of stems without stop words)."""
    words, wanted = Counter(tokenize(" ".join(chosen))), Counter(tokenize(summary))
    return 2 * (words & wanted).total() / (words.total() + wanted.total())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, default=Path("seeds"))
    given = parser.parse_args()
    found = list(articles(given.data, given.seeds))
    with opened([article for article, _, _ in found], load_encoder()) as store:
        items = [item_of(store, *one) for one in found]
    by_mark, by_summary = [i for i in items if i.marked], [i for i in items if i.summary]
    print(f"| {CHOSEN} sentences | right, of {len(by_mark)} news articles | F1 with {len(by_summary)} summaries |")
    print("|---|---|---|")
    for name, choose in WAYS.items():
        right = np.mean([i.starts[row] in i.marked for i in by_mark for row in choose(i.vectors, i.texts)])
        f1 = np.mean([shared([i.texts[row] for row in choose(i.vectors, i.texts)], i.summary) for i in by_summary])
        print(f"| {name} | {right:.3f} | {f1:.3f} |")


if __name__ == "__main__":
    main()
