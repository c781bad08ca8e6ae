"""The whole way of a question: interpret, retrieve, read, decide, cite."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.networks.encoder import Encoder
from index.networks.late import LateEncoder, load_late
from index.storage.local import LocalStore
from qa.answer import Answer, Generation, compose
from qa.cite import cite
from qa.decide import MAX_CITATIONS, NEAREST, choose, confidence, weigh
from qa.interpret import Turn, interpret
from qa.model import Model, load_model
from qa.reader import PassageReader, load_reader
from qa.retrieve import Candidate, Retriever, read
from qa.spelling import speller_of


@dataclass(frozen=True, slots=True)
class Trained:
    """The networks that were trained for pincite: both, or neither."""

    late: LateEncoder | None = None
    reader: PassageReader | None = None


UNTRAINED = Trained()


class Asker:
    """Answers questions from whatever store is current when each begins."""

    def __init__(
        self,
        current: Callable[[], LocalStore],
        encoder: Encoder,
        model: Model | None = None,
        *,
        trained: Trained = UNTRAINED,
    ) -> None:
        """Make an asker.

        Args:
            current: the store to answer from.
            encoder: the one that the store was built with.
            model: the fitted numbers; those that ship with pincite where None.
            trained: late interaction, which the store was built with too, and reader; neither by default.
        """
        model = model or load_model()
        self._current = current
        self._fitted = model.hybrid if trained == UNTRAINED else model.whole
        self._reader = trained.reader
        self._retriever = Retriever(encoder, self._fitted.fusion, late=trained.late)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        documents: Sequence[str] = (),
        max_citations: int = MAX_CITATIONS,
    ) -> Answer:
        """Answer a question.

        Args:
            question: as typed.
            history: the turns before, oldest first.
            documents: ids to search in; all where empty.
            max_citations: at most this many sentences.

        Raises:
            NoGeneration: there is no index.
            DocumentNotFound: no document has one of the ids.
        """
        started = time.perf_counter()
        store = self._current()  # taken once: an answer never mixes two generations
        asked_as = self.asked_as(store, question, history)
        candidates = self.candidates(store, asked_as, documents)
        sure = self.confidence(candidates)
        found = self.found(sure)
        cited = self.choose(candidates, max_citations) if found else candidates[:NEAREST]
        shown = tuple(cite(store, c, number) for number, c in enumerate(cited, start=1))
        # What does not answer has no answer to light.
        citations, nearest = (shown, ()) if found else ((), tuple(replace(c, highlight=None) for c in shown))
        return Answer(
            question=question,
            asked_as=asked_as,
            found=found,
            confidence=sure,
            answer=compose(citations),
            citations=citations,
            nearest=nearest,
            index=generation_of(store),
            took_ms=round(1000 * (time.perf_counter() - started), 1),
        )

    def asked_as(self, store: LocalStore, question: str, history: Sequence[Turn] = ()) -> str:
        """The question that is searched for: one that stands alone, its slips mended."""
        return speller_of(store).mend(interpret(question, history))

    def candidates(self, store: LocalStore, question: str, documents: Sequence[str] = ()) -> list[Candidate]:
        """The sentences that may answer a question that stands alone, best first.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        candidates = self._retriever.retrieve(store, question, documents)
        if self._reader is None or self._fitted.reading is None:
            return candidates
        return weigh(read(store, question, candidates, self._reader), self._fitted.reading)

    def confidence(self, candidates: Sequence[Candidate]) -> float:
        """Probability, 0 to 1, that citing the best of these candidates answers the question."""
        return round(confidence(self._fitted.confidence, candidates), 4)

    def found(self, sure: float) -> bool:
        """Whether a confidence is enough to answer."""
        return sure >= self._fitted.operating_point

    def choose(self, candidates: Sequence[Candidate], most: int) -> list[Candidate]:
        """The candidates to cite, if any is."""
        return choose(candidates, self._fitted.share, most)


def load_trained() -> Trained:
    """What was trained for pincite, or `UNTRAINED` where weights were left out.

    Raises:
        ModelError: weights are not the ones that were shipped.
    """
    late, reader = load_late(), load_reader()
    return UNTRAINED if late is None or reader is None else Trained(late, reader)


def generation_of(store: LocalStore) -> Generation:
    """What a store's manifest says of it."""
    manifest = store.manifest
    return Generation(manifest.generation, manifest.model.name, manifest.built_at)
