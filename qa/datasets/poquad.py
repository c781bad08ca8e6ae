"""PoQuAD (Tuora et al. 2023): people's questions on paragraphs of the Polish Wikipedia, some of which nothing answers.

For measuring only: its licence is GPL-3.0.
"""

from collections import defaultdict
from pathlib import Path

from qa.datasets.files import read_json_lines
from qa.datasets.squad import Article, Asked, Paragraph

FILE = "languages/poquad_two_thirds.jsonl"


def read_poquad(data: Path) -> list[Article]:
    """The articles, in the file's order."""
    articles: dict[str, dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for row in read_json_lines(data / FILE):
        answers = tuple((a["start"], a["start"] + len(a["text"])) for a in row["answers"])
        articles[row["document_title"]][row["context"]].append(Asked(row["question"], answers))
    return [
        Article(title, tuple(Paragraph(text, tuple(asked)) for text, asked in paragraphs.items()), title, "pl")
        for title, paragraphs in articles.items()
    ]
