"""Articles with questions whose answer sentences are known, and an index of them to ask."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from index.build import build_generation
from index.documents import PassageText, SplitDocument
from index.errors import DataError
from index.networks.encoder import Encoder, Vectors
from index.networks.late import LateEncoder, QuestionTokens, Tokens, unpack
from index.progress import Progress
from index.storage.cache import CHUNK, EmbeddingCache, encode_by, encode_passages_by
from index.storage.generations import Generations
from index.storage.local import LocalStore

Place = tuple[str, int]  # a document's id and the start of a sentence in it, code points
Range = tuple[int, int]  # half-open, code points


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the sentences that answer it, any one of which is right; none where the article is silent.

    Attributes:
        spans: the answers themselves, in the document of the sentences.
        about: the paragraph that the question was asked on, whether that answers it or not.
    """

    text: str
    gold: frozenset[Place]
    spans: tuple[Range, ...] = ()
    about: Range | None = None


def shortest_answer(question: Question, article: SplitDocument) -> str:
    """The text of a question's shortest answer in its article; empty where none is known."""
    return min((article.document.text[start:end] for start, end in question.spans), key=len, default="")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles, and questions about them."""

    articles: tuple[SplitDocument, ...]
    questions: tuple[Question, ...]


def sampled(corpora: Sequence[Corpus], count: int, seed: int) -> list[Corpus]:
    """The corpora with so many of their questions, or all, drawn by chance."""
    pairs = [(i, q) for i, corpus in enumerate(corpora) for q in corpus.questions]
    chosen = random.Random(seed).sample(pairs, min(count, len(pairs)))
    return [replace(corpus, questions=tuple(q for j, q in chosen if j == i)) for i, corpus in enumerate(corpora)]


class RememberingEncoder:
    """An encoder that looks into a cache on disk first: measuring again costs no embedding."""

    def __init__(self, encoder: Encoder, cache: EmbeddingCache) -> None:
        self.name, self.sha256, self.dimension = encoder.name, encoder.sha256, encoder.dimension
        self._encoder, self._cache = encoder, cache

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1."""
        with Progress("Embedding", len(texts), "texts", quiet=len(texts) < CHUNK) as progress:
            self._cache.fill(self.sha256, encode_by(self._encoder), texts, "measured", progress.advance)
        return np.concatenate([np.zeros((0, self.dimension), np.float32), *self._cache.vectors(self, texts)])


class RememberingLate:
    """A late interaction that looks into a cache on disk first."""

    def __init__(self, late: LateEncoder, cache: EmbeddingCache) -> None:
        self.sha256 = late.sha256
        self._late, self._cache = late, cache

    def question(self, text: str) -> QuestionTokens:
        return self._late.question(text)

    def passages(self, passages: Sequence[PassageText]) -> list[list[Tokens]]:
        keys = [passage.key() for passage in passages]
        self._cache.fill(self.sha256, encode_passages_by(self._late), keys, "measured", lambda _: None)
        return [unpack(tokens) for tokens in self._cache.read(self.sha256, keys)]


@contextmanager
def opened(
    articles: Sequence[SplitDocument], encoder: Encoder, late: LateEncoder | None = None
) -> Iterator[LocalStore]:
    """A store of the articles, built as `pincite index rebuild` builds it, in a folder that goes away."""
    with TemporaryDirectory(prefix="pincite-") as folder:
        build_generation(articles, Path(folder), encoder, late=late, keep=2, quiet=True)
        yield LocalStore.open(Generations(Path(folder)).live())


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file.

    Raises:
        DataError: the file is missing.
    """
    return [json.loads(line) for line in read_data(path).split("\n") if line]


def read_data(path: Path) -> str:
    """The text of a data file.

    Raises:
        DataError: the file is missing.
    """
    if not path.is_file():
        raise DataError(f"{path} is missing; the README says where the public data is and how to lay it out.")
    return path.read_text(encoding="utf-8")
