"""Follow-ups: the rule that tells them from questions that stand alone, and whether they find the right sentence.

On CANARD (Elgohary et al. 2019): conversations about Wikipedia sections, with a stand-alone rewrite of each question by
a person. A question depends on what was said before if its rewriter changed any word of it. The answers of all
conversations, a document each, are searched for each answer: with the question as typed, as pincite searches for it,
and as the person rewrote it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.ask import Trained
from qa.evaluate.asking import ask_corpora
from qa.evaluate.corpus import RememberingEncoder, read_json_lines
from qa.evaluate.measures import Measure, mean
from qa.evaluate.squad import Article, Asked, Paragraph, join
from qa.interpret import Turn, interpret, stands_alone

NO_ANSWER = "I don't know."


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question of a conversation, the turns before it, its stand-alone rewrite, and its answer where it is known."""

    dialog: str
    about: str
    turns: tuple[Turn, ...]
    question: str
    rewrite: str
    answer: str | None

    @property
    def dependent(self) -> bool:
        """Whether a person had to rewrite it."""
        return _words(self.question) != _words(self.rewrite)


def read_follow_ups(data: Path) -> list[FollowUp]:
    """Every question; its answer stands in the history of the next one."""
    rows = read_json_lines(data / "canard/follow-ups.jsonl")
    by_place = {(row["dialog"], row["turn"]): row for row in rows}
    return [_follow_up(row, by_place.get((row["dialog"], row["turn"] + 1))) for row in rows]


def measure_follow_ups(data: Path, encoder: RememberingEncoder, trained: Trained) -> Iterator[Measure]:
    """How well the rule tells follow-ups, and how often their answer's sentence comes first."""
    asked = read_follow_ups(data)
    yield mean("CANARD: follow-ups that are carried on", [not stands_alone(f.question) for f in asked if f.dependent])
    alone = [stands_alone(f.question) for f in asked if not f.dependent]
    yield mean("CANARD: stand-alone questions that are left alone", alone)
    forms = {
        "as typed": [f.question for f in asked],
        "as searched": [interpret(f.question, f.turns) for f in asked],
        "as rewritten by a person": [f.rewrite for f in asked],
    }
    for name, texts in forms.items():
        corpus = join([article.corpus() for article in _articles(asked, texts)])
        outcomes = list(ask_corpora(f"CANARD {name}", [corpus], encoder, trained))
        for k in (1, 3):
            yield mean(f"CANARD: hit@{k}, question {name}", [any(o.right[:k]) for o in outcomes])


def _follow_up(row: dict[str, Any], following: dict[str, Any] | None) -> FollowUp:
    topic, section, *said = row["history"]
    turns = tuple(Turn(question, answer) for question, answer in zip(said[::2], said[1::2], strict=True))
    answered = following is not None and following["history"][-2:-1] == [row["question"]]
    answer = following["history"][-1] if following is not None and answered else None
    known = answer if answer != NO_ANSWER else None
    return FollowUp(row["dialog"], f"{topic}: {section}", turns, row["question"], row["rewrite"], known)


def _articles(asked: Sequence[FollowUp], texts: Sequence[str]) -> list[Article]:
    """Each conversation's answers as one document, with the questions in this form."""
    paragraphs: dict[str, list[Paragraph]] = defaultdict(list)
    titles: dict[str, str] = {}
    for follow_up, text in zip(asked, texts, strict=True):
        titles[follow_up.dialog] = follow_up.about
        if follow_up.answer:
            answer = follow_up.answer
            paragraphs[follow_up.dialog].append(Paragraph(answer, (Asked(text, ((0, len(answer)),)),)))
    return [Article(dialog, tuple(found), titles[dialog]) for dialog, found in paragraphs.items()]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
