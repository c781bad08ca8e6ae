"""What the tests of qa/ share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.storage.cache import EmbeddingCache
from qa import model
from qa.evaluate.corpus import RememberingEncoder
from qa.model import Model, save_model
from tests.fake_encoder import BagOfWords


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
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Model], None]:
    """Makes a model the one that ships."""

    def make(shipped: Model) -> None:
        path = tmp_path / "shipped.json"
        save_model(shipped, path)
        monkeypatch.setattr(model, "FILE", str(path))  # a whole path takes the place of the package's

    return make
