"""What it costs to type a question as people do: the same questions, clean and in another form, asked side by side.

What is lost is the right sentence in the first place, cited or nearest, and the answer itself, which a refusal too
withholds; and where the article is silent, the refusal.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from qa.datasets.corpus import Corpus, Question, sampled, shortest_answer
from qa.datasets.disfl_qa import read_disfluent
from qa.datasets.squad import read_test_articles
from qa.evaluate.asking import Outcome, ask_corpora
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.measures import Measure, mean
from qa.evaluate.question_forms import FORMS, yes_or_no
from qa.question import Turn
from qa.reader import PassageReader

SEED = 1
SAMPLE = 400  # questions of the test articles, and of Disfl-QA's

KEPT: dict[str, Callable[[Outcome], bool]] = {
    "hit@1": lambda o: o.right[0],
    "answers": lambda o: o.found and o.answered,
}

Rewrite = Callable[[Corpus, Question], str | None]
Ask = Callable[[str, Sequence[Corpus]], list[Outcome]]


def measure_robustness(
    data: Path, encoder: RememberingEncoder, reader: PassageReader | None, most: int | None = None
) -> Iterator[Measure]:
    """What the clean questions have less what each form has, on the same questions; at most so many."""
    sample = SAMPLE if most is None else min(SAMPLE, most)
    ask = partial(_ask, encoder, reader)
    corpora = [article.corpus() for article in read_test_articles(data, "1.1")]
    clean = sampled(corpora, sample, SEED)
    before = ask("clean", clean)
    for name, form in FORMS.items():
        chance = random.Random(SEED)
        yield from _losses(name, before, ask(name, [_in_form(c, partial(form, chance=chance)) for c in clean]))
    yield from _refusals(ask, sampled([_silent(a.corpus()) for a in read_test_articles(data, "2.0")], sample, SEED))
    chance = random.Random(SEED)
    carried = [_after_another(c, whole, chance) for c, whole in zip(clean, corpora, strict=True)]
    yield from _losses("after another question", before, ask("after another question", carried))
    yield from _rewritten(ask, "yes or no", clean, _confirming(_answer))
    yield from _rewritten(ask, "yes or no, with a wrong answer", clean, _confirming(_wrong_answer))
    disfluent = read_disfluent(data)
    asked = sampled([_only(corpus, disfluent) for corpus in corpora], sample, SEED)
    yield from _rewritten(ask, "Disfl-QA", asked, lambda _, question: disfluent[question.text])


def _refusals(ask: Ask, silent: Sequence[Corpus]) -> Iterator[Measure]:
    before = ask("silent", silent)
    for name, form in FORMS.items():
        chance = random.Random(SEED)
        after = ask(f"silent, {name}", [_in_form(c, partial(form, chance=chance)) for c in silent])
        lost = [float(a.found) - float(b.found) for b, a in zip(before, after, strict=True)]
        yield mean(f"form: {name}, loss of refusals", lost)


def _rewritten(ask: Ask, name: str, clean: Sequence[Corpus], rewrite: Rewrite) -> Iterator[Measure]:
    """The losses of the questions that can be rewritten."""
    pairs = [[(q, text) for q in corpus.questions if (text := rewrite(corpus, q)) is not None] for corpus in clean]
    plain = [replace(c, questions=tuple(q for q, _ in found)) for c, found in zip(clean, pairs, strict=True)]
    other = [
        replace(c, questions=tuple(replace(q, text=text) for q, text in found))
        for c, found in zip(clean, pairs, strict=True)
    ]
    yield from _losses(name, ask(f"{name}: clean", plain), ask(name, other))


def _losses(name: str, before: Sequence[Outcome], after: Sequence[Outcome]) -> Iterator[Measure]:
    for what, has in KEPT.items():
        lost = [float(has(b)) - float(has(a)) for b, a in zip(before, after, strict=True)]
        yield mean(f"form: {name}, loss of {what}", lost)


def _confirming(answer_of: Rewrite) -> Rewrite:
    """Asks whether this is the answer, where there is one and the question can be put so."""

    def rewrite(corpus: Corpus, question: Question) -> str | None:
        answer = answer_of(corpus, question)
        return None if answer is None else yes_or_no(question.text, answer)

    return rewrite


def _answer(corpus: Corpus, question: Question) -> str | None:
    """The shortest answer of a question about the only article."""
    (article,) = corpus.articles
    return shortest_answer(question, article) or None


def _wrong_answer(corpus: Corpus, question: Question) -> str | None:
    """An answer of another question about the article, the same one each time."""
    own = _answer(corpus, question)
    others = {_answer(corpus, other) for other in corpus.questions} - {own, None}
    return random.Random(question.text).choice(sorted(filter(None, others))) if others else None


def _ask(
    encoder: RememberingEncoder, reader: PassageReader | None, name: str, corpora: Sequence[Corpus]
) -> list[Outcome]:
    return list(ask_corpora(name, corpora, encoder, reader))


def _in_form(corpus: Corpus, form: Callable[[str], str]) -> Corpus:
    return replace(corpus, questions=tuple(replace(q, text=form(q.text)) for q in corpus.questions))


def _after_another(corpus: Corpus, whole: Corpus, chance: random.Random) -> Corpus:
    """Each question in a conversation, after another one about the article that was answered by its sentence."""
    (article,) = corpus.articles
    texts = {s.start: article.document.text[s.start : s.end] for s in article.sentences}
    turns = [Turn(q.text, texts[start]) for q in whole.questions for _, start in sorted(q.gold)[:1]]
    questions = [(q, [turn for turn in turns if turn.question != q.text]) for q in corpus.questions]
    return replace(
        corpus,
        questions=tuple(replace(q, history=(chance.choice(others),) if others else ()) for q, others in questions),
    )


def _silent(corpus: Corpus) -> Corpus:
    return replace(corpus, questions=tuple(q for q in corpus.questions if not q.gold))


def _only(corpus: Corpus, texts: dict[str, str]) -> Corpus:
    return replace(corpus, questions=tuple(q for q in corpus.questions if q.text in texts))
