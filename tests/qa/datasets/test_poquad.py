from pathlib import Path
from typing import Any

from qa.datasets.files import write_json_lines
from qa.datasets.poquad import FILE, read_poquad
from qa.datasets.squad import Article, Asked, Paragraph


def row(title: str, text: str, question: str, *answers: tuple[int, str]) -> dict[str, Any]:
    found = [{"start": start, "text": answer} for start, answer in answers]
    return {"document_title": title, "context": text, "question": question, "answers": found}


def test_questions_are_put_back_on_their_paragraphs_and_these_into_articles(tmp_path: Path) -> None:
    rows = [
        row("Łódź", "Leży w Polsce.", "Gdzie leży?", (5, "w Polsce")),
        row("Rex", "Rex to pies.", "Kto to?", (7, "pies"), (4, "to pies")),
        row("Łódź", "Jest duża.", "Jaka jest?", (5, "duża")),
        row("Łódź", "Leży w Polsce.", "Gdzie leży Rex?"),
    ]
    write_json_lines(tmp_path / FILE, rows)
    first = Paragraph("Leży w Polsce.", (Asked("Gdzie leży?", ((5, 13),)), Asked("Gdzie leży Rex?", ())))
    second = Paragraph("Jest duża.", (Asked("Jaka jest?", ((5, 9),)),))
    assert read_poquad(tmp_path) == [
        Article("Łódź", (first, second), "Łódź", "pl"),
        Article("Rex", (Paragraph("Rex to pies.", (Asked("Kto to?", ((7, 11), (4, 11))),)),), "Rex", "pl"),
    ]
