"""The other passages of its article that each training question is read with: those with most words in common."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from index.networks.sentencepieces import SentencePieces
from qa.train.layouts import ArticlePieces, Placed, fits

DEPTH = 8  # passages kept for each question


@dataclass(frozen=True, slots=True)
class Task:
    """A question of an article: where it is answered (passage, place), and the other passages, hardest first."""

    article: int
    text: str
    gold: tuple[int, Placed] | None
    others: list[int]


def mine(articles: Sequence[ArticlePieces], pieces: SentencePieces) -> list[Task]:
    """The tasks of every question, by what the passages' pieces have in common with its own: BM25, in any language."""
    tasks: list[Task] = []
    for number, article in enumerate(articles):
        tasks += _of_article(number, article, partial(_overlaps, article, pieces))
    return tasks


def _of_article(number: int, article: ArticlePieces, score: Callable[[Sequence[str]], Tensor]) -> list[Task]:
    asked = [(p.text, (i, p)) for i, passage in enumerate(article.passages) for p in passage.answered]
    silent = [(text, about) for text, about in article.unanswered]
    texts = [text for text, _ in asked] + [text for text, _ in silent]
    if not texts:
        return []
    order = torch.argsort(score(texts), dim=1, descending=True).tolist()
    usable = {i for i, passage in enumerate(article.passages) if fits(passage)}
    tasks = []
    for (text, gold), ranked in zip(asked, order, strict=False):
        if gold[0] in usable:
            tasks.append(Task(number, text, gold, [i for i in ranked if i in usable and i != gold[0]][:DEPTH]))
    for (text, about), ranked in zip(silent, order[len(asked) :], strict=True):
        hardest = about + [i for i in ranked if i not in about]
        tasks.append(Task(number, text, None, [i for i in hardest if i in usable][:DEPTH]))
    return tasks


def _overlaps(article: ArticlePieces, pieces: SentencePieces, texts: Sequence[str]) -> Tensor:
    """float32 (questions, passages): BM25 over pieces, k1 .9 and b .4 (Robertson and Zaragoza 2009)."""
    counts = [Counter(piece for s in passage.sentences for piece in s.ids) for passage in article.passages]
    lengths = [count.total() for count in counts]
    mean = sum(lengths) / len(lengths)
    holding = Counter(piece for count in counts for piece in count)
    rarity = {piece: math.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for piece, n in holding.items()}
    return torch.tensor(
        [
            [
                sum(
                    rarity[piece] * count[piece] / (count[piece] + 0.9 * (0.6 + 0.4 * length / mean))
                    for piece in set(question.ids)
                    if piece in count
                )
                for count, length in zip(counts, lengths, strict=True)
            ]
            for question in pieces.cut(texts)
        ],
        dtype=torch.float32,
    )
