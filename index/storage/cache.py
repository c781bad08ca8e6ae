"""What was made of every passage encoded so far, by model and exact text, so that a rebuild encodes only what changed.

One SQLite file: a killed rebuild loses at most the chunk it was computing. It is a cache and may be deleted.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from index.documents import PassageText
from index.errors import DamagedCache
from index.networks.encoder import EncodedPassage, Encoder

PIECE, BATCH = 64, 8  # texts between two words of progress; texts that an encoder batches
CHUNK = 1024  # texts between two commits; sorted by length, they need 2% of padding in batches of 8

Encode = Callable[[Sequence[str]], Iterable[bytes]]

VERSION = 3  # of the tables and of what is in them; those of another are begun anew

# Vectors stand apart, one after the other: noting that a segment has a text writes a hundred bytes, not its vector,
# and none is split over pages. 0.1.0 had one table, of three times the size. `generation` is a segment: those of before
# were whole generations, and their vectors are not to be lost for a name.
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, text BLOB NOT NULL, generation TEXT NOT NULL, UNIQUE (model, text)
);
CREATE TABLE IF NOT EXISTS encoded (
    id INTEGER PRIMARY KEY REFERENCES texts ON DELETE CASCADE, vector BLOB NOT NULL, crc INTEGER NOT NULL
);
"""
_ANEW = "DROP TABLE IF EXISTS vectors; DROP TABLE IF EXISTS encoded; DROP TABLE IF EXISTS texts;"
_ONE = "FROM texts WHERE model = ? AND text = ?"


def encode_by(encoder: Encoder) -> Encode:
    """What an encoder makes of passages, given by their keys, as the bytes to store."""
    return lambda keys: (found.pack() for found in encoder.passages([PassageText.of(key) for key in keys]))


def pieces(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts in stretches after which progress is told, each with short and long ones, so that all take about as long.

    Texts of like length stay together, or batches would be padded more: cut in the order given, stretches of 128 need
    10% of padding, so 1%.
    """
    if len(texts) <= PIECE:
        yield from [texts] if texts else []
        return
    ordered = sorted(texts, key=len)
    batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    apart = -(-len(texts) // PIECE)
    for first in range(apart):  # up and down again, so that none has the shorter one of every stretch
        own = [*batches[first :: 2 * apart], *batches[2 * apart - 1 - first :: 2 * apart]]
        yield [text for batch in own for text in batch]


def text_key(text: str) -> bytes:
    """SHA-256 of the exact text."""
    return hashlib.sha256(text.encode()).digest()


class EmbeddingCache:
    """Vectors on disk, read and written by one rebuild at a time."""

    def __init__(self, path: Path) -> None:
        """Open the cache, or make one.

        Raises:
            DamagedCache: the file is none, or cannot be used.
        """
        self._path = path
        with self._told():
            self._connection = sqlite3.connect(path)
        try:
            with self._told():
                self._prepare()
        except DamagedCache:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            self._connection.executescript(f"{_ANEW} PRAGMA user_version = {VERSION};")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of SQLite's errors which file they are about and what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._damaged(str(error)) from None

    def _damaged(self, what: str) -> DamagedCache:
        return DamagedCache(
            f"The cache {self._path} cannot be used: {what}. Where the disk has room and may be written to, remove the "
            "file; what it holds is computed again."
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._told():
            self._connection.close()
        if isinstance(error, sqlite3.Error):
            raise self._damaged(str(error)) from None

    def fill(
        self, model: str, encode: Encode, texts: Iterable[str], segment: str, done: Callable[[int], object]
    ) -> int:
        """Encode the texts that have no vector yet, and note that a segment has all of them.

        No more than a chunk of them is held in memory; `done` is told how many after each piece of it, and once all of
        it is stored. How many were encoded comes back.
        """
        encoded, rest = 0, iter(texts)
        while chunk := list(islice(rest, CHUNK)):
            missing = self.missing(model, chunk)
            found: list[tuple[str, bytes]] = []
            told = 0
            for piece in pieces(missing):
                if found:
                    done(len(found) - told)
                    told = len(found)
                found += zip(piece, encode(piece), strict=True)
            with self._connection:
                for text, vector in found:
                    self._add(model, text, vector, segment)
                self._note(model, chunk, segment)
            encoded += len(missing)
            done(len(chunk) - told)
        return encoded

    def note(self, model: str, texts: Iterable[str], segment: str) -> None:
        """Note that a segment has texts, as far as they have vectors."""
        with self._connection:
            self._note(model, texts, segment)

    def missing(self, model: str, texts: Iterable[str]) -> list[str]:
        """The distinct texts that have no vector yet, in the order given."""
        return [text for text in dict.fromkeys(texts) if not self._has(model, text)]

    def read(self, model: str, texts: Iterable[str]) -> Iterator[bytes]:
        """What was stored for texts that are all here, in the order given.

        Raises:
            DamagedCache: it is not what was stored.
        """
        for text in texts:
            query = f"SELECT vector, crc FROM encoded WHERE id = (SELECT id {_ONE})"
            vector, crc = self._connection.execute(query, (model, text_key(text))).fetchone() or (b"", None)
            if zlib.crc32(vector) != crc:
                raise self._damaged("a vector in it is not what was stored")
            yield vector

    def passages(self, encoder: Encoder, keys: Iterable[str]) -> Iterator[list[EncodedPassage]]:
        """What an encoder made of passages that are all here, in the order given, a chunk at a time."""
        rest = self.read(encoder.sha256, keys)
        while chunk := [EncodedPassage.unpack(data, encoder.dimension) for data in islice(rest, CHUNK)]:
            yield chunk

    def forget(self, model: str) -> None:
        """Drop every vector of a model."""
        with self._connection:
            self._connection.execute("DELETE FROM texts WHERE model = ?", (model,))

    def prune(self, segments: Iterable[str]) -> None:
        """Forget the vectors that no kept segment was the last to have."""
        names = list(segments)
        with self._connection:
            self._connection.execute(f"DELETE FROM texts WHERE generation NOT IN ({','.join('?' * len(names))})", names)

    def _add(self, model: str, text: str, vector: bytes, segment: str) -> None:
        row = (model, text_key(text), segment)
        added = self._connection.execute("INSERT INTO texts (model, text, generation) VALUES (?, ?, ?)", row)
        self._connection.execute("INSERT INTO encoded VALUES (?, ?, ?)", (added.lastrowid, vector, zlib.crc32(vector)))

    def _note(self, model: str, texts: Iterable[str], segment: str) -> None:
        self._connection.executemany(
            "UPDATE texts SET generation = ? WHERE model = ? AND text = ?",
            ((segment, model, text_key(t)) for t in texts),
        )

    def _has(self, model: str, text: str) -> bool:
        return self._connection.execute(f"SELECT 1 {_ONE}", (model, text_key(text))).fetchone() is not None
