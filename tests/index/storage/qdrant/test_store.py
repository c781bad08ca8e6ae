"""The store in Qdrant keeps the promises of every store, and asks little of the network."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

from index.documents import About, Block, Document, Origin, Passage, Sentence, SplitDocument
from index.errors import DocumentNotFound, GenerationGone, StoreUnavailable
from index.places import Cue, TimePlaces
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.qdrant.points import PART, id_of
from index.storage.sources import keep_source
from index.store import Store
from tests.building import article, stored
from tests.fake_encoder import BagOfWords, query
from tests.index.store_contract import CONTRACT
from tests.index.test_store import one_segment, seven_segments
from tests.qdrants import SERVER, at_server, in_edge, local_mode, published

IN_LOCAL_MODE, IN_EDGE, AT_SERVER = "local mode", "edge", "server"
ENGINES = (
    IN_LOCAL_MODE,
    IN_EDGE,
    pytest.param(AT_SERVER, marks=pytest.mark.skipif(SERVER is None, reason="PINCITE_TEST_QDRANT names no server")),
)


def opened(stack: ExitStack, engine: str, local: LocalStore, folder: Path) -> Store:
    """A local generation in one of the engines."""
    if engine == IN_LOCAL_MODE:
        return published(local, stack.enter_context(local_mode()))
    if engine == IN_EDGE:
        return published(local, stack.enter_context(in_edge(folder / "edge")))
    return published(local, *stack.enter_context(at_server()))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=[one_segment, seven_segments])
def store(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("store")
    with ExitStack() as stack:
        yield opened(stack, engine, request.param(folder), folder)


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
def test_the_store_keeps_its_promises(store: Store, promise: Callable[[Store], None]) -> None:
    promise(store)


NASTY = "Zero \0 byte cats. Astral 👩🏽‍🚀 cats."
MANY = " ".join(f"word{n}" for n in range(200)) + "."


def nasty(root: Path) -> LocalStore:
    """A document that engines find hard, with its source, beside one with a sentence of 200 tokens."""
    places = TimePlaces.of([Cue(0, 17, (0.0, 1.5)), Cue(18, len(NASTY), (1.5, 2.0))])
    cut = SplitDocument(
        Document(
            "dir/\u2028 odd",
            About("Title \0", author="A"),
            NASTY,
            (Block("paragraph", 0, len(NASTY), speaker="Rex \0"),),
            "markdown",
        ),
        (Sentence(0, 17), Sentence(18, len(NASTY))),
        (Passage(0, 2),),
        Origin("f" * 64, "plain 1", "", places),
    )
    many = SplitDocument(Document("many", About(), MANY), (Sentence(0, len(MANY)),), (Passage(0, 1),))
    local = stored(root, BagOfWords(), cut, many)
    keep_source(root, "f" * 64, b"\xff\0" * PART)
    return local


def test_what_engines_find_hard_comes_back_as_it_was(engine: str, tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    local = nasty(tmp_path / "built")
    with ExitStack() as stack:
        there = opened(stack, engine, local, tmp_path)
        for name in ("dir/\u2028 odd", "many"):
            assert there.document(name) == local.document(name)
            assert there.entry(name) == local.entry(name)
        keys = local.search(query("cats word7 word199"), 10).keys
        assert len(keys) == 3
        assert there.quotes(keys) == local.quotes(keys)
        assert there.passages(keys) == local.passages(keys)
        hits, same = (store.search(query("cats word7 word199"), 10) for store in (local, there))
        np.testing.assert_allclose(same.scores, hits.scores, atol=2e-4)  # tokens are halves of floats there
        places = there.places("dir/\u2028 odd")
        assert places is not None
        assert places.to_bytes() == local.places("dir/\u2028 odd").to_bytes()  # type: ignore[union-attr]
        assert there.places("many") is None
        source = there.source("dir/\u2028 odd")
        assert source is not None
        assert source.read_bytes() == b"\xff\0" * PART  # two points of it
        assert there.source("many") is None
        for ask in (there.places, there.source):
            with pytest.raises(DocumentNotFound):
                ask("none")


def test_a_long_text_stands_in_several_points(tmp_path: Path, client: QdrantClient) -> None:
    text = "Cats sleep. " + "é" * (2 * PART) + " ends."
    local = stored(tmp_path, BagOfWords(), article(text, "long"))
    assert published(local, client).document("long").text == text


class Counting:
    """A client that counts its calls."""

    def __init__(self, client: QdrantClient) -> None:
        self._client, self.calls = client, list[str]()

    def __getattr__(self, name: str) -> Any:
        self.calls.append(name)
        return getattr(self._client, name)


def test_a_question_takes_few_round_trips(tmp_path: Path, client: QdrantClient) -> None:
    counting: Any = Counting(client)
    store = published(one_segment(tmp_path), counting)
    counting.calls.clear()
    hits = store.search(query("cats sleep"), 100)
    assert counting.calls == ["retrieve", "query_batch_points", "query_batch_points"]
    quotes = store.quotes(hits.keys)
    store.passages(hits.keys[:1])
    assert len(counting.calls) == 3  # they came along with the scores
    store.whole([quote.entry.id for quote in quotes])
    assert counting.calls[3:] == ["retrieve"]
    store.search(query("cats sleep"), 100, ["pets"])
    store.search(query("dogs bark"), 100, ["pets"])
    assert len(counting.calls) == 4 + 4 + 3  # what is known of a document is read once


def test_a_score_that_is_missing_is_noticed(tmp_path: Path, client: QdrantClient) -> None:
    class Losing(Counting):
        def query_batch_points(self, name: str, requests: list[models.QueryRequest]) -> Any:
            found = self._client.query_batch_points(name, requests)
            if len(self.calls) > 1:
                found[1].points.pop()
            return found

    losing: Any = Losing(client)
    store = published(one_segment(tmp_path), losing)
    losing.calls[:] = ["one"]
    with pytest.raises(StoreUnavailable, match=r"gave \d of \d tokens scores"):
        store.search(query("cats sleep"), 100)


def test_a_generation_that_went_away_is_told_from_a_server_that_did(tmp_path: Path, client: QdrantClient) -> None:
    local = one_segment(tmp_path)
    store = published(local, client)
    client.delete_collection(f"pincite-1-{local.manifest.generation}")
    for ask in (lambda: store.search(query("cats"), 1), lambda: store.document("pets"), lambda: store.documents()):
        with pytest.raises(GenerationGone, match="has no collection pincite-1-2"):
            ask()


def test_only_a_generation_with_its_manifest_is_opened(tmp_path: Path, client: QdrantClient) -> None:
    local = one_segment(tmp_path)
    store = published(local, client)
    assert store.generation == local.generation
    name = f"pincite-1-{local.manifest.generation}"
    client.delete(name, models.PointIdsList(points=[id_of("manifest")]))
    from index.storage.qdrant.collection import Collection
    from index.storage.qdrant.store import QdrantStore

    with pytest.raises(GenerationGone, match="is not whole"):
        QdrantStore(Collection(client, name))


def test_documents_are_listed_over_several_pages(
    tmp_path: Path, client: QdrantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.storage.qdrant import store as module

    monkeypatch.setattr(module, "PAGE", 2)
    names = ["a", "b", "c", "d", "e"]
    store = published(stored(tmp_path, BagOfWords(), *(article("Cats sleep.", n) for n in reversed(names))), client)
    assert [entry.id for entry in store.documents()] == names
    assert [entry.id for entry in store.documents("b", 2)] == ["c", "d"]
    assert [entry.id for entry in store.documents("bb")] == ["c", "d", "e"]
    assert store.documents("e", 3) == []


def test_without_a_word_or_a_document_nothing_is_asked(tmp_path: Path, client: QdrantClient) -> None:
    store = published(one_segment(tmp_path), client)
    assert store.sharing([], 1, 0) == []
    assert store.sharing(["zebras"], 1, 0) == [[]]
    unknown = store.search(query("zebras"), 100)
    assert unknown.scores[:, :2].tolist() == [[0, 0]] * 5
    assert Generations(tmp_path).live_name() == store.generation.generation
