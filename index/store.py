"""The seam of stores: what one generation answers, wherever it is kept, and which one is live.

Everything above asks a `Store` and never a file, FAISS or BM25. One suite, `tests/index/store_contract.py`, says what
every store must answer.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import About, Block, Document, PassageText, Place, Places, Sentence
from index.networks import late
from index.networks.encoder import Encoder, Vectors

Keys = NDArray[np.int64]

SCORES = ("sentence_bm25", "passage_bm25", "sentence_cosine", "passage_cosine", "late", "own_language")


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the searches want it.

    Attributes:
        text: the words to match, in documents of its own language.
        language: BCP-47.
        vector: float32 (dimension,) of L2 norm 1.
        tokens: for the late interaction.
    """

    text: str
    language: str
    vector: Vectors
    tokens: late.QuestionTokens


@dataclass(frozen=True, slots=True)
class Hits:
    """Sentences that may answer, in the order of the documents.

    Attributes:
        keys: int64 (n,), which sentences: they ascend, and mean something to this store alone.
        passages: int64 (n,), the same number for sentences of the same passage.
        scores: float32 (n, 6), named by `SCORES`. BM25 counts between texts of one language; the last is 1 where the
            sentence is in the question's, 0 where it is not.
    """

    keys: Keys
    passages: Keys
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sharing:
    """A sentence that shares words with a text, and the stretch of its document around it.

    Attributes:
        key: which sentence.
        share: of the text's information (summed idf), what the words that the sentence has too hold: 0 to 1.
        document_id: of its document.
        sentence: its range there.
        start: where the stretch begins in the document's text, code points.
        stretch: the slice of the document that begins there.
    """

    key: int
    share: float
    document_id: str
    sentence: Sentence
    start: int
    stretch: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document without its text; `sentences` counts them."""

    id: str
    about: About
    sentences: int

    @property
    def title(self) -> str:
        return self.id if self.about.title is None else self.about.title


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it is read, and the key of each of its sentences."""

    keys: tuple[int, ...]
    text: PassageText


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with all that a citation says of it.

    Attributes:
        entry: its document.
        sentence: its range there.
        text: the slice of the document.
        before, after: the sentences around it, where there are any.
        block: the block that it stands in, where the document has blocks.
        headings: the headings above it, outermost first.
        place: where it stands in the source, where that is known.
        below: the keys of the sentences in the blocks that belong to its block, if it ends that: the items of a
            lead-in, what stands below a heading, the answer to a question.
        following: the key of the sentence behind it in its block.
        above: the text of the block that its block belongs to, where that is no heading: the header of its table, the
            lead-in of its list, the question that it answers.
    """

    entry: Entry
    sentence: Sentence
    text: str
    before: str | None
    after: str | None
    block: Block | None
    headings: tuple[str, ...]
    place: Place | None
    below: tuple[int, ...] = ()
    following: tuple[int, ...] = ()
    above: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """Which index this is: its name, the embedding model that it was built with, and when."""

    generation: str
    model: str
    built_at: str


class Store(Hashable, Protocol):
    """One generation. It never changes, so threads may share it."""

    @property
    def generation(self) -> Generation: ...

    @property
    def words(self) -> Sequence[str]:
        """The words of the documents, commonest first, in lower case."""
        ...

    def check_encoder(self, encoder: Encoder) -> None:
        """Raise ModelError unless this is the encoder this generation was built with."""
        ...

    def languages(self, documents: Sequence[str] = ()) -> Mapping[str | None, int]:
        """How many of these documents, of all where none are named, are in each language: "en", "zh"; None where one is
        not known.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        ...

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        """The sentences that the vectors or BM25 rank among their best, each with all scores.

        Those in other languages than the question's have a search of their own, or its own would drown them.

        Args:
            query: the question as the searches want it.
            depth: how many sentences each of the searches brings; its cost grows with it.
            documents: ids to search in; all where empty.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        ...

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        """For each text the sentences that share most of its words, rare ones counting more; the best first.

        Args:
            texts: whose words are looked for; one without a word that is matched brings none.
            depth: at most so many sentences for each.
            around: how far each stretch reaches before and behind its sentence, code points.
            documents: ids to search in; all where empty.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        ...

    def passages(self, keys: Keys) -> list[StoredPassage]:
        """For each key the passage that its sentence is in."""
        ...

    def quotes(self, keys: Keys) -> list[Quote]:
        """For each key its sentence."""
        ...

    def vectors(self, keys: Keys) -> Vectors:
        """float32 (n, dimension): for each key the vector of its sentence, of L2 norm 1."""
        ...

    def document(self, document_id: str) -> Document:
        """The document with its text and blocks.

        Raises:
            DocumentNotFound: no document has this id.
        """
        ...

    def whole(self, documents: Sequence[str]) -> list[Document]:
        """The same for several, in their order, in one call.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        ...

    def sentences_of(self, document_id: str) -> list[Sentence]:
        """The document's sentences, in order.

        Raises:
            DocumentNotFound: no document has this id.
        """
        ...

    def embedded(self, document_id: str) -> tuple[Keys, Vectors]:
        """The keys of the document's sentences, in order, and float32 (n, dimension): their vectors, of L2 norm 1.

        Raises:
            DocumentNotFound: no document has this id.
        """
        ...

    def places(self, document_id: str) -> Places | None:
        """Where the document's text stands in its source; None where the source has no places.

        Raises:
            DocumentNotFound: no document has this id.
        """
        ...

    def source(self, document_id: str) -> Path | None:
        """The file that holds the document's source as it was given; None where it was not read from one.

        Raises:
            DocumentNotFound: no document has this id.
        """
        ...

    def entry(self, document_id: str) -> Entry:
        """The document without its text.

        Raises:
            DocumentNotFound: no document has this id.
        """
        ...

    def documents(self, after: str = "", most: int | None = None) -> list[Entry]:
        """The documents whose ids stand behind `after`, sorted by id; at most so many."""
        ...


class Catalogue(Protocol):
    """Which generation is live. Its `str` says where the generations are."""

    def live_name(self) -> str | None:
        """The live generation's name; None while there is none, "" since the last document was removed."""
        ...

    def names(self) -> Sequence[str]:
        """Whole generations, oldest first."""
        ...

    def is_whole(self, name: str) -> bool:
        """Whether a generation still is as it was built, as far as a quick look says."""
        ...

    def open(self, name: str) -> Store:
        """A generation.

        Raises:
            DamagedGeneration: it is not what was built.
        """
        ...
