"""The live generation of a long-running process: it follows the pointer without a restart."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from index.errors import DamagedGeneration, GenerationGone, ModelError, NoGeneration, StoreUnavailable
from index.store import Catalogue, Store

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5

Told = TypeVar("Told")


class LiveStore:
    """Holds the live generation's store; a thread opens a new one beside it and swaps the reference.

    A question takes `current` once and uses that store to its end, so no answer mixes two generations.
    """

    def __init__(self, catalogue: Catalogue, accept: Callable[[Store], None]) -> None:
        """`accept` raises ModelError for a store that cannot be served."""
        self._catalogue = catalogue
        self._accept = accept
        self._store: Store | None = None
        self._tried: str | None = None  # to open, last
        self._refused: str | None = None
        self._trouble: str | None = None
        self._stopping = threading.Event()

    @property
    def current(self) -> Store:
        """The store to answer from.

        Raises:
            NoGeneration: none is live yet.
        """
        if self._store is None:
            raise self._none()
        return self._store

    def of_one(self, ask: Callable[[Store], Told]) -> Told:
        """What the live generation says, taken once; where it was removed meanwhile, what the next one says.

        Raises:
            NoGeneration: none is live yet.
            GenerationGone: that one was removed too.
        """
        try:
            return ask(self.current)
        except GenerationGone:
            self.refresh()
            return ask(self.current)

    def _none(self) -> NoGeneration:
        return NoGeneration.yet(self._catalogue)

    def load(self) -> None:
        """Open the live generation unless it is the one held.

        Raises:
            NoGeneration: nothing was built yet.
            DamagedGeneration, ModelError: it cannot be served; the store held stays.
        """
        while True:
            name = self._catalogue.live_name()
            if self._store is not None and self._store.generation.generation == name:
                return
            if not name:
                raise self._none()
            self._tried = name
            try:
                store = self._catalogue.open(name)
            except (DamagedGeneration, FileNotFoundError):
                if self._catalogue.live_name() != name:
                    continue  # a rebuild published another one, and may have removed this one, meanwhile
                raise
            self._accept(store)
            self._store = store
            return

    def refresh(self) -> None:
        """Hold what is live now; nothing since the last document was removed.

        Raises:
            NoGeneration: the pointer is gone; the store held stays.
            DamagedGeneration, ModelError: what is live cannot be served; the store held stays.
        """
        if self._catalogue.live_name() == "":
            self._store = None
        else:
            self.load()

    def fall_back(self) -> None:
        """Hold the newest generation that can be served, whatever the pointer names.

        Raises:
            DamagedGeneration: there is none.
        """
        for name in reversed(self._catalogue.names()):
            try:
                store = self._catalogue.open(name)
                self._accept(store)
            except (DamagedGeneration, ModelError, StoreUnavailable, OSError):
                continue
            self._store = store
            return
        raise DamagedGeneration(f"No generation in {self._catalogue} can be served; run `pincite index rebuild`.")

    def watch(self) -> None:
        """Follow the pointer from a background thread until `close`."""
        threading.Thread(target=self._poll, name="live-generation", daemon=True).start()

    def close(self) -> None:
        self._stopping.set()

    def behind(self) -> str | None:
        """Why what is served is not the live generation; None where it is, or is about to be."""
        return self._trouble

    def _poll(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            before = self._store
            trouble, said = self._follow(), self._trouble
            self._trouble = trouble
            if trouble is not None and trouble != said:
                log.error("%s", trouble)  # once, not twice a second
            if self._store is not before and self._store is not None:
                log.info("generation %s is live", self._store.generation.generation)

    def _follow(self) -> str | None:
        """Hold what the pointer names; what stood in the way comes back. This thread must outlive all of it."""
        name = None
        try:
            name = self._catalogue.live_name()
            if self._store is not None and not self._catalogue.is_whole(self._store.generation.generation):
                return self._replace_damaged(self._store.generation.generation)
            if name is None or name == self._refused:
                return self._trouble
            self.refresh()
        except NoGeneration:
            return None  # removed since the pointer was read
        except (DamagedGeneration, ModelError) as error:
            # Not `name`: the pointer may have moved since. It will not mend itself, and looking takes long.
            self._refused = self._tried
            return f"generation {self._tried} is not served: {error}"
        except (OSError, StoreUnavailable) as error:
            return f"generation {name or 'of the pointer'} cannot be read, trying again: {error}"
        self._refused = None
        return None

    def _replace_damaged(self, name: str) -> str | None:
        """Hold another generation than one whose files changed while it was served: reading them could end the process.

        It may be gone because a rebuild removed it; then its files stay for who has them open.
        """
        if name not in self._catalogue.names():
            self.refresh()
            return None
        self._refused = self._catalogue.live_name()
        self.fall_back()
        return f"generation {name} was damaged while it was served; serving {self.current.generation.generation}"
