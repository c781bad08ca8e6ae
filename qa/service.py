"""Everything a process that answers questions holds: a warm model and the live generation."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from index.catalogue import catalogue_of
from index.changes import BAD, Add, Change, Heard, Listener, Outcome
from index.documents import Document, Places, Sentence
from index.errors import DamagedGeneration, NoGeneration, SeedError
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.settings import Settings
from index.storage.live import LiveStore
from index.store import Entry, Generation
from qa.answer import Answer
from qa.ask import Asker, make_asker
from qa.question import Question
from qa.quotes.asked import Asking
from qa.quotes.check import check
from qa.quotes.checked import Check
from qa.reader import load_reader
from qa.suggest import Suggester, Suggestion

if TYPE_CHECKING:
    from index.library import Library

log = logging.getLogger(__name__)

_FIRST = Question("What was decided, and when?")


class Service:
    """Answers questions and shows documents; threads may share it."""

    def __init__(self, live: LiveStore, asker: Asker, library: "Callable[[], Library] | None" = None) -> None:
        """`library` makes what changes the documents, where the process may."""
        self._live, self._asker, self.library = live, asker, library
        self._suggester = Suggester(lambda: live.current, asker)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """A service for a command: it answers from the generation that is live now.

        Raises:
            NoGeneration: nothing was built yet.
            ModelError, DamagedGeneration: the model or the index cannot be used.
            StoreUnavailable: the store cannot be reached.
        """
        catalogue = catalogue_of(settings)
        if not catalogue.live_name():  # before a model is loaded for seconds
            raise NoGeneration.yet(catalogue)
        service, _ = cls._made(settings)
        service._live.load()
        return service

    @classmethod
    @contextmanager
    def of_sources(cls, settings: Settings, sources: Sequence[Add | Outcome]) -> Iterator[Self]:
        """A service for one command that answers from these sources alone; nothing of it is left behind.

        Raises:
            SeedError: one of them cannot be read.
            ModelError: the model cannot be used.
        """
        with TemporaryDirectory(prefix="pincite-") as folder:
            own = replace(settings, seeds=Path(folder) / "seeds", index=Path(folder) / "built", store=None)
            service, _ = cls._made(own, quiet=False)
            heard = Heard()
            service.apply([source for source in sources if isinstance(source, Add)], heard)
            told = [*(source for source in sources if isinstance(source, Outcome)), *heard.outcomes.values()]
            if bad := [outcome for outcome in told if outcome.state in BAD]:
                raise SeedError("\n".join(f"{outcome.name} {outcome.why}" for outcome in bad))
            service.refresh()
            yield service

    @classmethod
    def follow(cls, settings: Settings) -> Self:
        """A service for a server: it switches to new generations as they appear, and starts without one too.

        It has answered once, so that the first person does not wait. Where the live generation is damaged, it serves
        the newest that is whole.

        Raises:
            ModelError, DamagedGeneration: the model or the index cannot be used.
            StoreUnavailable: the store cannot be reached.
        """
        service, encoder = cls._made(settings)
        try:
            service._load()
            service.ask(_FIRST)
        except NoGeneration:
            log.warning(
                "there is no article yet: add one on the page, by `pincite add FILE` or `pincite add --example`"
            )
            encoder.questions([_FIRST.text])
        service._live.watch()
        service.begin_suggestions()
        return service

    def _load(self) -> None:
        try:
            self._live.load()
        except DamagedGeneration as error:
            self._live.fall_back()
            log.error("%s Until then generation %s is served.", error, self.generation().generation)

    @classmethod
    def _made(cls, settings: Settings, *, quiet: bool = True) -> tuple[Self, Encoder]:
        encoder, reader = load_encoder(settings.model), load_reader()
        if reader is None:
            log.warning("the reader's weights are left out: what is found is not read")
        live = LiveStore(catalogue_of(settings), accept=lambda store: store.check_encoder(encoder))

        def library() -> "Library":
            from index.library import Library  # what reads sources takes long to import, and an answer needs none of it

            return Library(settings.seeds, settings.index, encoder, settings.keep, quiet)

        # A store beyond this machine is changed where its generations are built.
        changes = library if settings.store is None else None
        return cls(live, make_asker(encoder, reader, unfitted=settings.unfitted), changes), encoder

    def ask(self, question: Question) -> Answer:
        """Answer a question from the live generation, taken once.

        Raises:
            NoGeneration: there is none.
            DocumentNotFound: no document has one of the ids.
            StoreUnavailable: the store cannot be reached.
        """
        return self._live.of_one(lambda store: self._asker.ask(store, question))

    def check(self, asking: Asking) -> Check:
        """Check quotes against the live generation, taken once.

        Raises:
            NoGeneration: there is none.
            DocumentNotFound: no document has the id that one is said to be from.
        """
        return self._live.of_one(lambda store: check(store, asking))

    def generation(self) -> Generation:
        """The live generation.

        Raises:
            NoGeneration: there is none.
        """
        return self._live.current.generation

    def apply(self, changes: Sequence[Change], listener: Listener) -> None:
        """Carry out changes to the documents; see `Library.apply`."""
        assert self.library is not None
        self.library().apply(changes, listener)

    def merge(self) -> None:
        """Merge segments of the index, where there are many; see `Library.merge`."""
        assert self.library is not None
        self.library().merge()

    def refresh(self) -> None:
        """Answer from what is live now, at once.

        Raises:
            ModelError, DamagedGeneration: it cannot be served; what was served before still is.
        """
        self._live.refresh()

    def behind(self) -> str | None:
        """Why what is served is not the live generation; None where it is, or is about to be."""
        return self._live.behind()

    def documents(self) -> tuple[list[Entry], Generation]:
        """The documents and the generation they are in.

        Raises:
            NoGeneration: there is none.
        """
        return self._live.of_one(lambda store: (store.documents(), store.generation))

    def document(self, document_id: str) -> tuple[Document, list[Sentence]]:
        """A document with its sentences.

        Raises:
            DocumentNotFound: no document has this id.
            NoGeneration: there is no index.
        """
        return self._live.of_one(lambda store: (store.document(document_id), store.sentences_of(document_id)))

    def places(self, document_id: str) -> Places | None:
        """Where a document's text stands in its source; None where the source has no places.

        Raises:
            DocumentNotFound: no document has this id.
            NoGeneration: there is no index.
        """
        return self._live.of_one(lambda store: store.places(document_id))

    def source(self, document_id: str) -> Path | None:
        """The file that holds a document's source as it was given; None where it was not read from one.

        Raises:
            DocumentNotFound: no document has this id.
            NoGeneration: there is no index.
        """
        return self._live.of_one(lambda store: store.source(document_id))

    def source_name(self, document_id: str) -> str:
        """The name of the file that a document was read from, as far as it is known."""
        found = self.library and self.library().source_name(document_id)
        return found or document_id.rpartition("/")[2]

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
            for entry in self._live.current.documents(most=1):
                self._suggester.known(entry.id)

    def close(self) -> None:
        """Stop following new generations."""
        self._live.close()
        self._suggester.close()
