"""BM25 as sparse vectors of our own: what a word weighs in a text, and what it is worth to a question.

A score is the sum over a question's words of idf * tf / (tf + k1 * (1 - b + b * length / mean length)), divided by the
sum of the idf (`index.storage.lexical.BM25`). The fraction stands in the text's vector and the idf in the question's,
from counts over the whole generation: an engine's own idf is its shard's, and would change the scores.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from qdrant_client.models import SparseVector

from index.storage.layout import UNITS
from index.storage.lexical import idf
from index.storage.local import LocalStore

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a generation: its number in the sparse vectors, and how many texts of each unit have it."""

    number: int
    having: Mapping[str, int]


class Vocabulary:
    """The words of a local generation, and what each weighs in each of its texts."""

    def __init__(self, store: LocalStore) -> None:
        self._numbers: dict[str, int] = {}
        self._norms = {unit: store.segments.lexical[unit].norms for unit in UNITS}
        self._counts = {unit: [self._counted(words) for words in _of_each(store, unit)] for unit in UNITS}
        self._firsts = {unit: list(accumulate((c.shape[0] for c in self._counts[unit]), initial=0)) for unit in UNITS}
        masks = {unit: [part.live[unit] for part in store.parts] for unit in UNITS}
        self._having = {
            unit: sum(
                (self._in_texts(c, live) for c, live in zip(self._counts[unit], masks[unit], strict=True)),
                np.zeros(len(self._numbers), np.int64),
            )
            for unit in UNITS
        }

    def terms(self) -> Iterator[tuple[str, Term]]:
        """The words that live texts have."""
        for word, number in self._numbers.items():
            having = {unit: int(self._having[unit][number]) for unit in UNITS}
            if any(having.values()):
                yield word, Term(number, having)

    def vector(self, unit: str, key: int) -> SparseVector:
        """What each word of a text weighs in it."""
        numbers, counts = self._row(unit, key)
        return SparseVector(indices=numbers.tolist(), values=(counts / (counts + self._norms[unit][key])).tolist())

    def presence(self, unit: str, key: int) -> SparseVector:
        """1 for each word of a text."""
        numbers, _ = self._row(unit, key)
        return SparseVector(indices=numbers.tolist(), values=[1.0] * len(numbers))

    def _row(self, unit: str, key: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        segment = int(np.searchsorted(self._firsts[unit], key, side="right")) - 1
        counts = self._counts[unit][segment]
        start, stop = counts.indptr[key - self._firsts[unit][segment] :][:2]
        return counts.indices[start:stop], counts.data[start:stop].astype(np.float32)

    def _counted(self, lexical: "tuple[list[str], csr_matrix]") -> "csr_matrix":
        """A segment's counts, by the numbers of this vocabulary."""
        words, counts = lexical
        numbers = np.array([self._numbers.setdefault(word, len(self._numbers)) for word in words], dtype=np.int64)
        counts.indices = numbers[counts.indices]
        return counts

    def _in_texts(self, counts: "csr_matrix", live: NDArray[np.bool_]) -> NDArray[np.int64]:
        """In how many of the live texts each word stands."""
        there = np.repeat(live, np.diff(counts.indptr))
        return np.bincount(counts.indices[there], minlength=len(self._numbers))


def asked(words: Sequence[str], terms: Mapping[str, Term], unit: str, texts: int) -> SparseVector | None:
    """What the words of a question are worth, of 1 in all, as often as each stands there; None where no text has one.

    Args:
        words: of the question.
        terms: those that the generation has.
        unit: of the texts.
        texts: how many there are.
    """
    worth = [idf(texts, terms[word].having[unit] if word in terms else 0) for word in words]
    bound = sum(worth) or 1.0
    found: dict[int, float] = {}
    for word, idf_ in zip(words, worth, strict=True):
        if word in terms and terms[word].having[unit]:
            number = terms[word].number
            found[number] = found.get(number, 0.0) + idf_ / bound
    return SparseVector(indices=list(found), values=list(found.values())) if found else None


def _of_each(store: LocalStore, unit: str) -> "Iterator[tuple[list[str], csr_matrix]]":
    return (part.segment.lexical[unit].by_text() for part in store.parts)
