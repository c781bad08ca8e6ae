"""The baseline: a few lines with sentence-transformers and FAISS."""

import json
import shutil
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer


class Retrieving:
    """The nearest sentences by cosine, searched exactly."""

    def __init__(self, model: str, nearest: int) -> None:
        self._path, self._nearest = model, nearest

    def load(self) -> None:
        self._model = SentenceTransformer(self._path)

    def index(self, source: Path, folder: Path) -> None:
        vectors = self._model.encode(json.loads(source.read_text()), normalize_embeddings=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        folder.mkdir()
        faiss.write_index(index, str(folder / "index.faiss"))
        shutil.copy(source, folder / "texts.json")

    def open(self, folder: Path) -> None:
        self.load()
        self._index = faiss.read_index(str(folder / "index.faiss"))
        self._texts: list[str] = json.loads((folder / "texts.json").read_text())

    def answer(self, question: str) -> list[str]:
        vector = self._model.encode([question], normalize_embeddings=True)
        _, rows = self._index.search(vector, self._nearest)
        return [self._texts[row] for row in rows[0]]
