"""What the tests of index/ share."""

from collections.abc import Iterator

import pytest

from index.reading.process import ReadingProcess
from tests.fake_encoder import BagOfWords


@pytest.fixture
def fake() -> BagOfWords:
    return BagOfWords()


@pytest.fixture(scope="session")
def reading() -> Iterator[ReadingProcess]:
    """A process that reads sources, for whoever does not want one of its own."""
    with ReadingProcess() as process:
        yield process
