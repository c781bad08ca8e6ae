"""SQuAD (Rajpurkar et al. 2016, 2018), and other sets in its form: articles of paragraphs with questions.

An article is one document, its paragraphs joined by an empty line, its answers placed in their sentences.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.build import split
from index.documents import About, Document, Sentence, SplitDocument
from index.reading.passages import make_passages
from index.reading.plain import plain_document
from qa.datasets.corpus import Corpus, Question, Range
from qa.datasets.files import Row, in_form, read_data, read_json_lines, write_json_lines
from qa.question import Turn

GAP = "\n\n"
PIECE = 8  # paragraphs: about 40 sentences, a news article


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on one paragraph; ranges are the paragraph's, code points.

    Attributes:
        answers: none where the paragraph is silent, or where only the sentences are known.
        evidence: the sentences that answer, where the answers themselves are not known.
        anywhere: any sentence may answer: it is only known that the paragraph does.
        history: the turns before it.
    """

    text: str
    answers: tuple[Range, ...]
    evidence: tuple[Range, ...] = ()
    anywhere: bool = False
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its questions; `sentences` are given where the splitter could not find them."""

    text: str
    asked: tuple[Asked, ...]
    sentences: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """Paragraphs that belong together, most often a Wikipedia article's; `title` is what a reader would see."""

    id: str
    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    language: str = "en"

    def corpus(self) -> Corpus:
        """The article as one document with its questions."""
        text = GAP.join(p.text for p in self.paragraphs)
        document = plain_document(self.id, About(self.title, language=self.language), text)
        article = self._given(document) or split(document)
        return Corpus((article,), tuple(self._questions(article)))

    def pieces(self, paragraphs: int) -> "list[Article]":
        """The article cut into shorter ones of so many paragraphs."""
        starts = range(0, len(self.paragraphs), paragraphs)
        return [replace(self, id=f"{self.id}.{i}", paragraphs=self.paragraphs[i : i + paragraphs]) for i in starts]

    def _given(self, document: Document) -> SplitDocument | None:
        """The article in the sentences that are given, if all paragraphs have them."""
        if not all(p.sentences for p in self.paragraphs):
            return None
        sentences, offset = [], 0
        for paragraph in self.paragraphs:
            sentences += [Sentence(offset + start, offset + end) for start, end in paragraph.sentences]
            offset += len(paragraph.text) + len(GAP)
        return SplitDocument(document, tuple(sentences), tuple(make_passages(document.text, sentences)))

    def _questions(self, article: SplitDocument) -> Iterator[Question]:
        offset = 0
        for paragraph in self.paragraphs:
            about = (offset, offset + len(paragraph.text))
            for asked in paragraph.asked:
                spans = tuple((offset + start, offset + end) for start, end in asked.answers)
                evidence = [offset + start for start, _ in asked.evidence or asked.answers]
                if asked.anywhere:
                    evidence = [s.start for s in article.sentences if about[0] <= s.start < about[1]]
                gold = frozenset((article.document.id, _sentence_at(article, start)) for start in evidence)
                yield Question(asked.text, gold, spans, about, asked.history)
            offset += len(paragraph.text) + len(GAP)


def join(corpora: Sequence[Corpus]) -> Corpus:
    """Several corpora as one."""
    return Corpus(
        tuple(article for corpus in corpora for article in corpus.articles),
        tuple(question for corpus in corpora for question in corpus.questions),
    )


def shortened(articles: Sequence[Article]) -> list[Corpus]:
    """The articles in pieces as short as a news article."""
    return [piece.corpus() for article in articles for piece in article.pieces(PIECE)]


def elsewhere(articles: Sequence[Article]) -> list[Corpus]:
    """The short pieces again, each with the answered questions of its article's next one: same topic, not answered."""
    found = []
    for article in articles:
        pieces = shortened([article])
        if len(pieces) > 1:
            for one, other in pairwise([*pieces, pieces[0]]):
                questions = (Question(q.text, frozenset()) for q in other.questions if q.gold)
                found.append(Corpus(one.articles, tuple(questions)))
    return found


def read_articles(path: Path) -> list[Article]:
    """The articles of an official SQuAD 1.1 or 2.0 file."""
    return [
        Article(
            article["title"],
            tuple(Paragraph(p["context"], tuple(map(_asked, p["qas"]))) for p in article["paragraphs"]),
            article["title"].replace("_", " "),
        )
        for article in read_official(path)
    ]


def read_official(path: Path) -> list[dict[str, Any]]:
    """The articles of an official file as they stand there.

    Raises:
        DataError: the file is missing, or is not in SQuAD's form.
    """
    with in_form(path, 'SQuAD\'s form, a JSON object with "data"'):
        found: list[dict[str, Any]] = json.loads(read_data(path))["data"]
    return found


def lay_out_train(official: Path, data: Path) -> int:
    """Lay out an official train file, 1.1 or 2.0, and the list of test articles; how many questions are answered."""
    with in_form(official, "SQuAD's form"):
        count = write_json_lines(data / "squad/train_fragments.jsonl", _fragments(official))
    titles = files("qa.datasets").joinpath("test-articles.txt").read_text(encoding="utf-8")
    (data / "squad/test-articles.txt").write_text(titles, encoding="utf-8")
    return count


def _fragments(official: Path) -> Iterator[Row]:
    for article in read_official(official):
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                for answer in row["answers"][:1]:  # train has one, or none
                    yield {
                        "id": row["id"],
                        "title": article["title"],
                        "context": paragraph["context"],
                        "question": row["question"],
                        "answer": answer["text"],
                        "answer_start": answer["answer_start"],
                        "ambiguous_start": False,
                    }


def read_test_titles(data: Path) -> frozenset[str]:
    """The articles that nothing is trained or fitted on."""
    return frozenset(read_data(data / "squad/test-articles.txt").split())


def read_test_articles(data: Path, version: str) -> list[Article]:
    """Those of them that a version of SQuAD's dev set has, 1.1 or 2.0."""
    tested = read_test_titles(data)
    return [a for a in read_articles(data / f"squad/dev-v{version}.json") if a.id in tested]


def read_fragments(path: Path) -> list[Article]:
    """The articles of `train_fragments.jsonl`; paragraphs without a title are left out."""
    found: dict[str, dict[str, list[Asked]]] = {}
    for row in read_json_lines(path):
        if row["title"] and not row["ambiguous_start"]:
            asked = found.setdefault(row["title"], {}).setdefault(row["context"], [])
            asked.append(Asked(row["question"], ((row["answer_start"], row["answer_start"] + len(row["answer"])),)))
    return [
        Article(title, tuple(Paragraph(t, tuple(a)) for t, a in paragraphs.items()), title.replace("_", " "))
        for title, paragraphs in found.items()
    ]


def _asked(row: dict[str, Any]) -> Asked:
    answers = ((a["answer_start"], a["answer_start"] + len(a["text"])) for a in row["answers"])
    return Asked(row["question"], tuple(dict.fromkeys(answers)))


def _sentence_at(article: SplitDocument, offset: int) -> int:
    """Start of the sentence that holds an offset, or of the nearest one before it."""
    return max((s.start for s in article.sentences if s.start <= offset), default=article.sentences[0].start)
