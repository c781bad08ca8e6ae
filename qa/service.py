"""Everything a process that answers questions holds: a warm model and the live generation."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from index.documents import Document, Sentence
from index.errors import NoGeneration
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.settings import Settings
from index.storage.generations import Generations
from index.storage.live import LiveStore
from index.storage.texts import Entry
from qa.answer import Answer, Generation
from qa.ask import UNTRAINED, Asker, Trained, generation_of, load_trained
from qa.decide import MAX_CITATIONS
from qa.interpret import Turn
from qa.suggest import Suggester, Suggestion

log = logging.getLogger(__name__)


class Service:
    """Answers questions and shows documents; threads may share it."""

    def __init__(self, encoder: Encoder, live: LiveStore, trained: Trained = UNTRAINED) -> None:
        self._live = live
        self._asker = Asker(lambda: live.current, encoder, trained=trained)
        self._suggester = Suggester(lambda: live.current, lambda store: Asker(lambda: store, encoder, trained=trained))

    @classmethod
    def start(cls, settings: Settings, *, follow: bool = False) -> Self:
        """Load the model and the live generation.

        Args:
            settings: where the index is, and which model embeds questions.
            follow: switch to new generations as they appear, start even when there is none yet, and answer once, so
                that the first person does not wait.

        Raises:
            NoGeneration: nothing was built yet, and `follow` is not set.
            ModelError, DamagedGeneration: the model or the index cannot be used.
        """
        generations = Generations(settings.index)
        if not follow:
            generations.live()  # say that there is no index before a model is loaded for seconds
        encoder = load_encoder(settings.model)
        trained = load_trained()
        if trained == UNTRAINED:
            log.warning("the trained weights are left out: answering by BM25 and vectors alone")
        live = LiveStore(generations, accept=lambda store: store.manifest.check_encoders(encoder, trained.late))
        service = cls(encoder, live, trained)
        if not follow:
            live.load()
            return service
        try:
            live.load()
            service.ask("What does the article say?")
        except NoGeneration:
            encoder.questions(["What does the article say?"])
        live.watch()
        service.begin_suggestions()
        return service

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        documents: Sequence[str] = (),
        max_citations: int = MAX_CITATIONS,
    ) -> Answer:
        """Answer a question; see `Asker.ask`."""
        return self._asker.ask(question, history, documents, max_citations)

    def generation(self) -> Generation:
        """The live generation.

        Raises:
            NoGeneration: there is none.
        """
        return generation_of(self._live.current)

    def behind(self) -> str | None:
        """Why what is served is not the live generation; None where it is, or is about to be."""
        return self._live.behind()

    def documents(self) -> tuple[list[Entry], Generation]:
        """The documents and the generation they are in.

        Raises:
            NoGeneration: there is none.
        """
        store = self._live.current
        return store.entries, generation_of(store)

    def document(self, document_id: str) -> tuple[Document, list[Sentence]]:
        """A document with its sentences.

        Raises:
            DocumentNotFound: no document has this id.
            NoGeneration: there is no index.
        """
        store = self._live.current
        ranges = store.ranges(store.entry(document_id))
        return store.document(document_id), [Sentence(start, end) for start, end in ranges.tolist()]

    def suggestions(self, document_id: str) -> tuple[Suggestion, ...] | None:
        """Questions that a document answers, or None while they are being worked out.

        Raises:
            DocumentNotFound: no document has this id.
            NoGeneration: there is no index.
        """
        return self._suggester.known(document_id)

    def begin_suggestions(self) -> None:
        """Begin to work out those of the document that is shown first, if there is one yet."""
        with suppress(NoGeneration):
            for entry in self._live.current.entries[:1]:
                self._suggester.known(entry.id)

    def close(self) -> None:
        """Stop following new generations."""
        self._live.close()
        self._suggester.close()
