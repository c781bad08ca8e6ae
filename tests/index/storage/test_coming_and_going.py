"""Documents come and go while threads ask: every answer is from one generation, and none fails."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from index.build import rebuild
from index.reading.process import ReadingProcess
from index.storage import live
from index.storage.generations import Generations
from index.storage.live import LiveStore
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address
from index.storage.qdrant.catalogue import QdrantCatalogue
from index.store import Catalogue, Store
from tests.fake_encoder import BagOfWords, query
from tests.qdrants import in_edge, local_mode

pytestmark = pytest.mark.slow

CLIENTS, SWITCHES, QUESTIONS = 8, 50, 1000
STANDING = "\n\n".join(f"Stone {n} stands. It will stand." for n in range(30))


def write(seeds: Path, number: int) -> None:
    """The seeds of a state: two articles that say its number, and one more or less that comes and goes."""
    for name in ("left", "right"):
        (seeds / f"{name}.txt").write_text(f"The counter of {name} says number{number}.", encoding="utf-8")
    guest = seeds / f"guest-{number // 2}.txt"
    if number % 2:
        guest.unlink()
    else:
        guest.write_text(f"A guest came with number{number}.", encoding="utf-8")


def ask(store: Store) -> tuple[str, ...]:
    """The last word of each sentence that a question finds of the two articles, in the order of their ids."""
    question = "What does the counter say of the left and the right?"
    hits = store.search(query(question), 10, ["left", "right"])
    found = sorted((quote.entry.id, quote.text) for quote in store.quotes(hits.keys))
    assert [name for name, _ in found] == ["left", "right"]
    assert all(store.document(name).text == text for name, text in found)
    return tuple(text.split()[-1] for _, text in found)


class Library:
    """A folder of sources and the index that is built of it, which is asked where it is built."""

    def __init__(self, root: Path) -> None:
        self.seeds, self.generations = root / "seeds", Generations(root / "built")
        self.catalogue: Catalogue = self.generations
        self.seeds.mkdir()
        (self.seeds / "standing.txt").write_text(STANDING, encoding="utf-8")

    def switch(self, number: int, process: ReadingProcess) -> None:
        """Make another state of the sources the live one."""
        write(self.seeds, number)
        rebuild(self.seeds, self.generations.root, BagOfWords(), keep=2, process=process)


class InQdrant(Library):
    """The same, asked in Qdrant."""

    def __init__(self, root: Path, client: QdrantClient) -> None:
        super().__init__(root)
        self.catalogue = self._there = QdrantCatalogue(client, Address("http://qdrant"))

    def switch(self, number: int, process: ReadingProcess) -> None:
        super().switch(number, process)
        self._there.publish(LocalStore.open(self.generations.live()), keep=2)


@pytest.fixture(params=["on this machine", "local mode", "edge"])
def library(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Library]:
    if request.param == "on this machine":
        yield Library(tmp_path)
        return
    with local_mode() if request.param == "local mode" else in_edge(tmp_path / "edge") as client:
        yield InQdrant(tmp_path, client)


def test_no_answer_fails_or_mixes_generations_while_documents_come_and_go(
    library: Library, reading: ReadingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.001)
    library.switch(0, reading)
    following = LiveStore(library.catalogue, lambda store: None)
    following.load()
    following.watch()
    answers: list[tuple[str, ...]] = []
    failures: list[BaseException] = []
    switched, allowed = threading.Event(), threading.Semaphore(0)

    def client() -> None:
        try:
            while not switched.is_set() or len(answers) < QUESTIONS:
                # Some for each switch, or eight that never wait would keep the rebuild from its turn.
                if switched.is_set() or allowed.acquire(timeout=0.01):
                    answers.append(following.of_one(ask))
        except BaseException as error:
            failures.append(error)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    try:
        for number in range(1, SWITCHES + 1):
            allowed.release(QUESTIONS // SWITCHES)
            library.switch(number, reading)
    finally:
        switched.set()
        for thread in clients:
            thread.join()
        following.close()
    assert failures == []
    assert len(answers) >= QUESTIONS
    assert [answer for answer in answers if len(set(answer)) != 1] == []
    assert len(set(answers)) > SWITCHES // 2  # they saw most of the states
    assert following.behind() is None
