"""What all tests share: the real encoder, a store of the seed article, a real running server."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import rebuild
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.reading.process import ReadingProcess
from index.storage.generations import Generations
from index.storage.local import LocalStore
from qa.reader import PassageReader, load_reader
from tests.running import running_server

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PINCITE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def reader() -> PassageReader | None:
    """What ships with pincite, or None where its weights were left out."""
    return load_reader()


@pytest.fixture(scope="session")
def reading() -> Iterator[ReadingProcess]:
    """A process that reads sources, for whoever does not want one of its own."""
    with ReadingProcess() as process:
        yield process


@pytest.fixture(scope="session")
def built(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of generations with one, of the seed article, live. Tests must not change it."""
    root = tmp_path_factory.mktemp("built")
    rebuild(SEEDS, root, encoder, keep=3)
    return root


@pytest.fixture(scope="session")
def store(built: Path) -> LocalStore:
    return LocalStore.open(Generations(built).live())


@pytest.fixture(scope="session")
def server_url(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `pincite serve` on the seed article."""
    log = tmp_path_factory.mktemp("server") / "log"
    with running_server(built, log) as server:
        yield server.url
