"""One opened generation: its documents, its sentence ranges, and the candidates for a question.

Everything above asks a `LocalStore` and never a file, FAISS or BM25.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedGeneration
from index.networks import late
from index.storage.lexical import LexicalIndex
from index.storage.manifest import Manifest
from index.storage.texts import FILES as QUOTED
from index.storage.texts import WORDS, Rows, Texts
from index.storage.tokens import StoredTokens
from index.storage.vectors import VectorIndex
from index.storage.words import read_words
from index.store import Hits, Query

SENTENCES_PER_PASSAGE = 4  # about; so that passages bring as many sentences as the sentences' own search

LARGE = 64 * 2**20  # bytes; their SHA-256 takes a twentieth of a second


class LocalStore(Texts):
    """An opened generation. It never changes, so threads may share it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        super().__init__(folder)
        self.manifest = manifest
        self._vectors = {unit: VectorIndex.open(folder / f"{unit}.faiss") for unit in ("sentences", "passages")}
        self._lexical = {unit: LexicalIndex(folder / f"{unit}.bm25") for unit in ("sentences", "passages")}
        self.words = read_words(folder / WORDS)  # commonest first
        self._tokens = None if manifest.late is None else StoredTokens(folder)

    @classmethod
    def open(cls, folder: Path, *, thorough: bool = False) -> Self:
        """Open a generation after checking its files.

        Args:
            folder: of the generation.
            thorough: check the SHA-256 of every file, not of those in `checked_at_opening` alone.

        Raises:
            DamagedGeneration: a file is not what the manifest says.
        """
        manifest = Manifest.read(folder)
        manifest.check_files(folder, None if thorough else checked_at_opening(manifest))
        try:
            return cls(folder, manifest)
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError is FAISS's
            raise DamagedGeneration(f"{folder} cannot be opened ({error}); run `pincite index rebuild`.") from None

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        """The sentences that the vectors or BM25 rank among their best, each with all scores.

        Args:
            query: the question as the searches want it.
            depth: how many sentences each of the four searches brings; its cost grows with it.
            documents: ids to search in; all where empty.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        vector, question = query.vector, query.text
        among = self._rows_of(documents) if documents else None
        passages = None if among is None else np.unique(self._passage_of(among))
        bm25 = self._lexical["sentences"].scores(question)
        passage_bm25 = self._lexical["passages"].scores(question)
        passage_depth = -(-depth // SENTENCES_PER_PASSAGE)
        found_passages = (
            self._vectors["passages"].nearest(vector, passage_depth, passages),
            _highest(passage_bm25, passage_depth, passages),
        )
        rows = np.unique(
            np.concatenate(
                [
                    self._vectors["sentences"].nearest(vector, depth, among),
                    _highest(bm25, depth, among),
                    *(self._rows_in(int(p)) for found in found_passages for p in found),
                ]
            )
        )
        around = self._passage_of(rows)
        scores = [
            bm25[rows],
            passage_bm25[around],
            self._vectors["sentences"].rows(rows) @ vector,
            self._vectors["passages"].rows(around) @ vector,
        ]
        if query.tokens is not None and self._tokens is not None:
            scores.append(late.match(query.tokens, *self._tokens.of(rows)))
        return Hits(rows, np.stack(scores, axis=1).astype(np.float32))


def checked_at_opening(manifest: Manifest) -> list[str]:
    """The files whose SHA-256 is checked at every start: what is quoted, and of what the searches read the small ones.

    A start shall not take longer the more was indexed.
    """
    return [name for name, entry in manifest.files.items() if name in QUOTED or entry.bytes <= LARGE]


def _highest(scores: NDArray[np.float32], k: int, among: Rows | None) -> Rows:
    """Rows of the k highest scores above 0."""
    rows = np.flatnonzero(scores > 0) if among is None else among[scores[among] > 0]
    if len(rows) <= k:
        return rows
    return rows[np.argpartition(-scores[rows], k - 1)[:k]]
