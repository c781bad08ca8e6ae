"""The learning curve of the reader: what a checkpoint makes of held-out questions, their passage given."""

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from index.networks.sentencepieces import SentencePieces
from qa.datasets.squad import Article
from qa.train.layouts import MOST, ArticlePieces, Placed, cut_articles, fits
from qa.train.networks import ReaderNetwork, mixed_precision, padded
from qa.train.reader import span_of

BATCH = 4
SEED = 1
# A column of the curve: the held-out sources that it is measured on, their language, and how many questions.
ANSWERED = {
    "squad": (("squad", "untitled", "squad2"), "en", 160),
    "tales": (("tales",), "en", 60),
    "reviews": (("reviews and posts",), "en", 60),
    "negation": (("condaqa",), "en", 60),
    "de": (("parallel",), "de", 60),
    "zh": (("parallel",), "zh-Hans", 60),
    "ru": (("parallel",), "ru", 60),
}
SILENT = (("squad2", "near misses"), 160)


@dataclass(frozen=True, slots=True)
class Held:
    """A held-out question with its passage; `gold` is None where that does not answer it."""

    text: str
    article: ArticlePieces
    passage: int
    gold: Placed | None


def held_out(articles: Mapping[str, Sequence[Article]], pieces: SentencePieces) -> dict[str, list[Held]]:
    """A sample of the questions for each column of the curve, and `silent`."""
    chance = random.Random(SEED)
    names = {name for sources, *_ in ANSWERED.values() for name in sources}
    cut = {name: cut_articles(articles[name], pieces, MOST) for name in names | set(SILENT[0])}
    found = {
        column: _sample(
            [h for s in sources for a in cut[s] if a.language == language for h in _answered(a)], most, chance
        )
        for column, (sources, language, most) in ANSWERED.items()
    }
    silent = [h for s in SILENT[0] for a in cut[s] for h in _silent(a)]
    return found | {"silent": _sample(silent, SILENT[1], chance)}


def measure(
    network: ReaderNetwork, questions: Mapping[str, Sequence[Held]], pieces: SentencePieces
) -> dict[str, float]:
    """For each column the share of questions whose right sentence is first; for SQuAD the exact answers, and AUROC."""
    network.eval()
    row: dict[str, float] = {}
    odds: dict[str, list[float]] = {}
    for column, held in questions.items():
        read = _read(network, held, pieces)
        odds[column] = [r[0] for r in read]
        if column != "silent":
            row[column] = float(np.mean([r[1] for r in read]))
        if column == "squad":
            row["exact"] = float(np.mean([r[2] for r in read]))
    labels = [1] * len(odds["squad"]) + [0] * len(odds["silent"])
    row["auroc"] = float(roc_auc_score(labels, odds["squad"] + odds["silent"]))
    return row


def append(path: Path, row: Mapping[str, float]) -> None:
    """Add a row to a CSV file, which begins with the columns' names."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row))
        if new:
            writer.writeheader()
        writer.writerow({name: round(value, 4) for name, value in row.items()})


def _read(network: ReaderNetwork, held: Sequence[Held], pieces: SentencePieces) -> list[tuple[float, bool, bool]]:
    """For each question its log odds against silence, whether the right sentence is first, and the answer exact."""
    layouts = []
    for question, head in zip(held, pieces.cut([h.text for h in held]), strict=True):
        passage = question.article.passages[question.passage]
        layouts.append(pieces.lay_out(head.ids, pieces.context(passage.given), passage.sentences))
    found: dict[int, tuple[float, bool, bool]] = {}
    order = sorted(range(len(held)), key=lambda i: len(layouts[i].ids))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        with torch.inference_mode(), mixed_precision():
            by_token, places = network(padded([layouts[i] for i in batch]))
        for row, i in enumerate(batch):
            sentences = layouts[i].sentences
            scores = torch.stack([by_token[row, a:b].logsumexp(0) for a, b in sentences])
            best, gold = int(scores.argmax()), held[i].gold
            right = gold is not None and best in gold.right
            exact = False
            if gold is not None and gold.span is not None:
                passage = held[i].article.passages[held[i].passage]
                place = span_of(gold, passage, layouts[i])
                first, stop = sentences[best]
                exact = place is not None and place[1:] == _likeliest(
                    places[row, first + 1 : stop].float().numpy(), first + 1
                )
            found[i] = float(scores.logsumexp(0)), right, exact
    return [found[i] for i in range(len(held))]


def _likeliest(places: np.ndarray[tuple[int, int], np.dtype[np.float32]], offset: int) -> tuple[int, int]:
    sums = places[:, :1] + places[None, :, 1]
    sums[np.tril_indices(len(sums), -1)] = -np.inf
    first, last = divmod(int(sums.argmax()), len(places))
    return offset + first, offset + last


def _answered(article: ArticlePieces) -> list[Held]:
    return [
        Held(placed.text, article, number, placed)
        for number, passage in enumerate(article.passages)
        for placed in passage.answered
        if fits(passage)
    ]


def _silent(article: ArticlePieces) -> list[Held]:
    return [Held(text, article, about[0], None) for text, about in article.unanswered if about]


def _sample(held: list[Held], most: int, chance: random.Random) -> list[Held]:
    return chance.sample(held, min(most, len(held)))
