"""The articles and questions to train on, and those held out of training to fit and to choose on.

Which data may be used for what is the data folder's README's word: nothing here reads the golden questions, the test
articles, ReQA or Disfl-QA.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.datasets.files import read_json_lines
from qa.datasets.qamr import read_qamr
from qa.datasets.squad import Article, Asked, Paragraph, read_articles, read_fragments, read_test_titles

GROUP = 6  # paragraphs of reviews or posts that make one article: they have none of their own
HELD_OUT = {"squad": 12, "untitled": 12, "squad2": 6, "shifts": 12, "qamr": 12}  # one article in so many


@dataclass(frozen=True, slots=True)
class Material:
    """Articles to train on and articles held out, by source."""

    train: dict[str, list[Article]]
    held_out: dict[str, list[Article]]


def read_material(data: Path) -> Material:
    """Every source, each split by article."""
    sources = {
        "squad": _squad(data),
        "untitled": _untitled(data),
        "squad2": _squad2(data),
        "shifts": _shifts(data),
        "qamr": read_qamr(data),
    }
    held = {name: [a for a in articles if chosen(a.id, HELD_OUT[name])] for name, articles in sources.items()}
    kept = {name: [a for a in articles if not chosen(a.id, HELD_OUT[name])] for name, articles in sources.items()}
    return Material(kept, held)


def chosen(article: str, one_in: int) -> bool:
    """Whether an article is held out, one in so many; by its name, so that it always is."""
    return int.from_bytes(hashlib.sha256(article.encode()).digest()[:4], "big") % one_in == 0


def _squad(data: Path) -> list[Article]:
    return read_fragments(data / "squad/train_fragments.jsonl")


def _untitled(data: Path) -> list[Article]:
    """The fragments whose article is not known, grouped in the file's order."""
    asked: dict[str, list[Asked]] = defaultdict(list)
    for row in read_json_lines(data / "squad/train_fragments.jsonl"):
        if not row["title"] and not row["ambiguous_start"]:
            start = row["answer_start"]
            asked[row["context"]].append(Asked(row["question"], ((start, start + len(row["answer"])),)))
    return _grouped("untitled", [Paragraph(text, tuple(questions)) for text, questions in asked.items()])


def _squad2(data: Path) -> list[Article]:
    """SQuAD 2.0 dev, and 1.1 dev where 2.0 lacks an article, without the test articles."""
    tested = read_test_titles(data)
    second = [a for a in read_articles(data / "squad/dev-v2.0.json") if a.id not in tested]
    names = {a.id for a in second} | tested
    return second + [a for a in read_articles(data / "squad/dev-v1.1.json") if a.id not in names]


def _shifts(data: Path) -> list[Article]:
    found = []
    for name in ("amazon_reviews", "reddit"):
        articles = read_articles(data / f"squadshifts/{name}_v1.0.json")
        found += _grouped(name, [p for a in articles for p in a.paragraphs])
    return found


def _grouped(name: str, paragraphs: Sequence[Paragraph]) -> list[Article]:
    return [Article(f"{name}.{i}", tuple(paragraphs[i : i + GROUP])) for i in range(0, len(paragraphs), GROUP)]
