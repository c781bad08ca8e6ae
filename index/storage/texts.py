"""The texts of one generation on disk: documents, sentence ranges and passages. Written and read in a stream."""

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
    PassageText,
    Place,
    Places,
    Sentence,
    SplitDocument,
)
from index.errors import DocumentNotFound
from index.places import places_of
from index.storage.words import count_words, write_words

TEXTS, DOCUMENTS = "texts.utf8", "documents.jsonl"
SENTENCES, PASSAGES, BLOCKS = "sentences.npy", "passages.npy", "blocks.npy"
WORDS = "words.utf8"
PLACES = "places.bin"  # only where a source has places
SOURCES = "sources"  # beside the generations, which share it
FILES = (TEXTS, DOCUMENTS, SENTENCES, PASSAGES, BLOCKS)

Rows = NDArray[np.int64]

_COLUMNS = 5  # of a block: start, end, kind, parent, speaker


@dataclass(frozen=True, slots=True)
class Entry:
    """A document without its text: its place in the generation's files, the rows of its sentences and blocks.

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
    def title(self) -> str:
        return self.about.title or self.id

    @property
    def sentences(self) -> int:
        return self.stop - self.first


class Texts:
    """Documents, and their sentences and passages, numbered from 0 in reading order. It never changes."""

    def __init__(self, folder: Path) -> None:
        with (folder / DOCUMENTS).open(encoding="utf-8") as lines:
            self.entries = [_entry(json.loads(line)) for line in lines]
        self._by_id = {entry.id: entry for entry in self.entries}
        self._first_rows = np.array([entry.first for entry in self.entries], dtype=np.int64)
        self._ranges = np.load(folder / SENTENCES, mmap_mode="r")
        self._passages = np.load(folder / PASSAGES)
        self._blocks = np.load(folder / BLOCKS, mmap_mode="r")
        with (folder / TEXTS).open("rb") as file:
            self._texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._folder = folder
        self._text = lru_cache(maxsize=64)(self._read_text)

    @property
    def sentences(self) -> int:
        return len(self._ranges)

    def document(self, document_id: str) -> Document:
        """The document with its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        entry = self.entry(document_id)
        return Document(entry.id, entry.about, self._text(entry.id), tuple(self.blocks(entry)), entry.markup)

    def has(self, document_id: str) -> bool:
        return document_id in self._by_id

    def entry(self, document_id: str) -> Entry:
        """The document without its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        try:
            return self._by_id[document_id]
        except KeyError:
            raise DocumentNotFound(document_id) from None

    def sentence(self, row: int) -> tuple[Entry, Sentence]:
        """The document that a row's sentence is in, and its range there."""
        entry = self.entries[int(np.searchsorted(self._first_rows, row, side="right")) - 1]
        start, end = self._ranges[row]
        return entry, Sentence(int(start), int(end))

    def ranges(self, entry: Entry) -> NDArray[np.int64]:
        """int64 (sentences, 2): start and end of each of a document's sentences, code points."""
        return np.asarray(self._ranges[entry.first : entry.stop])

    def blocks(self, entry: Entry) -> Iterator[Block]:
        """A document's blocks, in order."""
        for start, end, kind, parent, speaker in self._blocks[entry.first_block : entry.stop_block].tolist():
            said_by = None if speaker < 0 else entry.speakers[speaker]
            yield Block(KINDS[kind], start, end, None if parent < 0 else parent, said_by)

    def places(self, entry: Entry) -> Places | None:
        """Where a document's text stands in its source; None where the source has no places."""
        if entry.places_start == entry.places_stop:
            return None
        with (self._folder / PLACES).open("rb") as file:
            file.seek(entry.places_start)
            return places_of(file.read(entry.places_stop - entry.places_start))

    def place(self, entry: Entry, start: int, end: int) -> Place | None:
        """Where `text[start:end]` of a document begins to stand in its source: over a page break, its first page."""
        places = self.places(entry)
        found = [] if places is None else places.places(start, end)
        return found[0] if found else None

    def source(self, entry: Entry) -> Path | None:
        """The file that holds a document's source as it was given; None where it was not read from one."""
        return None if entry.source_sha256 is None else self._folder.parent / SOURCES / entry.source_sha256

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every sentence with its document's id, in row order."""
        for entry in self.entries:
            text = self._text(entry.id)
            for start, end in self.ranges(entry).tolist():
                yield entry.id, text[start:end]

    def passages(self) -> Iterator[Rows]:
        """The rows of every passage, in order."""
        return (np.arange(*bounds) for bounds in pairwise([*self._passages.tolist(), self.sentences]))

    def whole(self, rows: Rows) -> str:
        """A passage as it is embedded: from the start of its first sentence to the end of its last."""
        entry, first = self.sentence(int(rows[0]))
        return self._text(entry.id)[first.start : self._ranges[rows[-1], 1]]

    def passage(self, row: int) -> Rows:
        """The rows of the passage that a row's sentence is in, ascending."""
        return self._rows_in(int(self._passage_of(np.array([row]))[0]))

    def passage_text(self, rows: Rows) -> PassageText:
        """A passage as it is read: with its document's title and the sentence before it."""
        entry, _ = self.sentence(int(rows[0]))
        text = self._text(entry.id)
        before = self._ranges[rows[0] - 1] if rows[0] > entry.first else (0, 0)
        sentences = tuple(text[start:end] for start, end in self._ranges[rows].tolist())
        return PassageText(entry.title, text[before[0] : before[1]], sentences)

    def _read_text(self, document_id: str) -> str:
        entry = self._by_id[document_id]
        return self._texts[entry.text_start : entry.text_stop].decode("utf-8")

    def _rows_of(self, documents: Sequence[str]) -> Rows:
        entries = [self.entry(document_id) for document_id in dict.fromkeys(documents)]
        return np.concatenate([np.arange(entry.first, entry.stop) for entry in entries])

    def _passage_of(self, rows: Rows) -> Rows:
        return np.searchsorted(self._passages, rows, side="right") - 1

    def _rows_in(self, passage: int) -> Rows:
        last = passage + 1 == len(self._passages)
        return np.arange(self._passages[passage], self.sentences if last else self._passages[passage + 1])


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
            words.update(count_words(document.text))
            origin, places_start = article.origin, places.tell()
            if origin is not None and origin.places is not None:
                places.write(origin.places.to_bytes())
            entry = Entry(
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
            documents.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
    np.save(folder / SENTENCES, np.array(ranges, dtype=np.int64).reshape(-1, 2))
    np.save(folder / PASSAGES, np.array(passages, dtype=np.int64))
    np.save(folder / BLOCKS, np.array(blocks, dtype=np.int64).reshape(-1, _COLUMNS))
    write_words(folder / WORDS, words)
    if (folder / PLACES).stat().st_size == 0:
        (folder / PLACES).unlink()
    return Texts(folder)


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(**row | {"about": About(**row["about"]), "speakers": tuple(row["speakers"])})


def _speakers(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Each once, in the order in which they speak."""
    return tuple(dict.fromkeys(block.speaker for block in blocks if block.speaker is not None))


def _numbers(block: Block, speakers: Sequence[str]) -> tuple[int, ...]:
    """A block as a row of numbers; -1 where it has no parent, or no speaker."""
    parent = -1 if block.parent is None else block.parent
    speaker = -1 if block.speaker is None else speakers.index(block.speaker)
    return block.start, block.end, KINDS.index(block.kind), parent, speaker
