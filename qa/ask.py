"""The whole way of a question: interpret, retrieve, decide, cite."""

import time
from collections.abc import Callable, Sequence

from index.encoder import Encoder
from index.store import Store
from qa.answer import Answer, Generation, compose
from qa.cite import cite
from qa.decide import MAX_CITATIONS, NEAREST, choose, confidence
from qa.interpret import Turn, interpret
from qa.model import Model, load_model
from qa.retrieve import Retriever


class Asker:
    """Answers questions from whatever store is current when each begins."""

    def __init__(self, current: Callable[[], Store], encoder: Encoder, model: Model | None = None) -> None:
        self._current = current
        self._model = model or load_model()
        self._retriever = Retriever(encoder, self._model.fusion)

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
        asked_as = interpret(question, history)
        candidates = self._retriever.retrieve(store, asked_as, documents)
        sure = round(confidence(self._model.confidence, candidates[0]), 4)
        found = sure >= self._model.operating_point
        cited = choose(candidates, self._model.share, max_citations) if found else candidates[:NEAREST]
        shown = tuple(cite(store, c, number) for number, c in enumerate(cited, start=1))
        citations, nearest = (shown, ()) if found else ((), shown)
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


def generation_of(store: Store) -> Generation:
    """What a store's manifest says of it."""
    manifest = store.manifest
    return Generation(manifest.generation, manifest.model.name, manifest.built_at)
