"""Web replicas keep nothing: they answer from a store beyond them, follow it, and say when it is away."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import ResponseHandlingException

from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.live import LiveStore
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address
from index.storage.qdrant.catalogue import QdrantCatalogue
from qa.ask import make_asker
from qa.reader import PassageReader
from qa.service import Service
from tests.building import article, stored
from tests.qdrants import local_mode
from web.app import create_app

QUESTIONS = ("Who signed the agreement?", "What was decided, and when?", "How tall is the Eiffel Tower?")


class Unplugged:
    """A client whose network is gone while `away`."""

    def __init__(self, client: QdrantClient) -> None:
        self._client, self.away = client, False

    def __getattr__(self, name: str) -> Any:
        if self.away:
            raise ResponseHandlingException(ConnectionRefusedError("Connection refused"))
        return getattr(self._client, name)


@pytest.fixture
def network() -> Iterator[Any]:
    with local_mode() as client:
        yield Unplugged(client)


@pytest.fixture
def catalogue(network: Any) -> QdrantCatalogue:
    return QdrantCatalogue(network, Address("http://qdrant"))


@pytest.fixture
def make_replica(
    catalogue: QdrantCatalogue, encoder: Encoder, reader: PassageReader | None, tmp_path: Path
) -> Callable[[], tuple[FlaskClient, LiveStore]]:
    """Makes a process's application; nobody follows the switches for it."""

    def make() -> tuple[FlaskClient, LiveStore]:
        live = LiveStore(catalogue, accept=lambda store: store.check_encoder(encoder))
        live.load()
        settings = Settings(index=tmp_path / "none", store="qdrant://qdrant", feedback=None)
        return create_app(settings, Service(live, make_asker(encoder, reader))).test_client(), live

    return make


def answer(client: FlaskClient, question: str) -> dict[str, Any]:
    response = client.post("/ask", json={"question": question})
    assert response.status_code == 200
    found: dict[str, Any] = response.get_json()
    return {name: value for name, value in found.items() if name != "took_ms"}


def scores_of(found: dict[str, Any]) -> list[float]:
    """Takes all scores out of an answer."""
    sentences = [*found["citations"], *found["nearest"]]
    return [found.pop("confidence"), *(sentence.pop("score") for sentence in sentences)]


def test_two_replicas_answer_as_one_machine_does(
    store: LocalStore, client: FlaskClient, catalogue: QdrantCatalogue, make_replica: Callable[[], Any]
) -> None:
    catalogue.publish(store, keep=2)
    (one, _), (other, _) = make_replica(), make_replica()
    for question in QUESTIONS:
        there, here = answer(one, question), answer(client, question)
        assert there == answer(other, question)
        assert scores_of(there) == pytest.approx(scores_of(here), abs=0.001)  # tokens are halves of floats there
        assert there == here  # but for the scores
    address = f"/documents/{store.documents()[0].id}"
    assert one.get(address).get_json() == client.get(address).get_json()
    with one.get(f"{address}/source") as kept, client.get(f"{address}/source") as given:
        assert kept.data == given.data
    ready = {"status": "ready", "generation": store.generation.generation}
    assert (one.get("/readyz").get_json(), other.get("/readyz").get_json()) == (ready, ready)
    assert one.post("/documents", json={"text": "Cats sleep."}).status_code == 405  # sources are added where one builds


def test_a_replica_says_that_its_store_is_away_and_answers_when_it_is_back(
    store: LocalStore, network: Any, catalogue: QdrantCatalogue, make_replica: Callable[[], Any]
) -> None:
    catalogue.publish(store, keep=2)
    replica, live = make_replica()
    before = answer(replica, QUESTIONS[0])
    network.away = True
    for address in (f"/ask?question={QUESTIONS[1]}", "/documents"):
        response = replica.get(address)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
        problem = response.get_json(force=True)
        assert problem["type"] == "/problems/store-unavailable"
        assert (problem["title"], problem["detail"]) == (
            "The articles cannot be reached right now",
            "Ask again in a moment.",
        )
    assert live._follow() is not None
    network.away = False
    assert live._follow() is None
    assert answer(replica, QUESTIONS[0]) == before


def test_a_question_whose_generation_went_away_is_asked_of_the_next(
    store: LocalStore, network: Any, catalogue: QdrantCatalogue, make_replica: Callable[[], Any], tmp_path: Path,
    encoder: Encoder,
) -> None:  # fmt: skip
    catalogue.publish(stored(tmp_path / "old", encoder, article("The treaty was signed by Ada.")), keep=2)
    replica, _ = make_replica()
    assert answer(replica, "Who signed the treaty?")["answer"] == "The treaty was signed by Ada. [1]"
    old = catalogue.live_name()
    catalogue.publish(stored(tmp_path / "new", encoder, article("The treaty was signed by Bob.")), keep=2)
    network.delete_collection(f"pincite-1-{old}")
    found = answer(replica, "Who signed the treaty?")
    assert (found["answer"], found["index"]["generation"]) == (
        "The treaty was signed by Bob. [1]",
        catalogue.live_name(),
    )
    network.delete_collection(f"pincite-1-{catalogue.live_name()}")
    assert replica.get("/ask?question=Who signed the treaty, and when?").status_code == 503
