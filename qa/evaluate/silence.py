"""Whether refusal and confidence hold: in indexes of other sizes, and for each kind of question not answered there."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.datasets.corpus import Corpus, Question, sampled
from qa.datasets.golden import read_instructions
from qa.datasets.squad import Article, elsewhere, join, read_articles, read_test_articles, shortened
from qa.evaluate.asking import Outcome, ask_corpora
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.measures import Measure, auroc, calibration_error, mean
from qa.reader import PassageReader

SEED = 2
SAMPLE = 1500  # questions for each size
SILENT = 400  # of each kind that is not answered


def measure_silence(
    data: Path, encoder: RememberingEncoder, reader: PassageReader | None, most: int | None = None
) -> Iterator[Measure]:
    """Refusal and confidence by the size of the index, then refusals by the kind of the question; at most so many."""
    sample, silent = (number if most is None else min(number, most) for number in (SAMPLE, SILENT))
    tested = read_test_articles(data, "2.0")
    for size, corpora in _sizes(data, tested):
        yield from _measure(size, list(ask_corpora(size, sampled(corpora, sample, SEED), encoder, reader)))
    for kind, corpora in _kinds(tested):
        asked = ask_corpora(kind, sampled(corpora, silent, SEED), encoder, reader)
        yield mean(f"silent: {kind}, refused", [not outcome.found for outcome in asked])


def _sizes(data: Path, tested: Sequence[Article]) -> Iterator[tuple[str, list[Corpus]]]:
    """SQuAD 2.0's questions on the test articles, in pieces of these and among all of SQuAD's dev articles."""
    yield "short articles", shortened(tested)
    own = {article.id for article in tested}
    others = [a.corpus() for a in read_articles(data / "squad/dev-v1.1.json") if a.id not in own]
    yield (
        "one index of all articles",
        [join([*(a.corpus() for a in tested), *(replace(c, questions=()) for c in others)])],
    )


def _kinds(tested: Sequence[Article]) -> Iterator[tuple[str, list[Corpus]]]:
    """Questions that a piece of an article does not answer."""
    yield "the article's next part answers", elsewhere(tested)
    short = shortened(tested)
    yield "about another article", _about_others(short, tested)
    orders = tuple(Question(text, frozenset()) for text in read_instructions())
    yield "orders to ignore the article", [replace(corpus, questions=orders) for corpus in short]


def _about_others(short: Sequence[Corpus], articles: Sequence[Article]) -> list[Corpus]:
    """Each piece with as many questions as it has, of other articles."""
    chance = random.Random(SEED)
    found = []
    for corpus in short:
        (piece,) = corpus.articles
        texts = [
            asked.text
            for article in articles
            if article.title != piece.document.title
            for paragraph in article.paragraphs
            for asked in paragraph.asked
        ]
        drawn = chance.sample(texts, min(len(corpus.questions), len(texts)))
        found.append(replace(corpus, questions=tuple(Question(text, frozenset()) for text in drawn)))
    return found


def _measure(size: str, outcomes: Sequence[Outcome]) -> Iterator[Measure]:
    answerable = [o for o in outcomes if o.question.gold]
    sure = [o.confidence for o in outcomes]
    yield mean(f"{size}: hit@1", [o.right[0] for o in answerable])
    yield mean(f"{size}: right answers", [o.found and o.answered for o in answerable])
    yield mean(f"{size}: refused though answerable", [not o.found for o in answerable])
    yield mean(f"{size}: refused where silent", [not o.found for o in outcomes if not o.question.gold])
    yield auroc(f"{size}: no-answer AUROC", sure, [bool(o.question.gold) for o in outcomes])
    yield calibration_error(f"{size}: calibration error (ECE)", sure, [o.answered for o in outcomes])
