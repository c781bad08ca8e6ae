"""An encoder whose cosines and late interaction can be worked out by hand."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.documents import PassageText
from index.networks.encoder import EncodedPassage, EncodedQuestion, Vectors
from index.networks.late import MOST, WIDTH, QuestionTokens, Tokens
from index.store import Query


@dataclass
class BagOfWords:
    """Every distinct word is an axis, so a cosine is shared words / sqrt(words of one * words of the other).

    For the late interaction a word's axis is its first letter, and a question's words weigh the same: the score is the
    share of them whose letter begins a word of the sentence.
    """

    name: str = "bag-of-words"
    sha256: str = "0" * 64
    dimension: int = 1024
    given: list[PassageText] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The sentences of each passage that was encoded."""
        return [" ".join(passage.sentences) for passage in self.given]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            words = set(re.findall(r"\w+", text.lower())) or {""}
            axes = [int(hashlib.sha256(w.encode()).hexdigest(), 16) % self.dimension for w in words]
            vectors[row, axes] = 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """Vectors, and a token for each word; `given` remembers the passages."""
        self.given.extend(passages)
        return [self._passage(passage.sentences) for passage in passages]

    def _passage(self, sentences: Sequence[str]) -> EncodedPassage:
        (whole,) = self.encode([" ".join(sentences)])
        return EncodedPassage(self.encode(sentences), whole, [tokens_of(sentence) for sentence in sentences])

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        return [EncodedQuestion(vector, _asked(text)) for vector, text in zip(self.encode(texts), texts, strict=True)]


def query(question: str, language: str = "en", encoder: BagOfWords | None = None) -> Query:
    """A question as the searches want it."""
    (encoded,) = (encoder or BagOfWords()).questions([question])
    return Query(question, language, encoded.vector, encoded.tokens)


def tokens_of(sentence: str) -> Tokens:
    """The tokens of a sentence."""
    return MOST * _axes(_words(sentence))


def _asked(text: str) -> QuestionTokens:
    words = _words(text)
    return QuestionTokens(_axes(words).astype(np.float32), np.full(len(words), 1 / len(words), dtype=np.float32))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower()) or ["?"]


def _axes(words: Sequence[str]) -> Tokens:
    """int8 (words, WIDTH): 1 on the axis of each word."""
    axes = np.zeros((len(words), WIDTH), dtype=np.int8)
    axes[np.arange(len(words)), [ord(word[0]) % WIDTH for word in words]] = 1
    return axes
