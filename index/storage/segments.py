"""The segments of a generation searched as one: keys number their sentences, or passages, one segment after the other.

What is removed stays in its segment until that is written anew, and is never found.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Vectors
from index.networks.late import Tokens
from index.storage.all_texts import AllTexts, Numbering
from index.storage.layout import UNITS
from index.storage.lexical import BM25
from index.storage.manifest import SegmentEntry
from index.storage.segment import Segment
from index.storage.texts import Rows


class Part:
    """A segment of a generation, and what is removed from it there.

    Attributes:
        segment: opened.
        removed: ids of the documents that are removed.
        live: for each unit bool (n,), which of the segment's rows are of the others.
        records: the others, in order.
    """

    def __init__(self, segment: Segment, removed: Collection[str] = ()) -> None:
        self.segment, self.removed = segment, frozenset(removed)
        texts = segment.texts
        self.records = [record for record in texts.records if record.id not in self.removed]
        sentences = np.ones(texts.sentences, dtype=np.bool_)
        for record in map(texts.record, self.removed):
            sentences[record.first : record.stop] = False
        self.live = {"sentences": sentences, "passages": sentences[texts.passage_firsts]}

    @property
    def entry(self) -> SegmentEntry:
        return SegmentEntry(self.segment.manifest.segment, self.segment.sha256, tuple(sorted(self.removed)))

    @property
    def sentences(self) -> int:
        """How many are not removed."""
        return int(self.live["sentences"].sum())

    @property
    def passages(self) -> int:
        """How many are not removed."""
        return int(self.live["passages"].sum())


class Segments:
    """The opened parts of a generation. They never change."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._segments = segments = [part.segment for part in parts]
        self.texts = AllTexts([segment.texts for segment in segments], [part.records for part in parts])
        languages = {record.about.language for record in self.texts.records}
        # What is whole needs no looking at each row.
        self._live = {unit: [part.live[unit] if part.removed else None for part in parts] for unit in UNITS}
        self._keys = {unit: Numbering([len(part.live[unit]) for part in parts]) for unit in UNITS}
        self.live = np.concatenate([part.live["sentences"] for part in parts])  # bool (n,), by key
        self.lexical = {unit: BM25([s.lexical[unit] for s in segments], self._live[unit], languages) for unit in UNITS}

    def bm25(self, unit: str, question: str, language: str | None = None) -> NDArray[np.float32]:
        """float32 (n,): the score of every text, by its key; see `BM25.scores`."""
        return self.lexical[unit].scores(question, language)

    def shares(self, unit: str, text: str) -> NDArray[np.float32]:
        """float32 (n,): how much every text holds of another's words, by its key; see `BM25.shares`."""
        return self.lexical[unit].shares(text)

    def nearest(self, unit: str, vector: Vectors, k: int, among: Rows | None = None) -> Rows:
        """The keys of the k nearest to a (dimension,) vector, best first; `among` are live keys, which ascend."""
        keys = self._keys[unit]
        apart = [None] * len(self._segments) if among is None else keys.apart(among)
        rows, cosines = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for segment, live, own, first in zip(self._segments, self._live[unit], apart, keys.firsts, strict=False):
            found, near = segment.vectors[unit].nearest(vector, k, own, live=live)
            rows.append(found + first)
            cosines.append(near)
        best = np.argsort(-np.concatenate(cosines), kind="stable")[:k]
        return np.concatenate(rows)[best]

    def vectors(self, unit: str, keys: Rows) -> Vectors:
        """float32 (len(keys), dimension): the vectors of keys, which ascend."""
        apart = zip(self._segments, self._keys[unit].apart(keys), strict=True)
        return np.concatenate([segment.vectors[unit].rows(rows) for segment, rows in apart if len(rows)])

    def tokens(self, keys: Rows) -> tuple[Tokens, Rows]:
        """The token vectors of sentences, by keys, which ascend, one after the other, and how many each has."""
        apart = zip(self._segments, self._keys["sentences"].apart(keys), strict=True)
        found = [segment.tokens.of(rows) for segment, rows in apart if len(rows)]
        vectors, counts = zip(*found, strict=True)
        return np.concatenate(vectors), np.concatenate(counts)
