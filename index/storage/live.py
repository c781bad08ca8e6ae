"""The live generation of a long-running process: it follows the pointer without a restart."""

import logging
import threading
from collections.abc import Callable

from index.errors import DamagedGeneration, ModelError, NoGeneration
from index.storage.generations import Generations
from index.storage.local import LocalStore

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class LiveStore:
    """Holds the live generation's store; a thread opens a new one beside it and swaps the reference.

    A question takes `current` once and uses that store to its end, so no answer mixes two generations.
    """

    def __init__(self, generations: Generations, accept: Callable[[LocalStore], None]) -> None:
        """`accept` raises ModelError for a store that cannot be served."""
        self._generations = generations
        self._accept = accept
        self._store: LocalStore | None = None
        self._refused: str | None = None
        self._stopping = threading.Event()

    @property
    def current(self) -> LocalStore:
        """The store to answer from.

        Raises:
            NoGeneration: none is live yet.
        """
        if self._store is None:
            raise NoGeneration(f"There is no index in {self._generations.root}; run `pincite index rebuild`.")
        return self._store

    def load(self) -> None:
        """Open the live generation unless it is the one held.

        Raises:
            NoGeneration: nothing was built yet.
            DamagedGeneration, ModelError: it cannot be served; the store held stays.
        """
        while True:
            name = self._generations.live_name()
            if self._store is not None and self._store.manifest.generation == name:
                return
            folder = self._generations.live()
            try:
                store = LocalStore.open(folder)
            except (DamagedGeneration, FileNotFoundError):
                if self._generations.live_name() != name:
                    continue  # a rebuild published another one, and may have removed this one, meanwhile
                raise
            self._accept(store)
            self._store = store
            return

    def watch(self) -> None:
        """Follow the pointer from a background thread until `close`."""
        threading.Thread(target=self._poll, name="live-generation", daemon=True).start()

    def close(self) -> None:
        self._stopping.set()

    def _poll(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            name = self._generations.live_name()
            if name is None or name == self._refused:
                continue
            before = self._store
            try:
                self.load()
            except (NoGeneration, DamagedGeneration, ModelError) as error:
                self._refused = name  # say it once, not twice a second
                log.error("generation %s is not served: %s", name, error)
                continue
            self._refused = None
            if self._store is not before:
                log.info("generation %s is live", name)
