"""The whole way of a question: what it is after, interpret, retrieve, rerank, decide, cite."""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.networks.encoder import Encoder
from index.networks.late import LateEncoder, load_late
from index.store import Store
from qa.answer import Answer, Citation, Verdict, compose
from qa.aside import answer_aside
from qa.cite import cite
from qa.decide import NEAREST, choose, confidence, verdict_of
from qa.fitted import Networks, Way, load_fitted
from qa.intent import meant
from qa.interpret import interpret
from qa.question import Question
from qa.reader import PassageReader, load_reader
from qa.rerank import read, rerank
from qa.retrieve import Candidate, Retriever
from qa.spelling import speller_of
from qa.structure import LOOKED_AT, distinct, gathered, settle
from qa.unknown import MOST, codes, stands_in

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trained:
    """The networks that were trained for pincite. There are both, or there is no `Trained`."""

    late: LateEncoder
    reader: PassageReader


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a question came to.

    Attributes:
        asked_as: the question that was searched for: one that stands alone, its slips mended.
        candidates: the sentences that may answer it, best first.
        confidence: probability, 0 to 1, that citing the best of them answers the question.
        verdict: whether that is enough to answer, and how surely.
        cited: the candidates to cite, if any is.
        nearest: those to show if none is cited.
    """

    asked_as: str
    candidates: list[Candidate]
    confidence: float
    verdict: Verdict
    cited: list[Candidate]
    nearest: list[Candidate]

    @property
    def found(self) -> bool:
        """Whether there is an answer."""
        return self.verdict != "silent"


class Asker:
    """Answers questions from any store that was built with its encoders."""

    def __init__(self, encoder: Encoder, trained: Trained | None, way: Way) -> None:
        """Make an asker.

        Args:
            encoder: the one that the stores were built with.
            trained: late interaction, which the stores were built with too, and reader.
            way: the numbers that were fitted for these networks.
        """
        self._way = way
        self._reader = None if trained is None else trained.reader
        self._retriever = Retriever(encoder, way.fusion, late=None if trained is None else trained.late)

    def ask(self, store: Store, question: Question) -> Answer:
        """Answer a question from one store, so that no answer mixes two generations.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        started = time.perf_counter()
        asked = meant(question.text, follows=bool(question.history))
        answer = self._cited(store, question) if asked.intent == "question" else answer_aside(store, question, asked)
        return replace(answer, took_ms=round(1000 * (time.perf_counter() - started), 1))

    def _cited(self, store: Store, question: Question) -> Answer:
        weighed = self.weigh(store, question)
        shown = weighed.cited if weighed.found else weighed.nearest
        quotes = store.quotes(np.array([candidate.key for candidate in shown], dtype=np.int64))
        citations = _grouped(
            cite(store.document(quote.entry.id), quote, candidate, number)
            for number, (quote, candidate) in enumerate(zip(quotes, shown, strict=True), start=1)
        )
        nearest: tuple[Citation, ...] = ()
        if not weighed.found:
            nearest = tuple(replace(c, highlight=None) for c in citations)  # there is no answer to light
            citations = ()
        return Answer(
            question=question.text,
            asked_as=weighed.asked_as,
            intent="question",
            found=weighed.found,
            verdict=weighed.verdict,
            confidence=weighed.confidence,
            answer=compose(citations),
            citations=citations,
            nearest=nearest,
            details=(),
            index=store.generation,
            took_ms=0.0,
        )

    def weigh(self, store: Store, question: Question) -> Weighed:
        """What a question comes to, before anything is quoted.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        asked_as = speller_of(store).mend(interpret(question.text, question.history))
        candidates = self._retriever.retrieve(store, asked_as, question.documents)
        if self._reader is not None and self._way.reranking is not None:
            candidates = rerank(read(store, asked_as, candidates, self._reader), self._way.reranking)
        candidates = settle(store, asked_as, candidates)
        sure = round(confidence(self._way.confidence, candidates), 4)
        if names_what_is_nowhere(store, asked_as, candidates):
            sure = min(sure, MOST)
        best = distinct(store, candidates)
        cited = gathered(store, asked_as, choose(best, self._way.further, question.most))
        return Weighed(asked_as, candidates, sure, verdict_of(sure, self._way), cited, best[:NEAREST])


def names_what_is_nowhere(store: Store, question: str, candidates: Sequence[Candidate]) -> bool:
    """Whether a question has a name that no article has, or a code that none of the best candidates has."""
    if speller_of(store).strangers(question):
        return True
    asked_for = codes(question)
    if not asked_for:
        return False
    texts = [quote.text for quote in store.quotes(np.array([c.key for c in candidates[:LOOKED_AT]], dtype=np.int64))]
    return not all(stands_in(code, texts) for code in asked_for)


def _grouped(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Citations whose groups have the number of their first citation, not the store's key."""
    numbers: dict[int, int] = {}
    return tuple(c if c.group is None else replace(c, group=numbers.setdefault(c.group, c.number)) for c in citations)


def make_asker(encoder: Encoder, trained: Trained | None, *, unfitted: bool = False) -> Asker:
    """An asker with the numbers that ship.

    Args:
        encoder, trained: the networks.
        unfitted: take the numbers though they were fitted for other networks, and say so.

    Raises:
        ModelError: they were fitted for others, and `unfitted` is not set.
    """
    fitted, networks = load_fitted(), networks_of(encoder, trained)
    if unfitted and networks not in fitted.ways:
        log.warning("no numbers were fitted for %s: ranks and confidence are those of other networks", encoder.name)
        return Asker(encoder, trained, fitted.nearest_way(networks))
    return Asker(encoder, trained, fitted.way(networks))


def networks_of(encoder: Encoder, trained: Trained | None) -> Networks:
    """Which networks these are."""
    if trained is None:
        return Networks(encoder.sha256)
    return Networks(encoder.sha256, trained.late.sha256, trained.reader.sha256)


def load_trained() -> Trained | None:
    """What was trained for pincite, or None where weights were left out.

    Raises:
        ModelError: weights are not the ones that were shipped.
    """
    late, reader = load_late(), load_reader()
    return None if late is None or reader is None else Trained(late, reader)
