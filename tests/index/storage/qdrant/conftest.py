"""What stands in for a server."""

from collections.abc import Iterator

import pytest
from qdrant_client import QdrantClient

from tests.qdrants import local_mode


@pytest.fixture
def client() -> Iterator[QdrantClient]:
    with local_mode() as client:
        yield client
