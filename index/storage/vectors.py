"""Nearest vectors by FAISS: exact inner product while small, HNSW graphs once large; memory-mapped when opened.

The change-over and the graph's parameters come from `tests/benchmarks/vector_indexes.py`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import faiss  # its stubs know neither `sel` nor HNSW's parameters
import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedGeneration
from index.networks.encoder import Vectors
from index.networks.threads import cores
from index.storage.layout import check_count

EXACT_UP_TO = 50_000  # vectors; an exact search takes 6 ms there on one thread
# Of 200,000 vectors the graph finds .999 of the exact 10 nearest at an effort of 256, 26 times as fast; inverted
# lists with 64 probes find .986, 15 times as fast. Of a million it finds .974 at 256, .989 at 512. It takes longer to
# build, but far less than embedding does.
LINKS, EF_CONSTRUCTION, EF_SEARCH = 32, 200, 512
AMONG_EXACT_UP_TO = 10_000  # rows of a filter; a graph searched among few of its nodes finds few of them, or none

CHUNK = 10_000  # vectors checked in one go
TOLERANCE = 1e-3  # of a unit vector's length, in float32


class VectorIndex:
    """n unit vectors, numbered from 0 in the order they were added; scores are cosines."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int, size: int) -> Self:
        """An index that `size` vectors will be added to."""
        return cls(faiss.IndexFlatIP(dimension) if size <= EXACT_UP_TO else _graph(dimension))

    @classmethod
    def build(cls, dimension: int, size: int, chunks: Iterable[Vectors]) -> Self:
        """Index `size` unit vectors that come in chunks of (any number, dimension)."""
        index = cls.empty(dimension, size)
        for chunk in chunks:
            index.add(chunk)
        return index

    def add(self, vectors: Vectors) -> None:
        """Add (any number, dimension) unit vectors behind the others."""
        faiss.omp_set_num_threads(cores())
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @classmethod
    def open(cls, path: Path) -> Self:
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the index; through Python's own file, because FAISS's passes over what a full disk did not take.

        Raises:
            OSError: it cannot be written.
        """
        failed: list[OSError] = []
        with path.open("wb") as file:

            def write(piece: bytes) -> int:
                try:
                    return file.write(piece)
                except OSError as error:
                    failed.append(error)
                    raise

            try:
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
            except RuntimeError:
                if not failed:
                    raise
        if failed:
            raise OSError(failed[0].errno, failed[0].strerror, str(path))

    @property
    def size(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def nearest(
        self, vector: Vectors, k: int, among: NDArray[np.int64] | None = None, *, live: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows of the k nearest to a (dimension,) vector, and their cosines, best first; fewer where there are fewer.

        Args:
            vector: what to be near to.
            k: how many.
            among: rows to choose from, all of them live; all where it is None.
            live: bool (n,), which rows there are; all where it is None.
        """
        there = self.size if live is None else int(np.count_nonzero(live))
        # Beyond its size FAISS answers with row -1, which Python would take for the last.
        k = min(k, there if among is None else len(among))
        if k == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        if among is not None and len(among) <= AMONG_EXACT_UP_TO:
            cosines = self.rows(among) @ vector
            best = np.argsort(-cosines, kind="stable")[:k]
            return among[best], cosines[best]
        # Of the calling thread. One vector is searched for on one core; a second thread would only be waited for, on a
        # busy machine for 15 ms.
        faiss.omp_set_num_threads(1)
        found, rows = self._index.search(vector[None, :], k, params=self._parameters(among, live, k))
        known = rows[0] >= 0
        return np.asarray(rows[0][known], dtype=np.int64), np.asarray(found[0][known], dtype=np.float32)

    def rows(self, rows: NDArray[np.int64]) -> Vectors:
        """float32 (len(rows), dimension): the vectors of these rows."""
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def _parameters(self, among: NDArray[np.int64] | None, live: NDArray[np.bool_] | None, k: int) -> Any:
        selector: Any = None
        if among is not None:
            selector = faiss.IDSelectorBatch(among)
        elif live is not None:
            selector = faiss.IDSelectorBitmap(np.packbits(live, bitorder="little"))  # type: ignore[call-arg, arg-type]
        if isinstance(self._index, faiss.IndexFlat):
            return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        return faiss.SearchParametersHNSW(sel=selector, efSearch=max(EF_SEARCH, k))  # type: ignore[attr-defined]


def check_vectors(path: Path, dimension: int, count: int) -> int:
    """How many vectors a file has.

    Raises:
        DamagedGeneration: it has not so many, of another dimension, or one that is no unit vector.
    """
    index = VectorIndex.open(path)
    check_count("vectors", index.size, count, path)
    check_count("dimensions", index.dimension, dimension, path)
    for start in range(0, index.size, CHUNK):
        rows = np.arange(start, min(start + CHUNK, index.size))
        lengths = np.linalg.norm(index.rows(rows), axis=1)
        wrong = np.flatnonzero(~(np.abs(lengths - 1) <= TOLERANCE))  # `not <=` also catches NaN
        if len(wrong):
            row = int(rows[wrong[0]])
            raise DamagedGeneration(
                f"{path}: vector {row} has length {lengths[wrong[0]]:.3f}, not 1; run `pincite index rebuild --full`."
            )
    return index.size


def _graph(dimension: int) -> Any:
    index: Any = faiss.index_factory(dimension, f"HNSW{LINKS},SQfp16", faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = EF_CONSTRUCTION
    return index
