"""Where the live generation is asked, and how it gets there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from index.catalogue import bring, catalogue_of, open_live
from index.errors import NoGeneration, SettingsError
from index.settings import Settings
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.qdrant import address
from index.storage.qdrant.catalogue import QdrantCatalogue
from index.storage.qdrant.store import QdrantStore
from tests.building import article, build
from tests.fake_encoder import BagOfWords
from tests.qdrants import local_mode


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "built", store="qdrant://host/team")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[QdrantClient]:
    """What stands behind every address."""
    with local_mode() as client:
        monkeypatch.setattr(address, "connect", lambda *_: client)
        yield client


@pytest.mark.usefixtures("client")
def test_a_setting_says_where_generations_are(settings: Settings) -> None:
    assert isinstance(catalogue_of(settings), QdrantCatalogue)
    assert isinstance(catalogue_of(replace(settings, store=None)), Generations)
    with pytest.raises(SettingsError, match="should look like"):
        catalogue_of(replace(settings, store="host"))


@pytest.mark.usefixtures("client")
def test_what_is_built_here_is_brought_there(settings: Settings) -> None:
    here = replace(settings, store=None)
    bring(settings)
    for nothing in (settings, here):
        with pytest.raises(NoGeneration):
            open_live(nothing)
    build(settings.index, BagOfWords(), article("Cats sleep."))
    bring(here)
    with pytest.raises(NoGeneration, match="no index in http://host:6333/team yet"):
        open_live(settings)
    bring(settings, quiet=True)
    local, there = open_live(here), open_live(settings)
    assert isinstance(local, LocalStore)
    assert isinstance(there, QdrantStore)
    assert there.generation == local.generation
    Generations(settings.index).retire()
    bring(settings)
    assert catalogue_of(settings).live_name() == ""
