"""txtai: an embeddings database with content and hybrid search, saved and loaded."""

import json
from pathlib import Path
from threading import Lock

from txtai import Embeddings


class Retrieving:
    """The nearest sentences by vector and BM25."""

    def __init__(self, model: str, nearest: int) -> None:
        self._path, self._nearest = model, nearest
        self._lock = Lock()  # txtai leaves locking to those who use it

    def load(self) -> None:
        self._building = Embeddings(path=self._path, content=True, hybrid=True)

    def index(self, source: Path, folder: Path) -> None:
        self._building.index(json.loads(source.read_text()))
        self._building.save(str(folder))

    def open(self, folder: Path) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder))

    def answer(self, question: str) -> list[str]:
        with self._lock:
            return [found["text"] for found in self._embeddings.search(question, self._nearest)]
