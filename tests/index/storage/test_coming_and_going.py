"""Documents come and go while threads ask: every answer is from one generation, and none fails."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import rebuild
from index.reading.process import ReadingProcess
from index.storage import live
from index.storage.generations import Generations
from index.storage.live import LiveStore
from index.store import Store
from tests.fake_encoder import BagOfWords, query

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


@pytest.fixture
def following(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveStore]:
    """A server's store of an index with one state in it, that looks for the next all the time."""
    monkeypatch.setattr(live, "POLL_SECONDS", 0.001)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "standing.txt").write_text(STANDING, encoding="utf-8")
    write(tmp_path / "seeds", 0)
    rebuild(tmp_path / "seeds", tmp_path / "built", BagOfWords(), keep=2)
    store = LiveStore(Generations(tmp_path / "built"), lambda store: None)
    store.load()
    store.watch()
    yield store
    store.close()


def test_no_answer_fails_or_mixes_generations_while_documents_come_and_go(tmp_path: Path, following: LiveStore) -> None:
    answers: list[tuple[str, ...]] = []
    failures: list[BaseException] = []
    switched = threading.Event()

    def client() -> None:
        try:
            while not switched.is_set() or len(answers) < QUESTIONS:
                answers.append(ask(following.current))
                time.sleep(0.001)  # or eight that never wait would keep the rebuild from its turn
        except BaseException as error:
            failures.append(error)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    try:
        with ReadingProcess() as process:
            for number in range(1, SWITCHES + 1):
                write(tmp_path / "seeds", number)
                rebuild(tmp_path / "seeds", tmp_path / "built", BagOfWords(), keep=2, process=process)
    finally:
        switched.set()
        for thread in clients:
            thread.join()
    assert failures == []
    assert len(answers) >= QUESTIONS
    assert [answer for answer in answers if len(set(answer)) != 1] == []
    assert len(set(answers)) > SWITCHES // 2  # they saw most of the states
    assert following.behind() is None
