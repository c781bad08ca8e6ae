"""What is sent to a server and comes back over a network is what was meant; a server may go away and come back."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from index.errors import StoreUnavailable
from index.storage.qdrant.address import Address, connect
from index.store import Store
from tests.fake_encoder import query
from tests.index.store_contract import CONTRACT
from tests.index.test_store import one_segment
from tests.qdrant_server import serving
from tests.qdrants import local_mode, published

CLIENTS = 8


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with ExitStack() as stack:
        port = stack.enter_context(serving(stack.enter_context(local_mode())))
        client = connect(Address(f"http://127.0.0.1:{port}"), "key")
        stack.callback(client.close)
        yield published(one_segment(tmp_path_factory.mktemp("wire")), client)


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
def test_promises_are_kept_over_a_network(store: Store, promise: Callable[[Store], None]) -> None:
    promise(store)


def test_a_server_that_goes_away_under_load_and_comes_back(tmp_path: Path, client: QdrantClient) -> None:
    with serving(client) as port:
        there = connect(Address(f"http://127.0.0.1:{port}"))
        store = published(one_segment(tmp_path), there)
        right = store.search(query("cats sleep"), 10).scores.tolist()

    def ask(_: int) -> bool:
        """Whether it answered; whatever else goes wrong is raised."""
        try:
            assert store.search(query("cats sleep"), 10).scores.tolist() == right
        except StoreUnavailable:
            return False
        return True

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert set(clients.map(ask, range(CLIENTS))) == {False}
        for _ in range(3):
            with serving(client, port):
                assert set(clients.map(ask, range(5 * CLIENTS))) == {True}
                asking = [clients.submit(ask, 0) for _ in range(10 * CLIENTS)]  # while it stops
                time.sleep(0.05)
            assert len([one.result() for one in asking]) == 10 * CLIENTS
            assert set(clients.map(ask, range(CLIENTS))) == {False}
    there.close()
