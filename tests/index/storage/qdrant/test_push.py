"""A generation is brought whole, or not made live; what was brought is gone on with."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

from index.errors import StoreUnavailable
from index.storage.local import LocalStore
from index.storage.qdrant import push as module
from index.storage.qdrant.address import Address
from index.storage.qdrant.catalogue import QdrantCatalogue
from index.storage.qdrant.push import push
from tests.building import article, stored
from tests.fake_encoder import BagOfWords, query

ADDRESS = Address("http://qdrant")


class Killed(Exception):
    """What a kill looks like from inside."""


class Failing:
    """A client that fails at its n-th batch, before or after it is stored."""

    def __init__(self, client: QdrantClient, batch: int, *, stored: bool) -> None:
        self._client, self._left, self._stored = client, batch, stored
        self.sent: list[object] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def upsert(self, name: str, points: list[models.PointStruct], **named: Any) -> None:
        self._left -= 1
        if self._left < 0 and not self._stored:
            raise Killed
        self._client.upsert(name, points, **named)
        self.sent += [point.id for point in points]
        if self._left < 0:
            raise Killed


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return stored(tmp_path, BagOfWords(), article("Cats sleep. Dogs bark."), article("Birds sing.", "birds"))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("stored", [False, True])
def test_a_push_that_is_killed_anywhere_goes_on_and_sends_nothing_twice(
    local: LocalStore, client: QdrantClient, stored: bool
) -> None:
    catalogue = QdrantCatalogue(client, ADDRESS)
    name = local.manifest.generation
    sent: list[object] = []
    for _ in range(100):
        failing: Any = Failing(client, 1, stored=stored)
        try:
            push(local, failing, ADDRESS, f"pincite-1-{name}")
        except Killed:
            assert catalogue.names() == ([] if not catalogue.is_whole(name) else [name])
        sent += failing.sent
        if catalogue.is_whole(name):
            break
    assert len(sent) == len(set(sent)) > 10
    found, same = (store.search(query("cats sleep"), 10) for store in (local, catalogue.open(name)))
    np.testing.assert_allclose(same.scores, found.scores, atol=1e-6)


def test_a_generation_that_lacks_something_is_not_made_live(local: LocalStore, client: QdrantClient) -> None:
    class Losing(Failing):
        """It says that it stored all."""

        def upsert(self, name: str, points: list[models.PointStruct], **named: Any) -> None:
            self._client.upsert(name, [point for point in points if point.id != 1], **named)

    losing: Any = Losing(client, 0, stored=True)
    catalogue = QdrantCatalogue(losing, ADDRESS)
    with pytest.raises(StoreUnavailable, match=r"has 2 points of kind sentence, not 3; run the command again"):
        catalogue.publish(local, keep=2)
    assert catalogue.live_name() is None
    assert catalogue.names() == []
    QdrantCatalogue(client, ADDRESS).publish(local, keep=2)  # the same command, once the server keeps what it gets
    assert catalogue.live_name() == local.manifest.generation


def test_one_is_told_how_many_sentences_are_there(local: LocalStore, client: QdrantClient) -> None:
    told: list[int] = []
    push(local, client, ADDRESS, "pincite-x", told.append)
    assert sum(told) == 3


def test_a_generation_that_cannot_be_indexed_is_said(local: LocalStore, client: QdrantClient) -> None:
    class Red(Failing):
        def get_collection(self, name: str) -> models.CollectionInfo:
            return self._client.get_collection(name).model_copy(update={"status": models.CollectionStatus.RED})

    red: Any = Red(client, 1000, stored=True)
    with pytest.raises(StoreUnavailable, match="cannot be indexed"):
        push(local, red, ADDRESS, "pincite-x")
