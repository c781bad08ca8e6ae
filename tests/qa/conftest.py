"""What the tests of qa/ share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.networks.encoder import EncodedQuestion
from index.storage.cache import EmbeddingCache
from qa import fitted
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import Fitted, Networks, Way, write_fitted
from tests.fake_encoder import BagOfWords
from tests.fake_reader import WordFinder

FAKE_ENCODER = Networks(BagOfWords.sha256)
FAKES = Networks(BagOfWords.sha256, WordFinder.sha256)


@dataclass
class Listening(BagOfWords):
    """Remembers the questions too."""

    asked: list[str] = field(default_factory=list)

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        self.asked.extend(texts)
        return super().questions(texts)


Ship = Callable[[Fitted], None]


def by_hand(read: Way, unread: Way) -> Fitted:
    """Numbers for the fake networks, with the reader and without, the same in all languages."""
    ways = {FAKES: read, FAKE_ENCODER: unread}
    return Fitted(ways, "by hand", ways, "by hand")


@pytest.fixture
def fake() -> BagOfWords:
    return BagOfWords()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with EmbeddingCache(tmp_path / "cache") as opened:
        yield opened


@pytest.fixture
def remembering(cache: EmbeddingCache, fake: BagOfWords) -> RememberingEncoder:
    return RememberingEncoder(fake, cache)


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ship:
    """Makes numbers the ones that ship."""

    def make(shipped: Fitted) -> None:
        path = tmp_path / "shipped.json"
        write_fitted(shipped, path)
        monkeypatch.setattr(fitted, "FILE", str(path))  # a whole path takes the place of the package's

    return make
