"""Follow-ups: whether they are told from questions that stand alone, and whether they find the right sentence.

On CANARD (Elgohary et al. 2019): conversations about Wikipedia sections, with a stand-alone rewrite of each question by
a person. A question depends on what was said before if its rewriter changed any word of it. The answers of all
conversations, a document each, are searched for each answer: with the question as typed, as pincite searches for it
after the turns before, and as the person rewrote it. Only conversations are asked that nothing was trained on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from qa.carrier import load_carrier
from qa.datasets.canard import FollowUp, read_follow_ups
from qa.datasets.corpus import sampled
from qa.datasets.rewrites import is_held_out
from qa.datasets.squad import Article, Asked, Paragraph, join
from qa.evaluate.asking import ask_corpora
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.measures import Measure, mean
from qa.interpret import interpret
from qa.question import Turn
from qa.reader import PassageReader

SEED = 5

Form = Callable[[FollowUp], tuple[str, tuple[Turn, ...]]]  # what is typed, and the turns before that are known


def measure_follow_ups(
    data: Path, encoder: RememberingEncoder, reader: PassageReader | None, most: int | None = None
) -> Iterator[Measure]:
    """How well follow-ups are told, and how often their answer's sentence comes first, for all or so many."""
    asked = read_follow_ups(data)
    carrier = load_carrier(reader)
    held_out = [f for f in asked if is_held_out(f.dialog)]
    carried = [(f.dependent, interpret(f.question, f.turns, carrier) != f.question) for f in held_out if f.turns]
    yield mean("CANARD: follow-ups that are carried on", [is_carried for needed, is_carried in carried if needed])
    yield mean("CANARD: stand-alone questions that are left alone", [not c for needed, c in carried if not needed])
    forms: dict[str, Form] = {
        "as typed": lambda f: (f.question, ()),
        "as searched": lambda f: (f.question, f.turns),
        "as rewritten by a person": lambda f: (f.rewrite, ()),
    }
    for name, form in forms.items():
        corpus = join([article.corpus() for article in _articles(asked, form)])
        drawn = [corpus] if most is None else sampled([corpus], most, SEED)  # the same ones in each form
        outcomes = list(ask_corpora(f"CANARD {name}", drawn, encoder, reader))
        for k in (1, 3):
            yield mean(f"CANARD: hit@{k}, question {name}", [any(o.right[:k]) for o in outcomes])


def _articles(asked: Sequence[FollowUp], form: Form) -> list[Article]:
    """Each conversation's answers as one document, with the questions in this form where it is held out."""
    paragraphs: dict[str, list[Paragraph]] = defaultdict(list)
    titles: dict[str, str] = {}
    for follow_up in asked:
        titles[follow_up.dialog] = follow_up.about
        if follow_up.answer:
            answer, (text, turns) = follow_up.answer, form(follow_up)
            question = Asked(text, ((0, len(answer)),), history=turns)
            questions = (question,) if is_held_out(follow_up.dialog) else ()
            paragraphs[follow_up.dialog].append(Paragraph(answer, questions))
    return [Article(dialog, tuple(found), titles[dialog]) for dialog, found in paragraphs.items()]
