"""Texts with their sentences: the Pragmatic Segmenter's rules and the English Web Treebank."""

from pathlib import Path

from qa.datasets.corpus import Range
from qa.datasets.files import read_json_lines


def read_rules(data: Path) -> list[tuple[str, list[str]]]:
    """The Pragmatic Segmenter's English rules: each text with its sentences."""
    rows = read_json_lines(data / "segmentation/golden_rules_en.jsonl")
    return [(row["text"], row["sentences"]) for row in rows]


def read_treebank(data: Path) -> list[tuple[str, set[Range]]]:
    """The English Web Treebank's documents: each text with the ranges of its sentences, code points."""
    rows = read_json_lines(data / "segmentation/ewt.jsonl")
    return [(row["text"], {(start, end) for start, end in row["sentences"]}) for row in rows]
