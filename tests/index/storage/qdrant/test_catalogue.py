"""Which generation is live in Qdrant, and which are kept."""

from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from index.errors import DamagedGeneration
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address
from index.storage.qdrant.catalogue import QdrantCatalogue
from tests.building import article, stored
from tests.fake_encoder import BagOfWords


@pytest.fixture
def catalogue(client: QdrantClient) -> QdrantCatalogue:
    return QdrantCatalogue(client, Address("http://qdrant:6333", "team"))


def generations(root: Path, count: int) -> list[LocalStore]:
    return [stored(root, BagOfWords(), article(f"Number {n}.")) for n in range(count)]


def test_what_is_published_is_live(tmp_path: Path, catalogue: QdrantCatalogue) -> None:
    assert catalogue.live_name() is None
    first, second = generations(tmp_path, 2)
    for local in (first, second, first):
        catalogue.publish(local, keep=2)
        name = catalogue.live_name()
        assert name == local.generation.generation
        assert catalogue.open(name).generation == local.generation
    assert catalogue.names() == [first.generation.generation, second.generation.generation]
    assert str(catalogue) == "http://qdrant:6333/team"


def test_a_pincite_with_another_layout_sees_and_removes_nothing(
    tmp_path: Path, catalogue: QdrantCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = generations(tmp_path, 2)
    catalogue.publish(first, keep=1)
    with monkeypatch.context() as patched:
        patched.setattr("index.storage.qdrant.catalogue.LAYOUT", 2)
        assert (catalogue.live_name(), list(catalogue.names())) == (None, [])
        catalogue.publish(second, keep=1)
        assert catalogue.names() == [second.generation.generation]
    assert catalogue.live_name() == first.generation.generation


def test_as_many_are_kept_as_one_wants_and_the_live_one(
    tmp_path: Path, catalogue: QdrantCatalogue, client: QdrantClient
) -> None:
    found = generations(tmp_path, 4)
    names = [local.generation.generation for local in found]
    client.create_collection("team-1-20200101T000000.000000Z", vectors_config={})  # what a killed push left
    client.create_collection("team-notes", vectors_config={})
    client.create_collection("other-20200101T000000.000000Z", vectors_config={})
    for local in found:
        catalogue.publish(local, keep=2)
    assert catalogue.names() == names[2:]
    catalogue.publish(found[0], keep=2)  # a rollback to what was removed here
    assert catalogue.live_name() == names[0]
    assert catalogue.names() == [names[0], *names[2:]]
    others = {collection.name for collection in client.get_collections().collections}
    assert others - {f"team-1-{name}" for name in names} == {"team-notes", "other-20200101T000000.000000Z"}


def test_nothing_is_live_since_the_last_document_was_removed(tmp_path: Path, catalogue: QdrantCatalogue) -> None:
    (local,) = generations(tmp_path, 1)
    catalogue.publish(local, keep=2)
    catalogue.retire()
    assert catalogue.live_name() == ""
    catalogue.retire()
    assert catalogue.live_name() == ""
    catalogue.publish(local, keep=2)
    assert catalogue.live_name() == Generations(tmp_path).live_name()


def test_what_is_gone_or_half_there_is_not_whole(
    tmp_path: Path, catalogue: QdrantCatalogue, client: QdrantClient
) -> None:
    (local,) = generations(tmp_path, 1)
    catalogue.publish(local, keep=2)
    assert catalogue.is_whole(local.generation.generation)
    client.create_collection("team-1-20200101T000000.000000Z", vectors_config={})
    for name in ("20200101T000000.000000Z", "20210101T000000.000000Z"):
        assert not catalogue.is_whole(name)
        with pytest.raises(DamagedGeneration):
            catalogue.open(name)
