"""Ask many questions through the code that answers users, keeping what it weighed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.progress import Progress
from index.storage.cache import EmbeddingCache
from index.storage.local import LocalStore
from index.store import HYBRID, SCORES
from qa import decide
from qa.ask import UNTRAINED, Asker, Trained
from qa.cite import cite
from qa.datasets.corpus import Corpus, Place, Question
from qa.evaluate.corpus import RememberingEncoder, RememberingLate, opened
from qa.model import load_model
from qa.retrieve import Candidate

# Each row of the ablation: which of the store's scores take part, with their fitted weights.
PARTS: dict[str, tuple[str, ...]] = {
    "BM25": ("sentence_bm25",),
    "BM25 and its passage's": ("sentence_bm25", "passage_bm25"),
    "+ vectors": HYBRID,
    "+ late interaction": SCORES,
}
WHOLE = "as users are answered"


def parts_of(trained: Trained) -> dict[str, NDArray[np.float64]]:
    """The weights of each row of the ablation."""
    model = load_model()
    names, fusion = (HYBRID, model.hybrid.fusion) if trained == UNTRAINED else (SCORES, model.whole.fusion)
    return {
        part: np.array([weight * (name in taken) for name, weight in zip(names, fusion.weights, strict=True)])
        for part, taken in PARTS.items()
        if set(taken) <= set(names)
    }


def remembered(trained: Trained, cache: EmbeddingCache) -> Trained:
    """The networks with a late interaction that looks into a cache on disk first."""
    return trained if trained.late is None else replace(trained, late=RememberingLate(trained.late, cache))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with what came of it.

    Attributes:
        question: as asked.
        candidates: best first.
        right: of each candidate, whether it answers.
        confidence: 0 to 1.
        found: whether it reached the operating point.
        cited: how many of the candidates would be cited.
        sentence: the best one.
        highlight: its shortest answer, empty where it has none.
        expected: the answers' texts.
    """

    question: Question
    candidates: list[Candidate]
    right: list[bool]
    confidence: float
    found: bool
    cited: int
    sentence: str
    highlight: str
    expected: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Whether one of the sentences that would be cited answers."""
        return any(self.right[: self.cited])


def ask_corpora(
    name: str, corpora: Sequence[Corpus], encoder: RememberingEncoder, trained: Trained
) -> Iterator[Outcome]:
    """Ask every question of its own corpus's index."""
    encoder.questions([q.text for corpus in corpora for q in corpus.questions])  # in batches
    with Progress(name, sum(len(c.questions) for c in corpora), "questions") as progress:
        for corpus in corpora:
            with opened(corpus.articles, encoder, trained.late) as store:
                yield from _ask(corpus, store, encoder, trained, progress)


def _ask(
    corpus: Corpus, store: LocalStore, encoder: RememberingEncoder, trained: Trained, progress: Progress
) -> Iterator[Outcome]:
    asker = Asker(lambda: store, encoder, trained=trained)
    texts = {article.document.id: article.document.text for article in corpus.articles}
    for question in corpus.questions:
        candidates = asker.candidates(store, asker.asked_as(store, question.text))
        confidence = asker.confidence(candidates)
        right = [_place(store, c) in question.gold for c in candidates]
        citation = cite(store, candidates[0], 1)
        text = texts[next(iter(question.gold))[0]] if question.gold else ""
        yield Outcome(
            question,
            candidates,
            right,
            confidence,
            asker.found(confidence),
            len(asker.choose(candidates, decide.MAX_CITATIONS)),
            citation.sentence,
            citation.highlight.text if citation.highlight else "",
            tuple(text[start:end] for start, end in question.spans),
        )
        progress.advance(1)


def _place(store: LocalStore, candidate: Candidate) -> Place:
    entry, sentence = store.sentence(candidate.row)
    return entry.id, sentence.start
