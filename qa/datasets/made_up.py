"""Articles that were made up for pincite, in some twenty languages, with questions as readers type them.

Short ones and long ones, without a capital or a question mark, in other words than the article's; half of them make
sense with the article in front alone; each third or so is a near miss that nothing in the article answers; some are in
another language than the article. A language model wrote all. The train side is for training the reader, the fit side
for the numbers, and the test side for measuring only. Public sets have none such: their questions name what they are
about, in the words of the text. The forms are no news: rules, minutes, interviews, chats, leaflets, letters, lists and
their like; the papers are what reporters and analysts have: rulings, statements, abstracts, reports, threads. Both have
sides of their own; nothing that ships was trained or fitted on them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

from index.build import split
from index.documents import About, Document, SplitDocument
from index.languages import ENGLISH
from index.reading.plain import plain_blocks
from qa.datasets.corpus import Corpus, Place, Question

Side = Literal["train", "fit", "test", "forms-train", "forms-fit", "forms-test", "papers-train", "papers-test"]
Asked = Literal["English in English", "in its language", "in another"]
KINDS: tuple[Asked, ...] = get_args(Asked)
BEYOND_ENGLISH: tuple[Asked, ...] = ("in its language", "in another")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An article, and its questions by the language that they are in."""

    article: SplitDocument
    questions: Mapping[Asked, tuple[Question, ...]]

    def corpus(self, *asked: Asked) -> Corpus:
        """The article with these of its questions."""
        return Corpus((self.article,), tuple(q for kind in asked for q in self.questions.get(kind, ())))


def read_made_up(side: Side) -> list[MadeUp]:
    """The articles of a side, in the order of their names."""
    folder = files("qa.datasets").joinpath("made_up", side)
    return [made_up for file in sorted(folder.iterdir(), key=lambda file: file.name) for made_up in _articles(file)]


def _articles(file: Traversable) -> Iterator[MadeUp]:
    """The article of a JSON file, or those of a JSON Lines file, one a line."""
    name, _, form = file.name.partition(".")
    text = file.read_text(encoding="utf-8")
    if form == "json":
        yield _made_up(name, json.loads(text))
        return
    for number, line in enumerate(text.splitlines(), 1):
        yield _made_up(f"{name}-{number}", json.loads(line))


def _made_up(name: str, given: dict[str, Any]) -> MadeUp:
    article = article_of(name, given)
    questions: defaultdict[Asked, tuple[Question, ...]] = defaultdict(tuple)
    for asked in given["questions"]:
        questions[_asked(asked.get("language", given["language"]), given["language"])] += (_question(article, asked),)
    return MadeUp(article, questions)


def article_of(name: str, given: dict[str, Any]) -> SplitDocument:
    """The article as a document of that name."""
    about = About(given["title"], language=given["language"])
    return split(Document(name, about, given["text"], tuple(plain_blocks(given["text"]))))


def places_of(article: SplitDocument, text: str) -> set[Place]:
    """The places of the sentences that a text of the article is in."""
    start = article.document.text.index(text)
    return {
        (article.document.id, sentence.start)
        for sentence in article.sentences
        if sentence.start < start + len(text) and start < sentence.end
    }


def _asked(question: str, article: str) -> Asked:
    if question != article:
        return "in another"
    return "English in English" if article == ENGLISH else "in its language"


def _question(article: SplitDocument, given: dict[str, Any]) -> Question:
    text = article.document.text
    gold = {place for sentence in given["right"] for place in places_of(article, sentence)}
    spans: tuple[tuple[int, int], ...] = ()
    if lit := given.get("light"):
        start = text.index(lit, text.index(given["right"][0]))
        spans = ((start, start + len(lit)),)
    return Question(given["question"], frozenset(gold), spans)
