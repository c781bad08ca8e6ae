"""The golden questions, asked of the seed article."""

from collections.abc import Iterator
from pathlib import Path

from index.build import split
from index.networks.encoder import Encoder
from index.reading.seeds import read_seed
from qa.answer import Answer
from qa.ask import make_asker
from qa.datasets.golden import ARTICLE, Golden, read_golden
from qa.evaluate.corpus import opened
from qa.evaluate.measures import Measure, auroc, mean, sure_answers
from qa.question import Question, Turn
from qa.reader import PassageReader


def ask_golden(seeds: Path, encoder: Encoder, reader: PassageReader | None) -> Iterator[tuple[Golden, Answer]]:
    """Ask every golden question of an index of the seed article alone.

    Raises:
        SeedError: the article is not in the seeds folder.
    """
    article = split(read_seed(seeds / ARTICLE, seeds))
    with opened([article], encoder) as store:
        asker = make_asker(encoder, reader)
        for golden in read_golden():
            yield golden, asker.ask(store, Question(golden.question, tuple(Turn(q) for q in golden.history)))


def measure_golden(asked: list[tuple[Golden, Answer]]) -> list[Measure]:
    """The figures from the golden questions and what was answered."""
    answerable = [(g, a) for g, a in asked if g.answerable]
    silent = [a for g, a in asked if not g.answerable]
    return [
        mean("golden: right sentence first, cited or nearest (hit@1)", [_first(g, a) for g, a in answerable]),
        mean("golden: right sentence first, and cited", [_first(g, a) and a.found for g, a in answerable]),
        mean("golden: a whole group within the default citations", [_complete(g, a) for g, a in answerable]),
        mean("golden: refused though the article says", [not a.found for _, a in answerable]),
        mean("golden: refused where the article is silent", [not a.found for a in silent]),
        *sure_answers("golden", [a.verdict == "answers" for _, a in asked], [_right(g, a) for g, a in asked]),
        auroc("golden: AUROC of confidence", [a.confidence for _, a in asked], [g.answerable for g, _ in asked]),
    ]


def _first(golden: Golden, answer: Answer) -> bool:
    first = (*answer.citations, *answer.nearest)[0].sentence
    return any(first in group for group in golden.groups)


def _right(golden: Golden, answer: Answer) -> bool:
    return any(citation.sentence in group for citation in answer.citations for group in golden.groups)


def _complete(golden: Golden, answer: Answer) -> bool:
    cited = {citation.sentence for citation in answer.citations}
    return any(group <= cited for group in golden.groups)
