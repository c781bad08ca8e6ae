import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import Sentence
from index.errors import DocumentNotFound, ModelError, NoGeneration
from index.networks.encoder import Encoder
from index.settings import DEFAULT_MODEL, Settings
from index.storage.generations import Generations
from index.storage.live import LiveStore
from index.storage.local import LocalStore
from qa.ask import make_asker
from qa.question import Question, Turn
from qa.service import Service
from tests.building import article, build, stored
from tests.conftest import ROOT
from tests.fake_encoder import BagOfWords

ARTICLE = "ukraine-security-guarantees"
CALL = (
    "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward a plan."
)


@pytest.fixture(scope="module")
def service(built: Path) -> Service:
    return Service.open(Settings(index=built))


def test_a_started_service_answers(service: Service, built: Path) -> None:
    answer = service.ask(Question("When is the video call?"))
    assert (answer.found, answer.citations[0].sentence) == (True, CALL)
    assert answer.index == service.generation()
    assert answer.index.generation == Generations(built).live_name()
    assert answer.index.model == DEFAULT_MODEL


def test_history_documents_and_the_number_of_citations_are_passed_on(service: Service) -> None:
    answer = service.ask(Question("Why?", (Turn("Who plans the video call?"),), (ARTICLE,), 1))
    assert answer.asked_as == "plans the video call so-called countries Sunday: Why?"
    assert len(answer.citations + answer.nearest) <= 3
    assert len(answer.citations) <= 1
    with pytest.raises(DocumentNotFound):
        service.ask(Question("Why?", documents=("none",)))


def test_the_documents_are_those_of_the_live_generation(service: Service) -> None:
    entries, generation = service.documents()
    assert [(e.id, e.title, e.sentences) for e in entries] == [(ARTICLE, "Security guarantees for Ukraine", 33)]
    assert generation == service.generation()


def test_a_document_comes_with_its_text_and_sentences(service: Service) -> None:
    document, sentences = service.document(ARTICLE)
    assert document.text == (ROOT / "seeds" / f"{ARTICLE}.txt").read_bytes().decode()
    assert len(sentences) == 33
    assert sentences[0] == Sentence(0, 226)
    assert document.text[sentences[1].start : sentences[1].end] == CALL
    with pytest.raises(DocumentNotFound, match="'none'"):
        service.document("none")


def test_without_an_index_the_service_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="There is no index in"):
        Service.open(Settings(index=tmp_path, model="no such/model/"))  # said before a model is looked for


def test_an_index_of_another_model_does_not_start(tmp_path: Path) -> None:
    build(tmp_path, BagOfWords(), article("One cat."))
    with pytest.raises(ModelError, match=r"built with model bag-of-words .* but pincite/multilingual-e5-small"):
        Service.open(Settings(index=tmp_path))


def test_an_index_of_other_weights_of_the_same_model_does_not_start(tmp_path: Path) -> None:
    build(tmp_path, BagOfWords(DEFAULT_MODEL), article("One cat."))
    with pytest.raises(ModelError, match=r"000000.*run `pincite index rebuild`"):
        Service.open(Settings(index=tmp_path))


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Service]:
    """A service that was started before there was an index."""
    started = Service.follow(Settings(index=tmp_path / "built"))
    yield started
    started.close()


def test_a_following_service_starts_without_an_index_and_serves_the_first(
    waiting: Service, tmp_path: Path, encoder: Encoder
) -> None:
    with pytest.raises(NoGeneration):
        waiting.ask(Question("x?"))
    for call in (waiting.generation, waiting.documents, lambda: waiting.document("x")):
        with pytest.raises(NoGeneration):
            call()
    animals = article("The cat sleeps. A dog barks.")
    name = build(tmp_path / "built", encoder, animals).generation
    give_up = time.monotonic() + 30
    while True:
        try:
            assert waiting.generation().generation == name
            break
        except NoGeneration:
            assert time.monotonic() < give_up
            time.sleep(0.05)
    answer = waiting.ask(Question("Who sleeps?"))
    assert (*answer.citations, *answer.nearest)[0].sentence == "The cat sleeps."


def test_a_service_answers_from_what_its_live_store_holds(tmp_path: Path, fake: BagOfWords) -> None:
    live = LiveStore(Generations(tmp_path), accept=lambda store: None)
    service = Service(live, make_asker(fake, None, unfitted=True))
    for text in ("One red cat.", "Two red dogs."):
        build(tmp_path, fake, article(text))
        live.load()
        answer = service.ask(Question("red"))
        assert (*answer.citations, *answer.nearest)[0].sentence == text


def test_a_service_still_answers_when_its_index_is_gone(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path / "built", fake, article("One red cat."))
    live = LiveStore(Generations(tmp_path / "built"), accept=lambda store: None)
    live.load()
    shutil.rmtree(tmp_path / "built")
    answer = Service(live, make_asker(fake, None, unfitted=True)).ask(Question("red cat"))
    assert (*answer.citations, *answer.nearest)[0].sentence == "One red cat."


class Switching(LiveStore):
    """Gives another store each time it is asked; `taken` remembers them."""

    def __init__(self, *stores: LocalStore) -> None:
        self._left = iter(stores)
        self.taken: list[LocalStore] = []

    @property
    def current(self) -> LocalStore:
        self.taken.append(next(self._left))
        return self.taken[-1]


def test_the_store_is_taken_once_for_a_question(tmp_path: Path, fake: BagOfWords) -> None:
    texts = ("A red apple.", "A red apple fell.")
    older, newer = (stored(tmp_path, fake, article(text, "fruit")) for text in texts)
    live = Switching(older, newer)
    service = Service(live, make_asker(fake, None, unfitted=True))
    first, second = (service.ask(Question("red apple")) for _ in range(2))
    assert live.taken == [older, newer]
    assert first.index == older.generation != second.index == newer.generation
    assert [(*a.citations, *a.nearest)[0].sentence for a in (first, second)] == list(texts)
