"""ReQA on SQuAD 1.1 dev (Ahmad et al. 2019): every sentence of every paragraph is a candidate for every question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from index.documents import About, Document, Passage, Sentence, SplitDocument
from qa.datasets.corpus import Range
from qa.datasets.files import Row, read_json_lines, write_json_lines
from qa.datasets.squad import read_official, read_test_titles

Breaks = Callable[[str], Iterable[Range]]


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


def lay_out(official: Path, breaks: Breaks, data: Path) -> tuple[int, int]:
    """Lay out SQuAD 1.1's dev file as google/retrieval-qa-eval does; the numbers of candidates and of questions.

    Args:
        official: SQuAD's file.
        breaks: the ranges of a paragraph's sentences: that project's `sb_sed.infer_sentence_breaks`.
        data: the data folder.
    """
    candidates: list[Row] = []
    queries: list[Row] = []
    pairs = ((article, paragraph) for article in read_official(official) for paragraph in article["paragraphs"])
    for number, (article, paragraph) in enumerate(pairs, start=1):
        text = paragraph["context"]
        ranges = list(breaks(text))
        sentences = dict.fromkeys(text[start:end] for start, end in ranges)
        place = {"paragraph_id": number, "title": article["title"]}
        candidates += [{"idx": n, "sentence": s} | place for n, s in enumerate(sentences, start=len(candidates))]
        for row in paragraph["qas"]:
            starts = [answer["answer_start"] for answer in row["answers"]]
            answered = [text[start:end] for at in starts for start, end in ranges if start <= at < end]
            asked = {"qid": row["id"], "question": row["question"], "paragraph_id": number}
            queries += [asked | {"answer_sentence": sentence} for sentence in dict.fromkeys(answered)]
    return (
        write_json_lines(data / "reqa/reqa_squad_dev_candidates.jsonl", candidates),
        write_json_lines(data / "reqa/reqa_squad_dev_queries.jsonl", queries),
    )


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
