"""What is found does not depend on how documents are cut into segments, nor on what was removed from these."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.documents import About, Document, SplitDocument
from index.read import split
from index.reading.plain import plain_blocks
from index.storage import vectors
from index.storage.all_texts import Numbering
from index.storage.local import LocalStore
from tests.building import article, cut, stored
from tests.fake_encoder import BagOfWords, query

TEXTS = {
    "cats": "# Cats\n\nCats sleep all day. Cats hunt at night; a cat is quiet.\n\nA cat has nine lives.",
    "dogs": "Dogs bark at cats. A dog sleeps too.",
    "birds": "Birds sing in the morning. Some birds hunt at night 👩🏽‍🚀.",
    "stops": "Who is it? That is this.",
    "brücken": "Die Brücken der Stadt sind alt. Katzen schlafen auf den alten Brücken.",
    "fish": "Fish swim.\n\n- carp\n- pike\n\nA pike hunts.",
    "long": " ".join(f"Number {n} of the cats is here." for n in range(12)),
}
QUESTIONS = ["Where do cats sleep at night?", "Who hunts?", "number 7", "alte Brücken", "zebra", "", "the"]
# How the seven are cut, and what else stands in a segment that is removed from it.
CUTS: dict[str, list[tuple[list[str], list[str]]]] = {
    "one": [(list(TEXTS), [])],
    "three": [(["cats", "dogs"], []), (["birds", "stops", "brücken"], ["dogs"]), (["fish", "long"], ["cats", "birds"])],
    "seven": [([name], ["fish", "long"] if name == "dogs" else []) for name in TEXTS],
    "much removed": [(["cats"], ["dogs", "birds", "long"]), (list(TEXTS)[1:], ["cats"])],
}


def article_of(name: str) -> SplitDocument:
    blocks = tuple(plain_blocks(TEXTS[name]))
    return split(Document(name, About(name, language="de" if name == "brücken" else "en"), TEXTS[name], blocks))


def old(name: str) -> SplitDocument:
    """What a document was before; it answers all questions, if it is asked."""
    return article("Cats sleep at night on old Brücken. The number 7 hunts a zebra.", name)


def stored_as(cut_as: str, root: Path) -> LocalStore:
    segments = [
        ([old(name) for name in removed] + [article_of(name) for name in names], removed)
        for names, removed in CUTS[cut_as]
    ]
    return cut(root, BagOfWords(), *segments)


def hits(
    store: LocalStore, question: str, depth: int, documents: Sequence[str] = ()
) -> dict[tuple[str, int], list[float]]:
    """Every hit's scores, by its document and where it begins there."""
    found = store.search(query(question), depth, documents)
    places = [(q.entry.id, q.sentence.start) for q in store.quotes(found.keys)]
    return dict(zip(places, found.scores.tolist(), strict=True))


@pytest.fixture(params=["exact", "graph"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "graph":
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
    return str(request.param)


@pytest.mark.parametrize("cut_as", list(CUTS)[1:])
def test_every_score_is_as_if_there_were_one_segment(tmp_path: Path, kind: str, cut_as: str) -> None:
    one = stored(tmp_path / "one", BagOfWords(), *map(article_of, TEXTS))
    many = stored_as(cut_as, tmp_path / "many")
    for question in QUESTIONS:
        for documents in ((), ("long",), ("brücken", "cats", "fish")):
            wanted, found = hits(one, question, 100, documents), hits(many, question, 100, documents)
            assert found.keys() == wanted.keys()
            for place, scores in found.items():
                assert scores == pytest.approx(wanted[place], abs=1e-6)


@pytest.mark.parametrize("cut_as", list(CUTS)[1:])
def test_a_shallow_search_finds_the_same(tmp_path: Path, kind: str, cut_as: str) -> None:
    one = stored(tmp_path / "one", BagOfWords(), *map(article_of, TEXTS))
    many = stored_as(cut_as, tmp_path / "many")
    # Its three best by each search have scores of their own, so that which they are is not for chance to say.
    question = "Where do birds sing in the morning and cats hunt at night?"
    assert hits(one, question, 3).keys() == hits(many, question, 3).keys()


@pytest.mark.parametrize("cut_as", list(CUTS)[1:])
def test_all_that_is_said_of_a_sentence_is_the_same_but_for_keys(tmp_path: Path, cut_as: str) -> None:
    one = stored(tmp_path / "one", BagOfWords(), *map(article_of, TEXTS))
    many = stored_as(cut_as, tmp_path / "many")
    assert many.documents() == one.documents()
    assert many.words == one.words
    assert sorted(many.texts.each_sentence()) == sorted(one.texts.each_sentence())
    assert many.texts.sentences == one.texts.sentences
    for name in TEXTS:
        assert many.document(name) == one.document(name)
        assert many.sentences_of(name) == one.sentences_of(name)
        assert said_of(many, name) == said_of(one, name)
    ((best, *_),) = many.sharing(["alte Brücken der Stadt"], 3, 5)
    assert (best.document_id, best.stretch) == ("brücken", TEXTS["brücken"][:36])
    assert many.quotes(np.array([best.key]))[0].text == "Die Brücken der Stadt sind alt."


def said_of(store: LocalStore, name: str) -> list[object]:
    """Quotes and passages of a document's sentences, with texts in the place of keys."""
    keys = store.texts.rows_of([name])

    def texts(of: Sequence[int]) -> list[str]:
        return [quote.text for quote in store.quotes(np.array(of, dtype=np.int64))]

    quotes = [
        (q.entry, q.sentence, q.text, q.before, q.after, q.block, q.headings, texts(q.below), texts(q.following))
        for q in store.quotes(keys)
    ]
    return [quotes, [(texts(passage.keys), passage.text) for passage in store.passages(keys[::-1])]]


def test_a_removed_document_is_not_there(tmp_path: Path) -> None:
    store = cut(tmp_path, BagOfWords(), ([article("One cat.", "a"), article("Two dogs.", "b")], ["a"]))
    assert [entry.id for entry in store.documents()] == ["b"]
    assert not store.texts.has("a")
    assert (store.texts.sentences, store.words) == (1, ["dogs"])
    assert hits(store, "cat", 10).keys() == {("b", 0)}


def test_keys_are_numbered_through_the_segments() -> None:
    numbering = Numbering([3, 1, 4])
    assert numbering.count == 8
    assert [numbering.place(key) for key in (0, 2, 3, 4, 7)] == [(0, 0), (0, 2), (1, 0), (2, 0), (2, 3)]
    assert [part.tolist() for part in numbering.apart(np.array([1, 2, 4, 4, 7]))] == [[1, 2], [], [0, 0, 3]]
    assert [part.tolist() for part in numbering.apart(np.array([], dtype=np.int64))] == [[], [], []]
