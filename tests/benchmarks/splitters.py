"""Compare sentence splitters: quality, lossless offsets and speed.

    pip install sentencex pysbd syntok
    python -m tests.benchmarks.splitters --data DIR

DIR is the data folder that qa/datasets/README.md describes. Of `segmentation/` it takes the Pragmatic Segmenter's 48
texts (exact match of the sentence list) and the English Web Treebank's documents (F1 of exact sentence ranges); the
seed article's sentences ship with pincite. A splitter's pieces are placed back into the text in order; one that cannot
be found there makes the splitter lossy.
"""

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

from qa.datasets.corpus import Range
from qa.datasets.segmentation import read_rules, read_treebank

Split = Callable[[str], list[str]]

ROOT = Path(__file__).resolve().parents[2]


def by_sentencex() -> Split:
    import sentencex

    return lambda text: sentencex.segment("en", text)


def by_pysbd() -> Split:
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False)
    return lambda text: list(segmenter.segment(text))


def by_syntok() -> Split:
    from syntok import segmenter

    def split(text: str) -> list[str]:
        sentences = (sentence for paragraph in segmenter.analyze(text) for sentence in paragraph)
        ranges = [(s[0].offset, s[-1].offset + len(s[-1].value)) for s in map(list, sentences)]
        return [text[start:end] for start, end in ranges]

    return split


def by_regex() -> Split:
    """The floor: a full stop, question or exclamation mark, then white space and a capital letter."""
    boundary = re.compile(r"(?<=[.!?])\s+(?=[\"“(]?[A-Z])|\n+")
    return lambda text: boundary.split(text)


def by_pincite() -> Split:
    """What pincite does: its splitter line by line, ranges in code points."""
    from index.reading.plain import plain_blocks
    from index.reading.sentences import split_sentences

    return lambda text: [text[s.start : s.end] for s in split_sentences(text, plain_blocks(text))]


SPLITTERS = {
    "regex (floor)": by_regex,
    "sentencex": by_sentencex,
    "pysbd": by_pysbd,
    "syntok": by_syntok,
    "pincite": by_pincite,
}


def place(text: str, pieces: list[str]) -> tuple[list[Range], int]:
    """Ranges of the stripped pieces in the text, in order, and how many could not be found."""
    ranges, lost, cursor = [], 0, 0
    for piece in filter(None, map(str.strip, pieces)):
        start = text.find(piece, cursor)
        if start < 0:
            lost += 1
            continue
        cursor = start + len(piece)
        ranges.append((start, cursor))
    return ranges, lost


def f1(predicted: list[set[Range]], gold: list[set[Range]]) -> float:
    right = sum(len(p & g) for p, g in zip(predicted, gold, strict=True))
    return 2 * right / (sum(map(len, predicted)) + sum(map(len, gold)))


def measure(name: str, data: Path, article: str) -> str:
    split = SPLITTERS[name]()
    rules = read_rules(data)
    treebank = read_treebank(data)
    gold_article = (ROOT / "qa/datasets/golden/sentences.txt").read_text(encoding="utf-8").splitlines()

    exact = sum([s.strip() for s in split(text)] == [s.strip() for s in wanted] for text, wanted in rules)
    started = time.perf_counter()
    pieces = [split(text) for text, _ in treebank]
    seconds = time.perf_counter() - started
    placed = [place(text, p) for (text, _), p in zip(treebank, pieces, strict=True)]
    score = f1([set(ranges) for ranges, _ in placed], [ranges for _, ranges in treebank])
    lost = sum(lost for _, lost in placed)
    found = [s.strip() for s in split(article) if s.strip()]
    megabytes = sum(len(text.encode()) for text, _ in treebank) / 1e6
    right = "yes" if found == gold_article else f"no ({len(found)})"
    return f"| {name} | {exact}/{len(rules)} | {score:.3f} | {lost} | {right} | {megabytes / seconds:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    article = (ROOT / "seeds/ukraine-security-guarantees.txt").read_text(encoding="utf-8")
    print("| splitter | golden rules | EWT F1 | pieces lost | article's 33 | MB/s |")
    print("|---|---|---|---|---|---|")
    for name in SPLITTERS:
        print(measure(name, data, article), flush=True)


if __name__ == "__main__":
    main()
