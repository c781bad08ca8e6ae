"""ReQA on SQuAD 1.1 dev (Ahmad et al. 2019): every sentence of every paragraph is a candidate for every question.

A candidate is right if its sentence equals an answer sentence of the question; ties share their mean rank; a question
asked twice counts once with its best rank; the candidate's paragraph is its passage.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from index.progress import Progress
from index.storage.local import LocalStore
from qa.ask import make_asker
from qa.datasets.reqa import read_reqa
from qa.evaluate.asking import WHOLE, parts_of
from qa.evaluate.corpus import RememberingEncoder, opened
from qa.evaluate.measures import Measure, mean
from qa.question import Question
from qa.reader import PassageReader

SEED = 4


def measure_reqa(
    data: Path, encoder: RememberingEncoder, reader: PassageReader | None, most: int | None = None
) -> Iterator[Measure]:
    """Mean reciprocal rank and recall on the test articles' questions, part by part; the others were trained on.

    All of them are asked, or so many as `most` says.
    """
    articles, queries = read_reqa(data)
    queries = [q for q in queries if q.test]
    queries = queries if most is None else random.Random(SEED).sample(queries, min(most, len(queries)))
    encoder.questions([q.text for q in queries])  # in batches; asking then finds them in the cache
    parts = parts_of(encoder, reader)
    ranks: dict[str, list[float]] = {part: [] for part in (*parts, WHOLE)}
    with (
        opened(articles, encoder) as store,
        Progress("ReQA", len(queries), "questions") as progress,
    ):
        asker = make_asker(encoder, reader)
        texts = [text for _, text in store.texts.each_sentence()]
        for query in queries:
            candidates = asker.weigh(store, Question(query.text)).candidates
            right = np.array([texts[c.key] in query.right for c in candidates])
            for part, weights in parts.items():
                ranks[part].append(_rank(np.array([c.scores for c in candidates]) @ weights, right, store))
            ranks[WHOLE].append(_rank(np.array([c.fused for c in candidates]), right, store))
            progress.advance(1)
    for part, found in ranks.items():
        yield from _summary(f"ReQA test articles: {part}", np.array(found), brief=part != WHOLE)


def _summary(name: str, ranks: NDArray[np.float64], *, brief: bool) -> Iterator[Measure]:
    yield mean(f"{name}, MRR", list(1 / ranks))
    for k in () if brief else (1, 5, 10):
        yield mean(f"{name}, R@{k}", list((ranks <= k).astype(float)))


def _rank(fused: NDArray[np.float64], right: NDArray[np.bool_], store: LocalStore) -> float:
    """Best rank of a right candidate; those that were not retrieved share the ranks that are left."""
    if not right.any():
        return (len(fused) + 1 + store.texts.sentences) / 2
    return float(rankdata(-fused)[right].min())
