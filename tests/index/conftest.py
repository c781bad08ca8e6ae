"""What the tests of index/ share."""

import pytest

from tests.fake_encoder import BagOfWords


@pytest.fixture
def fake() -> BagOfWords:
    return BagOfWords()
