"""Figures of a reader alone, the paragraph given: the right sentence in it, the answer in that, and silence."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.documents import PassageText
from qa.datasets.corpus import Range
from qa.datasets.files import read_json_lines
from qa.datasets.squad import Article, Asked, Paragraph, read_test_articles
from qa.evaluate.measures import Measure, auroc, mean
from qa.evaluate.squad_measures import exact_match
from qa.reader import PassageReader

SEED = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A question with its paragraph in sentences; `answers` are ranges of the paragraph, none where it is silent."""

    question: str
    title: str
    text: str
    sentences: tuple[Range, ...]
    answers: tuple[Range, ...]


def read_squad(data: Path, count: int) -> list[Given]:
    """So many questions of SQuAD 2.0's test articles, drawn by chance, answered and not as they come."""
    return _sample(read_test_articles(data, "2.0"), count)


def read_xquad(data: Path, language: str, count: int) -> list[Given]:
    """So many questions of XQuAD's test side in a language."""
    rows = [r for r in read_json_lines(data / "languages/xquad_test.jsonl") if r["language"] == language]
    articles = []
    for row in rows:
        spans = tuple((a["start"], a["start"] + len(a["text"])) for a in row["answers"])
        paragraph = Paragraph(row["context"], (Asked(row["question"], spans),))
        articles.append(Article(row["id"], (paragraph,), row["document_title"].replace("_", " "), language))
    return _sample(articles, count)


def measure_given(name: str, reader: PassageReader, questions: Sequence[Given]) -> Iterator[Measure]:
    """Right sentence first and exact answer of the answered ones, and how well the best score tells silence."""
    right, exact, odds = [], [], []
    for given in questions:
        passage = PassageText(given.title, "", tuple(given.text[a:b] for a, b in given.sentences))
        (readings,) = reader.read(given.question, [passage])
        scores = [reading.score for reading in readings]
        odds.append(float(np.logaddexp.reduce(scores)))
        if given.answers:
            best = int(np.argmax(scores))
            start, end = given.sentences[best]
            right.append(any(start <= a < end for a, _ in given.answers))
            answer = given.text[start + readings[best].start : start + readings[best].end]
            exact.append(max(exact_match(answer, given.text[a:b]) for a, b in given.answers))
    yield mean(f"{name}, paragraph given: right sentence", right)
    yield mean(f"{name}, paragraph given: exact answer", exact)
    if len(right) < len(questions):
        yield auroc(f"{name}, paragraph given: no-answer AUROC", odds, [bool(g.answers) for g in questions])


def _sample(articles: Sequence[Article], count: int) -> list[Given]:
    asked = [(a, p, q) for a in articles for p in a.paragraphs for q in p.asked]
    chosen = random.Random(SEED).sample(asked, min(count, len(asked)))
    return [_given(article, paragraph, question) for article, paragraph, question in chosen]


def _given(article: Article, paragraph: Paragraph, asked: Asked) -> Given:
    (split,) = Article(article.id, (paragraph,), article.title, article.language).corpus().articles
    ranges = tuple((s.start, s.end) for s in split.sentences)
    return Given(asked.text, article.title, paragraph.text, ranges, asked.answers)
