"""What every encoder of an index promises: vectors and tokens of passages and of questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import PassageText
from index.networks.late import WIDTH, QuestionTokens, Tokens, packed, unpacked

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question's vector, float32 (dimension,) of L2 norm 1, and its tokens."""

    vector: Vectors
    tokens: QuestionTokens


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """All that an index holds of a passage.

    Attributes:
        sentences: float32 (sentences, dimension), rows of L2 norm 1.
        whole: float32 (dimension,) of L2 norm 1.
        tokens: of each sentence, one or more.
    """

    sentences: Vectors
    whole: Vectors
    tokens: list[Tokens]

    def pack(self) -> bytes:
        """The same as bytes: how many sentences, how many tokens each has, the vectors, the tokens."""
        counts = np.array([len(self.tokens), *map(len, self.tokens)], dtype="<i4")
        vectors = np.concatenate([self.sentences, self.whole[None]]).astype("<f4")
        return b"".join([counts.tobytes(), vectors.tobytes(), *(packed(tokens).tobytes() for tokens in self.tokens)])

    @classmethod
    def unpack(cls, data: bytes, dimension: int) -> "EncodedPassage":
        """What was packed."""
        count = int(np.frombuffer(data, "<i4", 1)[0])
        counts = np.frombuffer(data, "<i4", count, offset=4)
        start = 4 * (count + 1)
        vectors = np.frombuffer(data, "<f4", (count + 1) * dimension, offset=start).reshape(-1, dimension)
        tokens = np.frombuffer(data, np.uint8, offset=start + vectors.nbytes).reshape(-1, WIDTH // 2)
        return cls(vectors[:-1], vectors[-1], np.split(unpacked(tokens), np.cumsum(counts)[:-1]))


class Encoder(Protocol):
    """Anything that encodes what an index holds and is asked; `name` and `sha256` say with which weights."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """What the index is to hold of each passage."""
        ...

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """What each question is searched by."""
        ...


class TextEncoder(Protocol):
    """Anything that turns texts into vectors: a model that may be chosen for them."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1."""
        ...

    def questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, which some models tell from other texts; the same shape."""
        ...
