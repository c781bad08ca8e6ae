"""pincite: the whole answer, and its retrieval without the reader."""

from pathlib import Path

import numpy as np

from index.build import rebuild
from index.networks.loading import load_encoder
from index.storage.generations import Generations
from index.storage.local import LocalStore
from qa.ask import make_asker, networks_of
from qa.fitted import load_fitted
from qa.question import Question
from qa.reader import load_reader
from qa.retrieve import Retriever
from qa.spelling import speller_of


class Answering:
    """The sentences that are cited, or the nearest ones."""

    def load(self) -> None:
        self._encoder, self._reader = load_encoder(), load_reader()

    def index(self, source: Path, folder: Path) -> None:
        rebuild(source, folder, self._encoder, keep=2)

    def open(self, folder: Path) -> None:
        self.load()
        self._store = LocalStore.open(Generations(folder).live())
        self._asker = make_asker(self._encoder, self._reader)

    def answer(self, question: str) -> list[str]:
        answer = self._asker.ask(self._store, Question(question))
        return [citation.sentence for citation in answer.citations or answer.nearest]


class Retrieving(Answering):
    """The best sentences by BM25, vectors and late interaction; the question's misspelt words are mended."""

    def __init__(self, nearest: int) -> None:
        self._nearest = nearest

    def open(self, folder: Path) -> None:
        super().open(folder)
        self._fusion = load_fitted().way(networks_of(self._encoder, self._reader)).fusion
        self._retriever = Retriever(self._encoder)

    def answer(self, question: str) -> list[str]:
        mended = speller_of(self._store).mend(question)
        best = self._retriever.retrieve(self._store, mended, "en", self._fusion)[: self._nearest]
        return [quote.text for quote in self._store.quotes(np.array([candidate.key for candidate in best]))]
