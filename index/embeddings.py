"""The vectors of every text encoded so far, by model and exact text, so that a rebuild encodes only what changed.

One SQLite file: a killed rebuild loses at most the chunk it was computing. It is a cache and may be deleted.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from index.encoder import Encoder, Vectors

CHUNK = 1024  # texts embedded between two commits

Encode = Callable[[Sequence[str]], Iterable[bytes]]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL, text BLOB NOT NULL, vector BLOB NOT NULL, generation TEXT NOT NULL,
    PRIMARY KEY (model, text)
) WITHOUT ROWID
"""


def encode_by(encoder: Encoder) -> Encode:
    """An encoder's vectors as the bytes to store."""
    return lambda texts: (vector.tobytes() for vector in encoder.encode(texts))


def text_key(text: str) -> bytes:
    """SHA-256 of the exact text."""
    return hashlib.sha256(text.encode()).digest()


class EmbeddingCache:
    """Vectors on disk, read and written by one rebuild at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def missing(self, model: str, texts: Iterable[str]) -> list[str]:
        """The distinct texts that have no vector yet, shortest first so that batches waste no padding."""
        return sorted((t for t in set(texts) if self._vector(model, t) is None), key=lambda t: (len(t), t))

    def add(
        self, model: str, encode: Encode, texts: Sequence[str], generation: str, done: Callable[[int], object]
    ) -> None:
        """Encode texts chunk by chunk; `done` is told how many after each."""
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            rows = [(model, text_key(t), v, generation) for t, v in zip(chunk, encode(chunk), strict=True)]
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)
            done(len(chunk))

    def read(self, model: str, texts: Sequence[str]) -> list[bytes]:
        """What was stored for texts that are all here, in the order given."""
        return [self._vector(model, text) or b"" for text in texts]

    def vectors(self, encoder: Encoder, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension) of texts that are all here, in the order given."""
        return np.frombuffer(b"".join(self.read(encoder.sha256, texts)), dtype=np.float32).reshape(
            len(texts), encoder.dimension
        )

    def forget(self, model: str) -> None:
        """Drop every vector of a model."""
        with self._connection:
            self._connection.execute("DELETE FROM vectors WHERE model = ?", (model,))

    def touch(self, model: str, texts: Iterable[str], generation: str) -> None:
        """Note that a generation uses these texts."""
        rows = ((generation, model, text_key(t)) for t in texts)
        with self._connection:
            self._connection.executemany("UPDATE vectors SET generation = ? WHERE model = ? AND text = ?", rows)

    def prune(self, generations: Iterable[str]) -> None:
        """Forget the vectors that no kept generation was the last to use."""
        names = list(generations)
        with self._connection:
            self._connection.execute(
                f"DELETE FROM vectors WHERE generation NOT IN ({','.join('?' * len(names))})", names
            )

    def _vector(self, model: str, text: str) -> bytes | None:
        found = self._connection.execute(
            "SELECT vector FROM vectors WHERE model = ? AND text = ?", (model, text_key(text))
        ).fetchone()
        return None if found is None else bytes(found[0])
