"""What it costs to type a question as people do: the same questions, clean and in another form, asked side by side."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from qa.ask import Trained
from qa.evaluate.asking import ask_corpora
from qa.evaluate.corpus import Corpus, Question, RememberingEncoder, read_data, shortest_answer
from qa.evaluate.measures import Measure, mean
from qa.evaluate.question_forms import FORMS, yes_or_no
from qa.evaluate.squad import read_test_articles

SEED = 1
SAMPLE = 400  # questions of the test articles, and of Disfl-QA's

Rewrite = Callable[[Corpus, Question], str | None]


def measure_robustness(data: Path, encoder: RememberingEncoder, trained: Trained) -> Iterator[Measure]:
    """hit@1 of the clean questions less that of each form, on the same questions."""
    corpora = [article.corpus() for article in read_test_articles(data, "1.1")]
    clean = _sampled(corpora)
    before = _hits("clean", clean, encoder, trained)
    for name, form in FORMS.items():
        chance = random.Random(SEED)
        after = _hits(name, [_in_form(c, partial(form, chance=chance)) for c in clean], encoder, trained)
        yield mean(f"form: {name}, loss of hit@1", [b - a for b, a in zip(before, after, strict=True)])
    yield _loss("yes or no", clean, _confirming(_answer), encoder, trained)
    yield _loss("yes or no, with a wrong answer", clean, _confirming(_wrong_answer), encoder, trained)
    disfluent = _disfluent(data)
    asked = _sampled([_only(corpus, disfluent) for corpus in corpora])
    yield _loss("Disfl-QA", asked, lambda _, question: disfluent[question.text], encoder, trained)


def _loss(
    name: str, clean: Sequence[Corpus], rewrite: Rewrite, encoder: RememberingEncoder, trained: Trained
) -> Measure:
    """hit@1 of the questions that can be rewritten less that of what they become."""
    pairs = [[(q, text) for q in corpus.questions if (text := rewrite(corpus, q)) is not None] for corpus in clean]
    plain = [replace(c, questions=tuple(q for q, _ in found)) for c, found in zip(clean, pairs, strict=True)]
    other = [
        replace(c, questions=tuple(replace(q, text=text) for q, text in found))
        for c, found in zip(clean, pairs, strict=True)
    ]
    before, after = _hits(f"{name}: clean", plain, encoder, trained), _hits(name, other, encoder, trained)
    return mean(f"form: {name}, loss of hit@1", [b - a for b, a in zip(before, after, strict=True)])


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


def _hits(name: str, corpora: Sequence[Corpus], encoder: RememberingEncoder, trained: Trained) -> list[float]:
    return [float(outcome.right[0]) for outcome in ask_corpora(name, corpora, encoder, trained)]


def _sampled(corpora: Sequence[Corpus]) -> list[Corpus]:
    pairs = [(i, q) for i, corpus in enumerate(corpora) for q in corpus.questions]
    chosen = random.Random(SEED).sample(pairs, min(SAMPLE, len(pairs)))
    return [replace(corpus, questions=tuple(q for j, q in chosen if j == i)) for i, corpus in enumerate(corpora)]


def _in_form(corpus: Corpus, form: Callable[[str], str]) -> Corpus:
    return replace(corpus, questions=tuple(replace(q, text=form(q.text)) for q in corpus.questions))


def _only(corpus: Corpus, texts: dict[str, str]) -> Corpus:
    return replace(corpus, questions=tuple(q for q in corpus.questions if q.text in texts))


def _disfluent(data: Path) -> dict[str, str]:
    """Disfl-QA's rewrites (Gupta et al. 2021) by the question rewritten; a half of them have no answer and drop out."""
    found: dict[str, str] = {}
    for split in ("train", "dev", "test"):
        for pair in json.loads(read_data(data / f"disfl_qa/{split}.json")).values():
            found[pair["original"]] = pair["disfluent"]
    return found
