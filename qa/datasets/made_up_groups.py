"""Made-up articles in fours: one event, person or place in four languages, by authors who each know other facts.

What a library of several languages is asked: what one article alone says, in the question's language or in another,
while the article in the question's own is on the same matter; what several say; and what none does. The questions are
of the kind of `qa/datasets/made_up.py`, and the sides are for the same.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, get_args

from index.documents import SplitDocument
from qa.datasets.corpus import Corpus, Place, Question
from qa.datasets.made_up import Side, article_of, places_of

Said = Literal["in its language alone", "in another alone", "in several", "nowhere"]
SAID: tuple[Said, ...] = get_args(Said)


@dataclass(frozen=True, slots=True)
class Group:
    """Four articles in four languages, and the questions by where what they ask is said.

    `languages` has the language of each question by its text.
    """

    articles: tuple[SplitDocument, ...]
    questions: Mapping[Said, tuple[Question, ...]]
    languages: Mapping[str, str]

    def corpus(self, *said: Said) -> Corpus:
        """The articles with these of their questions."""
        return Corpus(self.articles, tuple(q for kind in said for q in self.questions.get(kind, ())))

    def own(self, question: Question) -> frozenset[Place]:
        """What answers a question in its own language."""
        language = self.languages[question.text]
        own = {a.document.id for a in self.articles if a.document.about.language == language}
        return frozenset(place for place in question.gold if place[0] in own)


def read_groups(side: Side) -> list[Group]:
    """The groups of a side, in the file's order."""
    file = files("qa.datasets").joinpath("made_up", "groups", f"{side}.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_group(f"{side}-{number}", json.loads(line)) for number, line in enumerate(lines, 1)]


def _group(name: str, given: dict[str, Any]) -> Group:
    articles = tuple(article_of(f"{name}-{article['language']}", article) for article in given["articles"])
    questions: defaultdict[Said, tuple[Question, ...]] = defaultdict(tuple)
    for asked in given["questions"]:
        answers = {given["articles"][number]["language"] for number, _ in asked["right"]}
        gold = {place for number, text in asked["right"] for place in places_of(articles[number], text)}
        questions[_said(asked["language"], answers)] += (Question(asked["question"], frozenset(gold)),)
    return Group(articles, questions, {asked["question"]: asked["language"] for asked in given["questions"]})


def _said(question: str, answers: set[str]) -> Said:
    if not answers:
        return "nowhere"
    if len(answers) > 1:
        return "in several"
    return "in its language alone" if answers == {question} else "in another alone"
