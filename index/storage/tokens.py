"""The token vectors of a segment on disk, 4 bits a dimension, for the late interaction; written in a stream."""

import os
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from index.errors import DamagedGeneration
from index.networks.late import WIDTH, Tokens, packed, unpacked
from index.storage.layout import TOKEN_STARTS, TOKENS, check_count
from index.storage.texts import Rows

BYTES = WIDTH // 2  # of a vector


class StoredTokens:
    """The token vectors of every sentence on disk. They are read, not mapped: a million sentences have 1.5 GB."""

    def __init__(self, folder: Path) -> None:
        self._starts = np.asarray(np.load(folder / TOKEN_STARTS, mmap_mode="r"))
        self._offset = np.load(folder / TOKENS, mmap_mode="r").offset
        self._file = os.open(folder / TOKENS, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def of(self, rows: Rows) -> tuple[Tokens, Rows]:
        """The vectors of these rows, which ascend, one after the other, and how many each has."""
        starts, stops = self._starts[rows], self._starts[rows + 1]
        apart = np.ones(len(rows), dtype=bool)  # from the row before; neighbours are read in one go
        apart[1:] = starts[1:] != stops[:-1]
        bounds = zip(starts[apart].tolist(), stops[np.roll(apart, -1)].tolist(), strict=True)
        data = b"".join(self._read(first, stop) for first, stop in bounds)
        return unpacked(np.frombuffer(data, dtype=np.uint8).reshape(-1, BYTES)), stops - starts

    def _read(self, first: int, stop: int) -> bytes:
        return os.pread(self._file, (stop - first) * BYTES, self._offset + first * BYTES)


@contextmanager
def writing_tokens(folder: Path) -> Iterator[Callable[[Iterable[Tokens]], None]]:
    """Write the token vectors of every sentence: what is given out takes those of the next ones, in row order."""
    starts = array("q", [0])
    with (folder / TOKENS).open("wb") as file:

        def write(sentences: Iterable[Tokens]) -> None:
            for tokens in sentences:
                file.write(packed(tokens).tobytes())
                starts.append(starts[-1] + len(tokens))

        _write_header(file, 0)
        yield write
        file.seek(0)
        _write_header(file, starts[-1])
    np.save(folder / TOKEN_STARTS, np.array(starts, dtype=np.int64))


def check_tokens(folder: Path, sentences: int) -> None:
    """Raise DamagedGeneration unless every one of so many sentences has its token vectors."""
    starts, tokens = np.load(folder / TOKEN_STARTS), np.load(folder / TOKENS, mmap_mode="r")
    check_count("token ranges", len(starts) - 1, sentences, folder / TOKEN_STARTS)
    check_count("bytes a token", tokens.shape[1], BYTES, folder / TOKENS)
    if starts[0] != 0 or starts[-1] != len(tokens) or np.any(np.diff(starts) < 1):
        raise DamagedGeneration(
            f"{folder / TOKEN_STARTS} does not share {len(tokens):,} token vectors out among the sentences; "
            "run `pincite index rebuild`."
        )


def _write_header(file: BinaryIO, count: int) -> None:
    """The header of uint8 (count, BYTES); NumPy leaves room in it, so that it is as long for any count."""
    header = {"descr": "|u1", "fortran_order": False, "shape": (count, BYTES)}
    np.lib.format.write_array_header_1_0(file, header)
