"""An index of articles to ask, and an encoder that remembers what it encoded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.build import build_generation
from index.documents import PassageText, SplitDocument
from index.networks.encoder import EncodedPassage, EncodedQuestion, Encoder
from index.networks.late import WIDTH, QuestionTokens
from index.progress import Progress
from index.storage.cache import CHUNK, EmbeddingCache, Encode, encode_by
from index.storage.generations import Generations
from index.storage.local import LocalStore


class RememberingEncoder:
    """An encoder that looks into a cache on disk first: measuring again costs no encoding."""

    def __init__(self, encoder: Encoder, cache: EmbeddingCache) -> None:
        self.name, self.sha256, self.dimension = encoder.name, encoder.sha256, encoder.dimension
        self._encoder, self._cache = encoder, cache

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """What an index is to hold of each passage."""
        found = self._remembered(self.sha256, encode_by(self._encoder), [passage.key() for passage in passages])
        return [EncodedPassage.unpack(data, self.dimension) for data in found]

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """What each question is searched by."""
        found = self._remembered(f"{self.sha256} of questions", self._encoded, texts)
        return [_unpacked(data, self.dimension) for data in found]

    def _encoded(self, texts: Sequence[str]) -> Iterator[bytes]:
        return map(_packed, self._encoder.questions(texts))

    def _remembered(self, model: str, encode: Encode, texts: Sequence[str]) -> Iterator[bytes]:
        with Progress("Encoding", len(texts), "texts", quiet=len(texts) < CHUNK) as progress:
            self._cache.fill(model, encode, texts, "measured", progress.advance)
        return self._cache.read(model, texts)


def _packed(question: EncodedQuestion) -> bytes:
    parts = question.vector, question.tokens.weights, question.tokens.vectors.ravel()
    return np.concatenate(parts).astype(np.float32).tobytes()


def _unpacked(data: bytes, dimension: int) -> EncodedQuestion:
    numbers = np.frombuffer(data, dtype=np.float32)
    count = (len(numbers) - dimension) // (1 + WIDTH)
    vector, weights, tokens = np.split(numbers, [dimension, dimension + count])
    return EncodedQuestion(vector, QuestionTokens(tokens.reshape(count, WIDTH), weights))


@contextmanager
def opened(articles: Sequence[SplitDocument], encoder: Encoder) -> Iterator[LocalStore]:
    """A store of the articles, built as `pincite index rebuild` builds it, in a folder that goes away."""
    with TemporaryDirectory(prefix="pincite-") as folder:
        build_generation(articles, Path(folder), encoder, keep=2, quiet=True)
        yield LocalStore.open(Generations(Path(folder)).live())
