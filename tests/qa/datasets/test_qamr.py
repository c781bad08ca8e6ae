from pathlib import Path
from typing import Any

from qa.datasets.files import write_json_lines
from qa.datasets.qamr import read_qamr
from qa.datasets.squad import Article, Asked, Paragraph


def row(identifier: str, sentence: str, question: str, start: int | None, answer: str) -> dict[str, Any]:
    return {"id": identifier, "sentence": sentence, "question": question, "answer_start": start, "answer": answer}


def read(data: Path, rows: list[dict[str, Any]]) -> list[Article]:
    write_json_lines(data / "qamr/sentence-qa.jsonl", rows)
    return read_qamr(data)


def test_sentences_are_put_back_into_their_paragraphs(tmp_path: Path) -> None:
    rows = [
        row("doc:1:0", "Third 👩🏽‍🚀 one.", "q3", 6, "👩🏽‍🚀"),
        row("doc:0:2", "Second.", "q2", 0, "Second"),
        row("doc:0:0", "First one.", "q1", 6, "one"),
        row("doc:0:0", "First one.", "none", None, ""),
        row("doc:0:0", "First one.", "lost", -1, "gone"),
        row("a:b:0:0", "Other.", "q4", 0, "Other"),
    ]
    first = Paragraph("First one. Second.", (Asked("q1", ((6, 9),)), Asked("q2", ((11, 17),))))
    second = Paragraph("Third 👩🏽‍🚀 one.", (Asked("q3", ((6, 10),)),))
    assert sorted(read(tmp_path, rows), key=lambda a: a.id) == [
        Article("a:b", (Paragraph("Other.", (Asked("q4", ((0, 5),)),)),)),
        Article("doc", (first, second)),
    ]


def test_of_many_questions_on_a_sentence_some_are_taken(tmp_path: Path) -> None:
    rows = [row("doc:0:0", "First one.", f"q{n}", 0, "First") for n in range(40)]
    (article,) = read(tmp_path, rows)
    texts = [asked.text for asked in article.paragraphs[0].asked]
    assert len(texts) == len(set(texts)) == 5
    assert set(texts) <= {f"q{n}" for n in range(40)}
