"""pincite: the whole answer, and its retrieval without the reader."""

from pathlib import Path

import numpy as np

from index.build import rebuild
from index.networks.loading import load_encoder
from index.storage.generations import Generations
from index.storage.local import LocalStore
from qa.ask import Asker, Trained, load_trained


class Answering:
    """The sentences that are cited, or the nearest ones."""

    def load(self) -> None:
        self._encoder, self._trained = load_encoder(), load_trained()

    def index(self, source: Path, folder: Path) -> None:
        rebuild(source, folder, self._encoder, late=self._trained.late, keep=2)

    def open(self, folder: Path) -> None:
        self.load()
        self._store = LocalStore.open(Generations(folder).live())
        self._asker = Asker(lambda: self._store, self._encoder, trained=self._trained)

    def answer(self, question: str) -> list[str]:
        answer = self._asker.ask(question)
        return [citation.sentence for citation in answer.citations or answer.nearest]


class Retrieving(Answering):
    """The best sentences by BM25, vectors and late interaction; the question's misspelt words are mended."""

    def __init__(self, nearest: int) -> None:
        self._nearest = nearest

    def load(self) -> None:
        super().load()
        self._trained = Trained(late=self._trained.late)

    def answer(self, question: str) -> list[str]:
        candidates = self._asker.candidates(self._store, self._asker.asked_as(self._store, question))
        return [self._store.whole(np.array([candidate.row])) for candidate in candidates[: self._nearest]]
