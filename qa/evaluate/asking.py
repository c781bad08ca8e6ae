"""Ask many questions through the code that answers users, keeping what it weighed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Encoder
from index.progress import Progress
from index.storage.local import LocalStore
from index.store import SCORES
from qa import question as asked
from qa.answer import Verdict
from qa.ask import Asker, make_asker, networks_of
from qa.cite import cite
from qa.datasets.corpus import Corpus, Place, Question
from qa.evaluate.corpus import RememberingEncoder, opened
from qa.fitted import load_fitted
from qa.reader import PassageReader
from qa.retrieve import Candidate

# Each row of the ablation: which of the store's scores take part, with their fitted weights.
PARTS: dict[str, tuple[str, ...]] = {
    "BM25": ("sentence_bm25",),
    "BM25 and its passage's": ("sentence_bm25", "passage_bm25"),
    "+ vectors": SCORES[:4],
    "+ late interaction": SCORES[:5],
}
WHOLE = "as users are answered"


def parts_of(encoder: Encoder, reader: PassageReader | None) -> dict[str, NDArray[np.float64]]:
    """The weights of each row of the ablation."""
    fusion = load_fitted().way(networks_of(encoder, reader)).fusion
    return {
        part: np.array([weight * (name in taken) for name, weight in zip(SCORES, fusion.weights, strict=True)])
        for part, taken in PARTS.items()
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with what came of it.

    Attributes:
        question: as asked.
        candidates: best first.
        right: of each candidate, whether it answers.
        confidence: 0 to 1.
        verdict: what that comes to.
        cited: of each sentence that would be cited, items and what else belongs to a candidate among them, whether it
            answers.
        sentence: the best one.
        highlight: its shortest answer, empty where it has none.
        expected: the answers' texts.
    """

    question: Question
    candidates: list[Candidate]
    right: list[bool]
    confidence: float
    verdict: Verdict
    cited: list[bool]
    sentence: str
    highlight: str
    expected: tuple[str, ...]

    @property
    def found(self) -> bool:
        """Whether it is answered at all."""
        return self.verdict != "silent"

    @property
    def answered(self) -> bool:
        """Whether one of the sentences that would be cited answers."""
        return any(self.cited)


def ask_corpora(
    name: str, corpora: Sequence[Corpus], encoder: RememberingEncoder, reader: PassageReader | None
) -> Iterator[Outcome]:
    """Ask every question of its own corpus's index."""
    encoder.questions([q.text for corpus in corpora for q in corpus.questions])  # in batches
    asker = make_asker(encoder, reader)
    with Progress(name, sum(len(c.questions) for c in corpora), "questions") as progress:
        for corpus in corpora:
            with opened(corpus.articles, encoder) as store:
                for question in corpus.questions:
                    yield _outcome(corpus, store, asker, question)
                    progress.advance(1)


def _outcome(corpus: Corpus, store: LocalStore, asker: Asker, question: Question) -> Outcome:
    weighed = asker.weigh(store, asked.Question(question.text, question.history))
    best = weighed.cited[0]
    (quote,) = store.quotes(np.array([best.key]))
    citation = cite(store.document(quote.entry.id), quote, best, 1)
    texts = {article.document.id: article.document.text for article in corpus.articles}
    text = texts[next(iter(question.gold))[0]] if question.gold else ""
    return Outcome(
        question,
        weighed.candidates,
        [place_of(store, c) in question.gold for c in weighed.candidates],
        weighed.confidence,
        weighed.verdict,
        [place_of(store, c) in question.gold for c in weighed.cited],
        citation.sentence,
        citation.highlight.text if citation.highlight else "",
        tuple(text[start:end] for start, end in question.spans),
    )


def place_of(store: LocalStore, candidate: Candidate) -> Place:
    """Where a candidate's sentence begins; cheaper than its quote."""
    record, sentence = store.texts.sentence(candidate.key)
    return record.id, sentence.start
