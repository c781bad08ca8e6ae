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

from index.documents import Document, Passage, Sentence, SplitDocument
from index.progress import Progress
from index.store import SCORES, Store
from qa.evaluate.corpus import RememberingEncoder, opened, read_data, read_json_lines
from qa.evaluate.measures import Measure, mean
from qa.model import Fusion
from qa.retrieve import Candidate, Retriever

# Each row of the table of parts: which scores take part, with their fitted weights.
PARTS = {
    "BM25": ("sentence_bm25",),
    "BM25 and its passage's": ("sentence_bm25", "passage_bm25"),
    "vectors": ("sentence_cosine",),
    "vectors and their passage's": ("sentence_cosine", "passage_cosine"),
    "BM25 and vectors": ("sentence_bm25", "sentence_cosine"),
    "all four": SCORES,
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question, its answer sentences, and whether it is on a test article."""

    text: str
    right: frozenset[str]
    test: bool


def read_reqa(data: Path) -> tuple[list[SplitDocument], list[Query]]:
    """The candidates as split documents, one for each article, and the questions."""
    rows = read_json_lines(data / "reqa/reqa_squad_dev_candidates.jsonl")
    tested = set(read_data(data / "squad/test-articles.txt").split())
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


def measure_reqa(data: Path, encoder: RememberingEncoder, fusion: Fusion) -> Iterator[Measure]:
    """Mean reciprocal rank and recall on the test articles' questions, part by part, and on all questions."""
    articles, queries = read_reqa(data)
    encoder.encode([q.text for q in queries])  # in batches; asking then finds them in the cache
    retriever = Retriever(encoder, fusion)
    ranks: dict[str, list[float]] = {part: [] for part in PARTS}
    with opened(articles, encoder) as store, Progress("ReQA", len(queries), "questions") as progress:
        texts = [text for _, text in store.texts()]
        for query in queries:
            candidates = retriever.retrieve(store, query.text)
            right = np.array([texts[c.row] in query.right for c in candidates])
            for part in PARTS:
                ranks[part].append(_rank(_weighted(candidates, fusion, part), right, store))
            progress.advance(1)
    test = np.array([q.test for q in queries])
    for part in PARTS:
        yield from _summary(f"ReQA test articles: {part}", np.array(ranks[part])[test], brief=part != "all four")
    yield from _summary("ReQA all questions: all four", np.array(ranks["all four"]), brief=False)


def _summary(name: str, ranks: NDArray[np.float64], *, brief: bool) -> Iterator[Measure]:
    yield mean(f"{name}, MRR", list(1 / ranks))
    for k in () if brief else (1, 5, 10):
        yield mean(f"{name}, R@{k}", list((ranks <= k).astype(float)))


def _weighted(candidates: list[Candidate], fusion: Fusion, part: str) -> NDArray[np.float64]:
    weights = np.array([w * (s in PARTS[part]) for s, w in zip(SCORES, fusion.weights, strict=True)])
    return np.asarray(np.array([c.scores for c in candidates]) @ weights)


def _rank(fused: NDArray[np.float64], right: NDArray[np.bool_], store: Store) -> float:
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
    return SplitDocument(Document(title, title.replace("_", " "), text), tuple(sentences), tuple(passages))
