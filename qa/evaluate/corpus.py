"""An index of articles to ask, and networks that remember what they encoded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.build import build_generation
from index.documents import PassageText, SplitDocument
from index.networks.encoder import Encoder, Vectors
from index.networks.encoders import Encoders
from index.networks.late import LateEncoder, QuestionTokens, Tokens, unpack
from index.progress import Progress
from index.storage.cache import CHUNK, EmbeddingCache, encode_passages_by
from index.storage.generations import Generations
from index.storage.local import LocalStore


class RememberingEncoder:
    """An encoder that looks into a cache on disk first: measuring again costs no embedding."""

    def __init__(self, encoder: Encoder, cache: EmbeddingCache) -> None:
        self.name, self.sha256, self.dimension = encoder.name, encoder.sha256, encoder.dimension
        self._encoder, self._cache = encoder, cache

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1."""
        return self._remembered(self.sha256, self._encoder.encode, texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1."""
        return self._remembered(f"{self.sha256} of questions", self._encoder.questions, texts)

    def _remembered(self, model: str, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        with Progress("Embedding", len(texts), "texts", quiet=len(texts) < CHUNK) as progress:
            self._cache.fill(model, lambda new: (v.tobytes() for v in encode(new)), texts, "measured", progress.advance)
        stored = [np.frombuffer(data, dtype=np.float32) for data in self._cache.read(model, texts)]
        return np.array(stored, dtype=np.float32).reshape(len(texts), self.dimension)


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
    articles: Sequence[SplitDocument],
    encoder: Encoder,
    late: LateEncoder | None = None,
    multilingual: Encoder | None = None,
) -> Iterator[LocalStore]:
    """A store of the articles, built as `pincite index rebuild` builds it, in a folder that goes away."""
    with TemporaryDirectory(prefix="pincite-") as folder:
        build_generation(articles, Path(folder), Encoders(encoder, late, multilingual), keep=2, quiet=True)
        yield LocalStore.open(Generations(Path(folder)).live())
