import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import Sentence
from index.errors import DocumentNotFound, ModelError, NoGeneration
from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.generations import Generations
from index.storage.live import LiveStore
from qa.ask import Trained
from qa.interpret import Turn
from qa.service import Service
from tests.building import article, build
from tests.conftest import ROOT
from tests.fake_encoder import BagOfWords

ARTICLE = "ukraine-security-guarantees"
CALL = (
    "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward a plan."
)


@pytest.fixture(scope="module")
def service(built: Path) -> Service:
    return Service.start(Settings(index=built))


def test_a_started_service_answers(service: Service, built: Path) -> None:
    answer = service.ask("When is the video call?")
    assert (answer.found, answer.citations[0].sentence) == (True, CALL)
    assert answer.index == service.generation()
    assert answer.index.generation == Generations(built).live_name()
    assert answer.index.model == "sentence-transformers/all-MiniLM-L6-v2"


def test_history_documents_and_the_number_of_citations_are_passed_on(service: Service) -> None:
    answer = service.ask("Why?", [Turn("Who plans the video call?")], [ARTICLE], max_citations=1)
    assert answer.asked_as == "Who plans the video call? Why?"
    assert len(answer.citations + answer.nearest) <= 3
    assert len(answer.citations) <= 1
    with pytest.raises(DocumentNotFound):
        service.ask("Why?", documents=["none"])


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
        Service.start(Settings(index=tmp_path, model="no such/model/"))  # said before a model is looked for


def test_an_index_of_another_model_does_not_start(tmp_path: Path, trained: Trained) -> None:
    build(tmp_path, BagOfWords(), article("One cat."), late=trained.late)
    with pytest.raises(ModelError, match=r"built with model bag-of-words .* but sentence-transformers/all-MiniLM"):
        Service.start(Settings(index=tmp_path))


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Service]:
    """A service that was started before there was an index."""
    started = Service.start(Settings(index=tmp_path / "built"), follow=True)
    yield started
    started.close()


def test_a_following_service_starts_without_an_index_and_serves_the_first(
    waiting: Service, tmp_path: Path, encoder: Encoder, trained: Trained
) -> None:
    with pytest.raises(NoGeneration):
        waiting.ask("x?")
    for call in (waiting.generation, waiting.documents, lambda: waiting.document("x")):
        with pytest.raises(NoGeneration):
            call()
    animals = article("The cat sleeps. A dog barks.")
    name = build(tmp_path / "built", encoder, animals, late=trained.late).generation
    give_up = time.monotonic() + 30
    while True:
        try:
            assert waiting.generation().generation == name
            break
        except NoGeneration:
            assert time.monotonic() < give_up
            time.sleep(0.05)
    answer = waiting.ask("Who sleeps?")
    assert (*answer.citations, *answer.nearest)[0].sentence == "The cat sleeps."


def test_a_service_answers_from_what_its_live_store_holds(tmp_path: Path, fake: BagOfWords) -> None:
    live = LiveStore(Generations(tmp_path), accept=lambda store: None)
    service = Service(fake, live)
    for text in ("One red cat.", "Two red dogs."):
        build(tmp_path, fake, article(text))
        live.load()
        answer = service.ask("red")
        assert (*answer.citations, *answer.nearest)[0].sentence == text


def test_a_service_still_answers_when_its_index_is_gone(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path / "built", fake, article("One red cat."))
    live = LiveStore(Generations(tmp_path / "built"), accept=lambda store: None)
    live.load()
    shutil.rmtree(tmp_path / "built")
    answer = Service(fake, live).ask("red cat")
    assert (*answer.citations, *answer.nearest)[0].sentence == "One red cat."
