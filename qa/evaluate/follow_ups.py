"""Follow-ups: the rule that tells them from questions that stand alone, and whether they find the right sentence.

On CANARD (Elgohary et al. 2019): conversations about Wikipedia sections, with a stand-alone rewrite of each question by
a person. A question depends on what was said before if its rewriter changed any word of it. The answers of all
conversations, a document each, are searched for each answer: with the question as typed, as pincite searches for it,
and as the person rewrote it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa.ask import Trained
from qa.datasets.canard import FollowUp, read_follow_ups
from qa.datasets.squad import Article, Asked, Paragraph, join
from qa.evaluate.asking import ask_corpora
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.measures import Measure, mean
from qa.interpret import interpret, stands_alone


def measure_follow_ups(data: Path, encoder: RememberingEncoder, trained: Trained | None) -> Iterator[Measure]:
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
