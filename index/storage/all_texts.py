"""The texts of all segments of a generation as if they were one: sentences by key, documents by id, no removed ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Origin, PassageText, Place, Places, Sentence
from index.errors import DocumentNotFound
from index.storage.texts import Record, Rows, Texts
from index.store import Quote, Sharing


class Numbering:
    """One numbering of what several segments number from 0 each: a segment's begin where the one's before end."""

    def __init__(self, counts: Sequence[int]) -> None:
        self.firsts = np.cumsum([0, *counts])

    @property
    def count(self) -> int:
        return int(self.firsts[-1])

    def place(self, key: int) -> tuple[int, int]:
        """The segment that a key belongs to, and its number there."""
        segment = int(np.searchsorted(self.firsts, key, side="right")) - 1
        return segment, key - int(self.firsts[segment])

    def apart(self, keys: Rows) -> list[Rows]:
        """Of keys that ascend those of each segment, as its own numbers."""
        bounds = np.searchsorted(keys, self.firsts)
        parts = zip(bounds[:-1], bounds[1:], self.firsts[:-1], strict=True)
        return [keys[start:stop] - first for start, stop, first in parts]


class AllTexts:
    """Documents, and their sentences and passages, by keys: numbered through all segments, the removed ones too.

    A record counts the rows of its own segment. It never changes.
    """

    def __init__(self, texts: Sequence[Texts], live: Sequence[Sequence[Record]]) -> None:
        """Take the texts of segments, and of each segment the records that are not removed."""
        self._texts = texts
        self._keys = Numbering([part.sentences for part in texts])
        firsts = zip(texts, self._keys.firsts, strict=False)
        self._passages = np.concatenate([*(p.passage_firsts + first for p, first in firsts), [self._keys.count]])
        self.records = [record for records in live for record in records]
        self._of = {record.id: segment for segment, records in enumerate(live) for record in records}

    @property
    def sentences(self) -> int:
        """How many there are, without the removed ones."""
        return sum(record.stop - record.first for record in self.records)

    @property
    def passage_firsts(self) -> Rows:
        """The key of the first sentence of each passage."""
        return self._passages[:-1]

    def has(self, document_id: str) -> bool:
        return document_id in self._of

    def record(self, document_id: str) -> Record:
        """The document without its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        return self._holding(document_id).record(document_id)

    def document(self, document_id: str) -> Document:
        """The document with its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        return self._holding(document_id).document(document_id)

    def ranges(self, record: Record) -> NDArray[np.int64]:
        """int64 (sentences, 2): start and end of each of a document's sentences, code points."""
        return self._holding(record.id).ranges(record)

    def places(self, record: Record) -> Places | None:
        """Where a document's text stands in its source; None where the source has no places."""
        return self._holding(record.id).places(record)

    def place(self, record: Record, start: int, end: int) -> Place | None:
        """Where `text[start:end]` of a document begins to stand in its source: over a page break, its first page."""
        return self._holding(record.id).place(record, start, end)

    def source(self, record: Record) -> Path | None:
        """The file that holds a document's source as it was given; None where it was not read from one."""
        return self._holding(record.id).source(record)

    def origin(self, record: Record) -> Origin | None:
        """What a document was read from; None where it was not read from a source."""
        return self._holding(record.id).origin(record)

    def sentences_in(self, record: Record) -> Iterator[str]:
        """A document's sentences, in order."""
        return self._holding(record.id).sentences_in(record)

    def each_sentence(self) -> Iterator[tuple[str, str]]:
        """Every sentence with its document's id, in the order of their keys."""
        return ((record.id, sentence) for record in self.records for sentence in self.sentences_in(record))

    def sentence(self, key: int) -> tuple[Record, Sentence]:
        """The document that a key's sentence is in, and its range there."""
        segment, row = self._keys.place(key)
        return self._texts[segment].sentence(row)

    def quote(self, key: int) -> Quote:
        """A key's sentence with all that a citation says of it."""
        segment, row = self._keys.place(key)
        first = int(self._keys.firsts[segment])
        found = self._texts[segment].quote(row)
        below, following = (tuple(first + row for row in rows) for rows in (found.below, found.following))
        return replace(found, below=below, following=following)

    def sharing(self, key: int, share: float, around: int) -> Sharing:
        """A key's sentence with the stretch of its document that reaches so far around it."""
        segment, row = self._keys.place(key)
        return replace(self._texts[segment].sharing(row, share, around), key=key)

    def rows_of(self, documents: Sequence[str]) -> Rows:
        """The keys of all sentences of these documents, ascending.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        found = [self._holding(document_id).record(document_id) for document_id in dict.fromkeys(documents)]
        firsts = [int(self._keys.firsts[self._of[record.id]]) for record in found]
        rows = [np.arange(record.first, record.stop) + first for record, first in zip(found, firsts, strict=True)]
        return np.sort(np.concatenate([np.empty(0, np.int64), *rows]))

    def passage_of(self, keys: Rows) -> Rows:
        """The number of the passage that the sentence of each key is in."""
        return np.searchsorted(self._passages, keys, side="right") - 1

    def rows_in(self, passage: int) -> Rows:
        """The keys of a passage, by its number."""
        return np.arange(*self._passages[passage : passage + 2])

    def passage_text(self, keys: Rows) -> PassageText:
        """A passage, by its sentences' keys, as it is read: folded, with title and the sentence before it."""
        segment, _ = self._keys.place(int(keys[0]))
        return self._texts[segment].passage_text(keys - self._keys.firsts[segment])

    def _holding(self, document_id: str) -> Texts:
        try:
            return self._texts[self._of[document_id]]
        except KeyError:
            raise DocumentNotFound(document_id) from None
