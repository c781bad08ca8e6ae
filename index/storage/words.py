"""The words of the articles, commonest first: what a misspelt question may have meant."""

import re
from collections import Counter
from pathlib import Path

SHORTEST = 4  # letters; shorter words have too many neighbours

_WORD = re.compile(r"[^\W\d_]+")


def count_words(text: str) -> Counter[str]:
    """How often each word of `SHORTEST` letters or more stands in a text, in lower case."""
    return Counter(word for word in _WORD.findall(text.casefold()) if len(word) >= SHORTEST)


def write_words(path: Path, counts: Counter[str]) -> None:
    """Write a word and its count a line, commonest first, equals by the alphabet."""
    lines = (f"{word} {counts[word]}\n" for word in commonest_first(counts))
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def read_words(path: Path) -> Counter[str]:
    """What `write_words` wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return Counter({word: int(count) for word, count in map(str.split, lines)})


def commonest_first(counts: Counter[str]) -> list[str]:
    """The words that stand somewhere, commonest first, equals by the alphabet."""
    return sorted(+counts, key=lambda word: (-counts[word], word))
