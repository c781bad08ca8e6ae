"""The real application on the seed article, through Flask's test client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.library import Library
from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.generations import Generations
from index.storage.live import LiveStore
from qa.ask import make_asker
from qa.reader import PassageReader
from qa.service import Service
from web.app import create_app


def make_app(settings: Settings, encoder: Encoder, reader: PassageReader | None = None) -> Flask:
    """An application on the generation that is live, if any, with what the tests loaded once."""
    generations = Generations(settings.index)
    live = LiveStore(generations, accept=lambda store: store.check_encoder(encoder))
    if generations.live_name():
        live.load()
    library = Library(settings.seeds, settings.index, encoder, settings.keep)
    return create_app(settings, Service(live, make_asker(encoder, reader), lambda: library))


@pytest.fixture(scope="session")
def app(built: Path, encoder: Encoder, reader: PassageReader | None, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    feedback = tmp_path_factory.mktemp("feedback") / "feedback.jsonl"
    return make_app(Settings(seeds=feedback.with_name("seeds"), index=built, feedback=feedback), encoder, reader)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def empty_client(tmp_path: Path, encoder: Encoder) -> Iterator[FlaskClient]:
    """A client of an application without any generation."""
    with make_app(Settings(seeds=tmp_path / "seeds", index=tmp_path / "built"), encoder).test_client() as client:
        yield client
