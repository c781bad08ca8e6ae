"""ReQA on SQuAD 1.1 dev (Ahmad et al. 2019): every sentence of every paragraph is a candidate for every question."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from index.documents import About, Document, Passage, Sentence, SplitDocument
from qa.datasets.files import read_json_lines
from qa.datasets.squad import read_test_titles


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
