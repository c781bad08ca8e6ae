"""What the tests of qa/ share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.storage.cache import EmbeddingCache
from qa import fitted
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import Fitted, Networks, Way, write_fitted
from tests.fake_encoder import BagOfWords
from tests.fake_late import FirstLetters
from tests.fake_reader import WordFinder

FAKE_ENCODER = Networks(BagOfWords.sha256)
FAKES = Networks(BagOfWords.sha256, FirstLetters.sha256, WordFinder.sha256)

Ship = Callable[[Fitted], None]


def by_hand(whole: Way, hybrid: Way) -> Fitted:
    """Numbers for the fake networks: for all three, and for the encoder alone."""
    return Fitted({FAKES: whole, FAKE_ENCODER: hybrid}, "by hand")


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
