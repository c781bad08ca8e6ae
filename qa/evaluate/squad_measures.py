"""Figures on SQuAD's test articles: each question against its own article, and SQuAD 2.0's answers and refusals."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Encoder
from qa.datasets.corpus import Corpus, Question, sampled
from qa.datasets.squad import read_test_articles
from qa.evaluate.asking import WHOLE, Outcome, ask_corpora, parts_of
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.measures import Measure, auroc, calibration_error, coverage, mean, sure_answers
from qa.reader import PassageReader

SEED = 3


def ask_squad(
    data: Path, encoder: RememberingEncoder, reader: PassageReader | None, most: int | None = None
) -> tuple[list[Outcome], list[Outcome]]:
    """Ask the test articles' questions, each of its own article; what came of SQuAD 1.1's, and of 2.0's.

    2.0 has 1.1's questions, as far as it has their articles, and others that have no answer: each is asked once; where
    `most` is given, so many of them are.
    """
    first, second = ({a.id: a.corpus() for a in read_test_articles(data, version)} for version in ("1.1", "2.0"))
    texts = {name: {q.text for q in corpus.questions} for name, corpus in first.items()}
    corpora = [
        replace(corpus, questions=corpus.questions + _without(second.get(name), texts[name]))
        for name, corpus in first.items()
    ]
    corpora = corpora if most is None else sampled(corpora, most, SEED)
    asked = [(name, q.text) for name, corpus in zip(first, corpora, strict=True) for q in corpus.questions]
    outcomes = list(zip(asked, ask_corpora("SQuAD", corpora, encoder, reader), strict=True))
    taken = {(name, q.text) for name, corpus in second.items() for q in corpus.questions}
    return (
        [outcome for (name, text), outcome in outcomes if text in texts[name]],
        [outcome for place, outcome in outcomes if place in taken],
    )


def _without(corpus: Corpus | None, texts: set[str]) -> tuple[Question, ...]:
    return tuple(q for q in corpus.questions if q.text not in texts) if corpus else ()


def measure_in_article(
    outcomes: Sequence[Outcome], encoder: Encoder, reader: PassageReader | None
) -> Iterator[Measure]:
    """The right sentence among the first k of its article, part by part."""
    for part, weights in parts_of(encoder, reader).items():
        yield mean(f"SQuAD test articles, in-article hit@1: {part}", [_hit(o, weights) for o in outcomes])
    if reader is not None:
        yield mean("SQuAD test articles, in-article hit@1: reader alone", [_read_first(o) for o in outcomes])
    for k in (1, 3, 10):
        yield mean(f"SQuAD test articles, in-article hit@{k}: {WHOLE}", [any(o.right[:k]) for o in outcomes])


def measure_refusal(outcomes: Sequence[Outcome]) -> list[Measure]:
    """SQuAD 2.0's EM and F1, how well the confidence tells silence, and what it promises."""
    sure = [o.confidence for o in outcomes]
    answered = [o.answered for o in outcomes]
    answerable = [bool(o.question.gold) for o in outcomes]
    return [
        mean("SQuAD 2.0 test articles: exact match", [_best(o, exact_match) for o in outcomes]),
        mean("SQuAD 2.0 test articles: F1", [_best(o, overlap) for o in outcomes]),
        auroc("SQuAD 2.0 test articles: no-answer AUROC", sure, answerable),
        mean("SQuAD 2.0 test articles: refused though answerable", _refused(outcomes, silent=False)),
        mean("SQuAD 2.0 test articles: refused where silent", _refused(outcomes, silent=True)),
        calibration_error("SQuAD 2.0 test articles: calibration error (ECE)", sure, answered),
        *sure_answers("SQuAD 2.0 test articles", [o.verdict == "answers" for o in outcomes], answered),
        *(coverage(f"SQuAD 2.0 test articles: coverage at {p:.0%} precision", sure, answered, p) for p in (0.9, 0.95)),
    ]


def _refused(outcomes: Sequence[Outcome], *, silent: bool) -> list[float]:
    return [not o.found for o in outcomes if bool(o.question.gold) != silent]


def _hit(outcome: Outcome, weights: NDArray[np.float64]) -> bool:
    fused = np.array([c.scores for c in outcome.candidates]) @ weights
    keys = np.array([c.key for c in outcome.candidates])
    return outcome.right[int(np.lexsort((keys, -fused))[0])]


def _read_first(outcome: Outcome) -> bool:
    read = [(c.reading.score, right) for c, right in zip(outcome.candidates, outcome.right, strict=True) if c.reading]
    return max(read, key=lambda pair: pair[0])[1]


def _best(outcome: Outcome, score: Callable[[str, str], float]) -> float:
    said = (outcome.highlight or outcome.sentence) if outcome.found else ""
    return max(score(said, expected) for expected in outcome.expected or ("",))


def exact_match(said: str, expected: str) -> float:
    """1 where the words agree but for case, punctuation and articles, as in SQuAD's evaluation, else 0."""
    return float(_plain(said) == _plain(expected))


def overlap(said: str, expected: str) -> float:
    """Overlap of words, as in SQuAD's evaluation (Rajpurkar et al. 2016)."""
    one, other = _plain(said), _plain(expected)
    if not one or not other:
        return float(one == other)
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / (len(one) + len(other))


def _plain(text: str) -> list[str]:
    """Lower-case words without punctuation and articles."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()
