"""The texts of one segment on disk: documents, sentence ranges and passages. Written and read in a stream."""

import json
import mmap
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import (
    KINDS,
    About,
    Block,
    Document,
    Markup,
    Origin,
    Passage,
    PassageText,
    Place,
    Places,
    Sentence,
    SplitDocument,
)
from index.errors import DamagedGeneration, DocumentNotFound
from index.folding import fold
from index.places import places_of
from index.storage.layout import BLOCKS, DOCUMENTS, PASSAGES, PLACES, SENTENCES, SOURCES, TEXTS, WORDS
from index.storage.words import count_words, write_words
from index.store import Entry, Quote, Sharing

Rows = NDArray[np.int64]  # of sentences, numbered from 0 in reading order

_COLUMNS = 5  # of a block: start, end, kind, parent, speaker
_KIND, _PARENT = 2, 3


@dataclass(frozen=True, slots=True)
class Record:
    """A document's place in the segment's files: bytes of its text, rows of its sentences and blocks.

    `source_sha256`, `reader` and `sidecar` are its origin's; None where it was not read from a source.
    """

    id: str
    about: About
    text_start: int
    text_stop: int
    first: int
    stop: int
    first_block: int
    stop_block: int
    speakers: tuple[str, ...] = ()
    markup: Markup | None = None
    places_start: int = 0
    places_stop: int = 0
    source_sha256: str | None = None
    reader: str | None = None
    sidecar: str | None = None

    @property
    def entry(self) -> Entry:
        return Entry(self.id, self.about, self.stop - self.first)


class Texts:
    """Documents, and their sentences and passages, numbered from 0 in reading order. It never changes."""

    def __init__(self, folder: Path) -> None:
        with (folder / DOCUMENTS).open(encoding="utf-8") as lines:
            self.records = [_record(json.loads(line)) for line in lines]
        self._by_id = {record.id: record for record in self.records}
        self._first_rows = np.array([record.first for record in self.records], dtype=np.int64)
        self._ranges = np.load(folder / SENTENCES, mmap_mode="r")
        self.passage_firsts: Rows = np.load(folder / PASSAGES)
        self._blocks = np.load(folder / BLOCKS, mmap_mode="r")
        self._texts = _mapped(folder / TEXTS)
        self._places = _mapped(folder / PLACES) if (folder / PLACES).is_file() else None
        self._sources = folder.parent.parent / SOURCES
        self._text = lru_cache(maxsize=64)(self._read_text)

    @property
    def sentences(self) -> int:
        return len(self._ranges)

    @property
    def passages(self) -> int:
        return len(self.passage_firsts)

    def document(self, document_id: str) -> Document:
        """The document with its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        record = self.record(document_id)
        return Document(record.id, record.about, self._text(record.id), tuple(self.blocks(record)), record.markup)

    def has(self, document_id: str) -> bool:
        return document_id in self._by_id

    def record(self, document_id: str) -> Record:
        """The document without its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        try:
            return self._by_id[document_id]
        except KeyError:
            raise DocumentNotFound(document_id) from None

    def sentence(self, row: int) -> tuple[Record, Sentence]:
        """The document that a row's sentence is in, and its range there."""
        record = self.records[int(np.searchsorted(self._first_rows, row, side="right")) - 1]
        start, end = self._ranges[row]
        return record, Sentence(int(start), int(end))

    def ranges(self, record: Record) -> NDArray[np.int64]:
        """int64 (sentences, 2): start and end of each of a document's sentences, code points."""
        return np.asarray(self._ranges[record.first : record.stop])

    def blocks(self, record: Record) -> Iterator[Block]:
        """A document's blocks, in order."""
        return (_block(row, record) for row in self._blocks[record.first_block : record.stop_block].tolist())

    def places(self, record: Record) -> Places | None:
        """Where a document's text stands in its source; None where the source has no places."""
        if self._places is None or record.places_start == record.places_stop:
            return None
        return places_of(self._places[record.places_start : record.places_stop])

    def place(self, record: Record, start: int, end: int) -> Place | None:
        """Where `text[start:end]` of a document begins to stand in its source: over a page break, its first page."""
        places = self.places(record)
        found = [] if places is None else places.places(start, end)
        return found[0] if found else None

    def source(self, record: Record) -> Path | None:
        """The file that holds a document's source as it was given; None where it was not read from one."""
        return None if record.source_sha256 is None else self._sources / record.source_sha256

    def each_sentence(self) -> Iterator[tuple[str, str]]:
        """Every sentence with its document's id, in row order."""
        return ((record.id, sentence) for record in self.records for sentence in self.sentences_in(record))

    def sentences_in(self, record: Record) -> Iterator[str]:
        """A document's sentences, in order."""
        text = self._text(record.id)
        return (text[start:end] for start, end in self.ranges(record).tolist())

    def article(self, record: Record) -> SplitDocument:
        """A document as it was cut."""
        rows = np.arange(record.first, record.stop)
        firsts = np.unique(self.passage_firsts[self.passage_of(rows)]) - record.first
        passages = (Passage(first, stop) for first, stop in pairwise([*firsts.tolist(), len(rows)]))
        sentences = (Sentence(start, end) for start, end in self.ranges(record).tolist())
        return SplitDocument(self.document(record.id), tuple(sentences), tuple(passages), self.origin(record))

    def origin(self, record: Record) -> Origin | None:
        """What a document was read from; None where it was not read from a source."""
        if record.source_sha256 is None or record.reader is None:
            return None
        return Origin(record.source_sha256, record.reader, record.sidecar or "", self.places(record))

    def each_passage(self) -> Iterator[Rows]:
        """The rows of every passage, in order."""
        return (np.arange(*bounds) for bounds in pairwise([*self.passage_firsts.tolist(), self.sentences]))

    def whole(self, rows: Rows) -> str:
        """A passage as it is embedded: folded, from the start of its first sentence to the end of its last."""
        record, first = self.sentence(int(rows[0]))
        return fold(self._text(record.id)[first.start : self._ranges[rows[-1], 1]]).text

    def passage(self, row: int) -> Rows:
        """The rows of the passage that a row's sentence is in, ascending."""
        return self.rows_in(int(self.passage_of(np.array([row]))[0]))

    def passage_text(self, rows: Rows) -> PassageText:
        """A passage as it is read: folded, with its document's title and the sentence before it."""
        record, _ = self.sentence(int(rows[0]))
        text = self._text(record.id)
        before = self._ranges[rows[0] - 1] if rows[0] > record.first else (0, 0)
        sentences = tuple(fold(text[start:end]).text for start, end in self._ranges[rows].tolist())
        return PassageText(record.entry.title, fold(text[before[0] : before[1]]).text, sentences)

    def _read_text(self, document_id: str) -> str:
        record = self._by_id[document_id]
        return self._texts[record.text_start : record.text_stop].decode("utf-8")

    def quote(self, row: int) -> Quote:
        """A row's sentence with all that a citation says of it."""
        record, sentence = self.sentence(row)
        blocks = self._blocks[record.first_block : record.stop_block]
        number = int(np.searchsorted(blocks[:, 0], sentence.start, side="right")) - 1
        inside = number >= 0 and sentence.end <= blocks[number, 1]
        return Quote(
            entry=record.entry,
            sentence=sentence,
            text=self._text(record.id)[sentence.start : sentence.end],
            before=self._neighbour(record, row - 1),
            after=self._neighbour(record, row + 1),
            block=_block(blocks[number].tolist(), record) if inside else None,
            headings=self._headings(record, blocks, number) if inside else (),
            place=self.place(record, sentence.start, sentence.end),
            below=self._below(record, row, number) if inside else (),
            following=self._following(record, row, int(blocks[number, 1])) if inside else (),
            above=self._above(record, blocks, number) if inside else None,
        )

    def sharing(self, row: int, share: float, around: int) -> Sharing:
        """A row's sentence with the stretch of its document that reaches so far around it."""
        record, sentence = self.sentence(row)
        start = max(0, sentence.start - around)
        stretch = self._text(record.id)[start : sentence.end + around]
        return Sharing(row, share, record.id, sentence, start, stretch)

    def _below(self, record: Record, row: int, number: int) -> tuple[int, ...]:
        """The rows of the sentences in the blocks that belong to a block, for its last sentence."""
        blocks = self._blocks[record.first_block : record.stop_block]
        if self._following(record, row, int(blocks[number, 1])):
            return ()
        starts = self._ranges[record.first : record.stop, 0]
        children = blocks[blocks[:, _PARENT] == number]
        bounds = np.searchsorted(starts, children[:, :2])
        return tuple(int(record.first + place) for first, stop in bounds for place in range(first, stop))

    def _following(self, record: Record, row: int, end: int) -> tuple[int, ...]:
        """The row behind a row, where it is in the same block, which ends at `end`."""
        return (row + 1,) if row + 1 < record.stop and self._ranges[row + 1, 0] < end else ()

    def check(self, folder: Path) -> None:
        """Raise DamagedGeneration unless each document's sentences are in order, apart and inside its text."""
        for record in self.records:
            length, bounds = len(self._text(record.id)), self.ranges(record).ravel()
            inside = len(bounds) == 0 or (bounds[0] >= 0 and bounds[-1] <= length)
            ordered = np.all(bounds[0::2] < bounds[1::2]) and np.all(bounds[1:-1:2] <= bounds[2::2])
            if not (inside and ordered):
                raise DamagedGeneration(
                    f"{folder}: sentences of {record.id} overlap or leave its {length} code points; run "
                    "`pincite index rebuild`."
                )

    def _neighbour(self, record: Record, row: int) -> str | None:
        if not record.first <= row < record.stop:
            return None
        start, end = self._ranges[row]
        return self._text(record.id)[start:end]

    def _above(self, record: Record, blocks: NDArray[np.int64], number: int) -> str | None:
        """The text of the block that a block belongs to, where that is no heading."""
        parent = int(blocks[number, _PARENT])
        if parent < 0 or KINDS[blocks[parent, _KIND]] in ("title", "heading"):
            return None
        return self._text(record.id)[blocks[parent, 0] : blocks[parent, 1]].strip()

    def _headings(self, record: Record, blocks: NDArray[np.int64], number: int) -> tuple[str, ...]:
        """The headings above a block, outermost first."""
        found: list[str] = []
        while (number := int(blocks[number, _PARENT])) >= 0:
            if KINDS[blocks[number, _KIND]] in ("title", "heading"):
                found.append(self._text(record.id)[blocks[number, 0] : blocks[number, 1]].strip())
        return tuple(reversed(found))

    def rows_of(self, documents: Sequence[str]) -> Rows:
        """The rows of all sentences of these documents.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        entries = [self.record(document_id) for document_id in dict.fromkeys(documents)]
        return np.concatenate([np.arange(record.first, record.stop) for record in entries])

    def passage_of(self, rows: Rows) -> Rows:
        """The number of the passage that each row's sentence is in."""
        return np.searchsorted(self.passage_firsts, rows, side="right") - 1

    def rows_in(self, passage: int) -> Rows:
        """The rows of a passage, by its number."""
        last = passage + 1 == len(self.passage_firsts)
        return np.arange(self.passage_firsts[passage], self.sentences if last else self.passage_firsts[passage + 1])


def write_texts(folder: Path, articles: Iterable[SplitDocument]) -> Texts:
    """Write documents as they come; only their ranges and words are held in memory."""
    ranges, passages, blocks = array("q"), array("q"), array("q")
    words: Counter[str] = Counter()
    with (
        (folder / TEXTS).open("wb") as texts,
        (folder / DOCUMENTS).open("w", encoding="utf-8") as documents,
        (folder / PLACES).open("wb") as places,
    ):
        for article in articles:
            document, text_start, first = article.document, texts.tell(), len(ranges) // 2
            first_block, speakers = len(blocks) // _COLUMNS, _speakers(document.blocks)
            texts.write(document.text.encode("utf-8"))
            ranges.extend(bound for s in article.sentences for bound in (s.start, s.end))
            passages.extend(first + p.first for p in article.passages)
            blocks.extend(number for block in document.blocks for number in _numbers(block, speakers))
            words.update(count_words(fold(document.text).text))
            origin, places_start = article.origin, places.tell()
            if origin is not None and origin.places is not None:
                places.write(origin.places.to_bytes())
            record = Record(
                id=document.id,
                about=document.about,
                text_start=text_start,
                text_stop=texts.tell(),
                first=first,
                stop=len(ranges) // 2,
                first_block=first_block,
                stop_block=len(blocks) // _COLUMNS,
                speakers=speakers,
                markup=document.markup,
                places_start=places_start,
                places_stop=places.tell(),
                source_sha256=None if origin is None else origin.sha256,
                reader=None if origin is None else origin.reader,
                sidecar=None if origin is None else origin.sidecar,
            )
            documents.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
    np.save(folder / SENTENCES, np.array(ranges, dtype=np.int64).reshape(-1, 2))
    np.save(folder / PASSAGES, np.array(passages, dtype=np.int64))
    np.save(folder / BLOCKS, np.array(blocks, dtype=np.int64).reshape(-1, _COLUMNS))
    write_words(folder / WORDS, words)
    if (folder / PLACES).stat().st_size == 0:
        (folder / PLACES).unlink()
    return Texts(folder)


def _mapped(path: Path) -> mmap.mmap:
    """A file's bytes, for as long as they are used, though it is removed meanwhile."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _record(row: dict[str, Any]) -> Record:
    return Record(**row | {"about": About(**row["about"]), "speakers": tuple(row["speakers"])})


def _speakers(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Each once, in the order in which they speak."""
    return tuple(dict.fromkeys(block.speaker for block in blocks if block.speaker is not None))


def _block(row: Sequence[int], record: Record) -> Block:
    """What `_numbers` made numbers of."""
    start, end, kind, parent, speaker = row
    said_by = None if speaker < 0 else record.speakers[speaker]
    return Block(KINDS[kind], start, end, None if parent < 0 else parent, said_by)


def _numbers(block: Block, speakers: Sequence[str]) -> tuple[int, ...]:
    """A block as a row of numbers; -1 where it has no parent, or no speaker."""
    parent = -1 if block.parent is None else block.parent
    speaker = -1 if block.speaker is None else speakers.index(block.speaker)
    return block.start, block.end, KINDS.index(block.kind), parent, speaker
