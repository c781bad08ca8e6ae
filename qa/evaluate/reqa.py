"""ReQA on SQuAD 1.1 dev (Ahmad et al. 2019): every sentence of every paragraph is a candidate for every question.

A candidate is right if its sentence equals an answer sentence of the question; ties share their mean rank; a question
asked twice counts once with its best rank; the candidate's paragraph is its passage.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from index.documents import About, Document, Passage, Sentence, SplitDocument
from index.progress import Progress
from index.storage.local import LocalStore
from qa.ask import Asker, Trained
from qa.evaluate.asking import WHOLE, parts_of
from qa.evaluate.corpus import RememberingEncoder, opened, read_json_lines
from qa.evaluate.measures import Measure, mean
from qa.evaluate.squad import read_test_titles


@dataclass(frozen=True, slots=True)
class Query:
    """A question, its answer sentences, and whether it is on a test article."""

    text: str
    right: frozenset[str]
    test: bool


def read_reqa(data: Path) -> tuple[list[SplitDocument], list[Query]]:
    """The candidates as split documents, one for each article, and the questions."""
    rows = read_json_lines(data / "reqa/reqa_squad_dev_candidates.jsonl")
    tested = read_test_titles(data)
    articles = [
        _article(title, [[r["sentence"] for r in group] for _, group in groupby(part, lambda r: r["paragraph_id"])])
        for title, part in groupby(rows, lambda r: str(r["title"]))
    ]
    title_of = {r["paragraph_id"]: r["title"] for r in rows}
    right: dict[str, set[str]] = {}
    test: dict[str, bool] = {}
    for row in read_json_lines(data / "reqa/reqa_squad_dev_queries.jsonl"):
        right.setdefault(row["question"], set()).add(row["answer_sentence"])
        test[row["question"]] = test.get(row["question"], False) or title_of[row["paragraph_id"]] in tested
    return articles, [Query(text, frozenset(answers), test[text]) for text, answers in right.items()]


def measure_reqa(data: Path, encoder: RememberingEncoder, trained: Trained) -> Iterator[Measure]:
    """Mean reciprocal rank and recall on the test articles' questions, part by part; the others were trained on."""
    articles, queries = read_reqa(data)
    queries = [q for q in queries if q.test]
    encoder.encode([q.text for q in queries])  # in batches; asking then finds them in the cache
    parts = parts_of(trained)
    ranks: dict[str, list[float]] = {part: [] for part in (*parts, WHOLE)}
    with (
        opened(articles, encoder, trained.late) as store,
        Progress("ReQA", len(queries), "questions") as progress,
    ):
        asker = Asker(lambda: store, encoder, trained=trained)
        texts = [text for _, text in store.texts()]
        for query in queries:
            candidates = asker.candidates(store, asker.asked_as(store, query.text))
            right = np.array([texts[c.row] in query.right for c in candidates])
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
        return (len(fused) + 1 + store.sentences) / 2
    return float(rankdata(-fused)[right].min())


def _article(title: str, paragraphs: list[list[str]]) -> SplitDocument:
    text = ""
    sentences: list[Sentence] = []
    passages: list[Passage] = []
    for paragraph in paragraphs:
        first = len(sentences)
        for sentence in paragraph:
            sentences.append(Sentence(len(text), len(text) + len(sentence)))
            text += sentence + " "
        passages.append(Passage(first, len(sentences)))
    return SplitDocument(Document(title, About(title.replace("_", " ")), text), tuple(sentences), tuple(passages))
