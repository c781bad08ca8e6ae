"""One opened generation: its documents, its sentence ranges, and the candidates for a question.

Everything above asks a `Store` and never a file, FAISS or BM25.
"""

import json
import mmap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index import late
from index.documents import Document, Sentence, SplitDocument
from index.encoder import Vectors
from index.errors import DamagedGeneration, DocumentNotFound
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.vectors import VectorIndex
from index.wordpieces import PassageText
from index.words import count_words, read_words, write_words

HYBRID = ("sentence_bm25", "passage_bm25", "sentence_cosine", "passage_cosine")
SCORES = (*HYBRID, late.SCORE)
SENTENCES_PER_PASSAGE = 4  # about; so that passages bring as many sentences as the sentences' own search

TEXTS, DOCUMENTS = "texts.utf8", "documents.jsonl"
SENTENCES, PASSAGES = "sentences.npy", "passages.npy"
WORDS = "words.utf8"
TOKENS, TOKEN_STARTS = "tokens.npy", "token_starts.npy"

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document without its text: its place in the generation's files and its first sentence's row."""

    id: str
    title: str
    url: str | None
    author: str | None
    published: str | None
    language: str
    text_start: int
    text_stop: int
    first: int
    stop: int

    @property
    def sentences(self) -> int:
        return self.stop - self.first


@dataclass(frozen=True, slots=True)
class Hits:
    """Sentences that may answer: int64 (n,) rows, ascending, and their float32 (n, 4 or 5) scores.

    The scores are named by `SCORES`, or by `HYBRID` where there is no late interaction.
    """

    rows: Rows
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the searches want it.

    Attributes:
        text: the words to match.
        vector: float32 (dimension,) of L2 norm 1.
        tokens: for the late interaction, where there is one.
    """

    text: str
    vector: Vectors
    tokens: late.QuestionTokens | None = None


class Store:
    """An opened generation. It never changes, so threads may share it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        with (folder / DOCUMENTS).open(encoding="utf-8") as lines:
            self.entries = [Entry(**json.loads(line)) for line in lines]
        self._by_id = {entry.id: entry for entry in self.entries}
        self._first_rows = np.array([entry.first for entry in self.entries], dtype=np.int64)
        self._ranges = np.load(folder / SENTENCES, mmap_mode="r")
        self._passages = np.load(folder / PASSAGES)
        with (folder / TEXTS).open("rb") as file:
            self._texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._vectors = {unit: VectorIndex.open(folder / f"{unit}.faiss") for unit in ("sentences", "passages")}
        self._lexical = {unit: LexicalIndex(folder / f"{unit}.bm25") for unit in ("sentences", "passages")}
        self.words = read_words(folder / WORDS)  # commonest first
        self._has_tokens = manifest.late is not None
        self._tokens = np.load(folder / TOKENS, mmap_mode="r") if self._has_tokens else np.zeros((0, late.WIDTH))
        self._token_starts = np.load(folder / TOKEN_STARTS, mmap_mode="r") if self._has_tokens else np.zeros(1)
        self._text = lru_cache(maxsize=64)(self._read_text)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a generation after checking its files.

        Raises:
            DamagedGeneration: a file is not what the manifest says.
        """
        manifest = Manifest.read(folder)
        manifest.check_files(folder)
        try:
            return cls(folder, manifest)
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError is FAISS's
            raise DamagedGeneration(f"{folder} cannot be opened ({error}); run `pincite index rebuild`.") from None

    @property
    def sentences(self) -> int:
        return len(self._ranges)

    def document(self, document_id: str) -> Document:
        """The document with its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        entry = self.entry(document_id)
        return Document(
            entry.id, entry.title, self._text(entry.id), entry.url, entry.author, entry.published, entry.language
        )

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

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every sentence with its document's id, in row order."""
        for entry in self.entries:
            text = self._text(entry.id)
            for start, end in self.ranges(entry).tolist():
                yield entry.id, text[start:end]

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
        if query.tokens is not None and self._has_tokens:
            scores.append(late.match(query.tokens, list(self._tokens_of(rows))))
        return Hits(rows, np.stack(scores, axis=1).astype(np.float32))

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

    def _tokens_of(self, rows: Rows) -> Iterator[late.Tokens]:
        for row in rows.tolist():
            yield np.asarray(self._tokens[self._token_starts[row] : self._token_starts[row + 1]])

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


def _highest(scores: NDArray[np.float32], k: int, among: Rows | None) -> Rows:
    """Rows of the k highest scores above 0."""
    rows = np.arange(len(scores)) if among is None else among
    rows = rows[scores[rows] > 0]
    if len(rows) <= k:
        return rows
    return np.asarray(rows[np.argpartition(-scores[rows], k - 1)[:k]])


class StoreWriter:
    """Writes the texts and ranges of a generation, document by document."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts = (folder / TEXTS).open("wb")
        self._documents = (folder / DOCUMENTS).open("w", encoding="utf-8")
        self._ranges: list[tuple[int, int]] = []
        self._passages: list[int] = []
        self._words: Counter[str] = Counter()

    def add(self, split: SplitDocument) -> None:
        document, first = split.document, len(self._ranges)
        text_start = self._texts.tell()
        self._texts.write(document.text.encode("utf-8"))
        self._ranges.extend((s.start, s.end) for s in split.sentences)
        self._passages.extend(first + p.first for p in split.passages)
        self._words.update(count_words(document.text))
        entry = Entry(
            id=document.id,
            title=document.title,
            url=document.url,
            author=document.author,
            published=document.published,
            language=document.language,
            text_start=text_start,
            text_stop=self._texts.tell(),
            first=first,
            stop=len(self._ranges),
        )
        self._documents.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._texts.close()
        self._documents.close()
        np.save(self._folder / SENTENCES, np.array(self._ranges, dtype=np.int64).reshape(-1, 2))
        np.save(self._folder / PASSAGES, np.array(self._passages, dtype=np.int64))
        write_words(self._folder / WORDS, self._words)


def write_tokens(folder: Path, sentences: Iterable[late.Tokens]) -> None:
    """Write the token vectors of every sentence, in row order."""
    starts = [0]
    chunks = []
    for tokens in sentences:
        chunks.append(tokens)
        starts.append(starts[-1] + len(tokens))
    np.save(folder / TOKENS, np.concatenate(chunks))
    np.save(folder / TOKEN_STARTS, np.array(starts, dtype=np.int64))
