from pathlib import Path

import numpy as np
import pytest

from index.documents import About, Block, Document, Passage, Sentence, SplitDocument
from index.errors import DocumentNotFound
from index.storage import vectors
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.texts import Record
from index.store import SCORES, Entry, Hits
from tests.building import article, build, stored
from tests.fake_encoder import BagOfWords, query, tokens_of
from tests.index.by_hand import bm25, maxsim

ANIMALS = "The cat sat on the mat. Dogs bark at the cat. Birds sing."
NIGHT = "👩🏽‍🚀 flew at night. Cats sleep. The cat and the dog sleep at night."


def two_articles() -> tuple[SplitDocument, SplitDocument]:
    """Animals, whose first two sentences are a passage and whose third is another; and night, one passage."""
    one = article(ANIMALS, "animals")
    return SplitDocument(one.document, one.sentences, (Passage(0, 2), Passage(2, 3))), article(NIGHT, "a/night")


SENTENCES = [t[s.start : s.end] for a in two_articles() for t in [a.document.text] for s in a.sentences]
PASSAGES = [t[slice(*a.passage_range(p))] for a in two_articles() for t in [a.document.text] for p in a.passages]
PASSAGE_OF = [0, 0, 1, 2, 2, 2]


@pytest.fixture
def small(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, *two_articles())


def search(store: LocalStore, question: str, depth: int = 100, documents: tuple[str, ...] = ()) -> Hits:
    return store.search(query(question), depth, documents)


def expected(question: str) -> list[list[float]]:
    """All scores of every sentence, as plainly as possible."""
    vector, encode = BagOfWords().encode([question])[0], BagOfWords().encode
    sentence_bm25, passage_bm25 = bm25(question, SENTENCES), bm25(question, PASSAGES)
    sentence_cosine, passage_cosine = encode(SENTENCES) @ vector, encode(PASSAGES) @ vector
    late = [maxsim(query(question).tokens, tokens_of(sentence)) for sentence in SENTENCES]
    return [
        [sentence_bm25[row], passage_bm25[p], float(sentence_cosine[row]), float(passage_cosine[p]), late[row], 1.0]
        for row, p in enumerate(PASSAGE_OF)
    ]


def test_the_fixture_is_what_the_examples_rely_on() -> None:
    assert SENTENCES[0] == "The cat sat on the mat."
    assert PASSAGES == ["The cat sat on the mat. Dogs bark at the cat.", "Birds sing.", NIGHT]


@pytest.mark.parametrize("graph", [False, True])
@pytest.mark.parametrize("question", ["Where does the cat sleep at night?", "Who sings?", "zebra", "the"])
def test_all_scores_agree_with_brute_force(
    tmp_path: Path, fake: BagOfWords, monkeypatch: pytest.MonkeyPatch, question: str, graph: bool
) -> None:
    if graph:
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
    hits = search(stored(tmp_path, fake, *two_articles()), question)
    assert SCORES == ("sentence_bm25", "passage_bm25", "sentence_cosine", "passage_cosine", "late", "own_language")
    assert hits.keys.tolist() == [0, 1, 2, 3, 4, 5]
    # A graph holds vectors in 16 bits: 11 of them are the fraction's.
    np.testing.assert_allclose(hits.scores, expected(question), atol=1e-6, rtol=2**-11 if graph else 0)


def test_cosines_are_those_worked_out_by_hand(small: LocalStore) -> None:
    cosines = search(small, "cats sleep").scores[:, 2]
    # "Cats sleep." has both words; the last sentence has "sleep" among its 7 words, no other has either.
    assert cosines == pytest.approx([0, 0, 0, 0, 2 / 2, 1 / (2 * 7) ** 0.5], abs=1e-6)


def test_a_search_in_some_documents_brings_only_their_sentences(small: LocalStore) -> None:
    question = "Where does the cat sleep at night?"
    for documents, rows in (
        (("animals",), [0, 1, 2]),
        (("a/night",), [3, 4, 5]),
        (("a/night", "animals", "a/night"), [0, 1, 2, 3, 4, 5]),
    ):
        hits = search(small, question, documents=documents)
        assert hits.keys.tolist() == rows
        np.testing.assert_allclose(hits.scores, [expected(question)[row] for row in rows], atol=1e-6)


def test_a_shallow_search_brings_the_best_of_each_kind_and_their_passages(small: LocalStore) -> None:
    # Depth 1 asks each search for one: sentence 2 by vector and BM25, and passage 1, which is that sentence alone.
    assert search(small, "birds sing", depth=1).keys.tolist() == [2]
    # "cats sleep": sentence 4 by both; its passage, "a/night", brings the sentences around it.
    assert search(small, "cats sleep", depth=1).keys.tolist() == [3, 4, 5]


def test_an_unknown_document_is_refused_by_name(small: LocalStore) -> None:
    for call in (lambda: search(small, "x", documents=("none",)), lambda: small.document("none")):
        with pytest.raises(DocumentNotFound) as caught:
            call()
        assert caught.value.document_id == "none"
        assert str(caught.value) == "No document has the id 'none'."


def test_texts_come_back_as_they_went_in_in_row_order(small: LocalStore) -> None:
    assert list(small.texts.each_sentence()) == list(zip(["animals"] * 3 + ["a/night"] * 3, SENTENCES, strict=True))
    assert small.document("animals") == Document(
        "animals", About("ANIMALS"), ANIMALS, (Block("paragraph", 0, len(ANIMALS)),)
    )
    assert small.document("a/night").text == NIGHT


def test_a_row_knows_its_document_and_range(small: LocalStore) -> None:
    assert small.texts.sentences == 6
    for row, text in enumerate(SENTENCES):
        entry, sentence = small.texts.sentence(row)
        assert small.document(entry.id).text[sentence.start : sentence.end] == text
    assert small.texts.sentence(3)[0].id == "a/night"
    assert small.texts.sentence(3)[1] == Sentence(0, 19)


def test_an_entry_places_its_text_and_sentences_in_the_files(small: LocalStore) -> None:
    length = len(ANIMALS.encode())
    assert small.texts.record("a/night") == Record(
        "a/night", About("A/NIGHT"), length, length + len(NIGHT.encode()), 3, 6, 1, 2
    )
    assert small.entry("a/night") == Entry("a/night", About("A/NIGHT"), 3)
    assert small.texts.ranges(small.texts.record("a/night")).tolist() == [[0, 19], [20, 31], [32, 67]]


def test_what_the_sidecar_says_comes_back(tmp_path: Path, fake: BagOfWords) -> None:
    about = About("T\u2028“t”\r\n", "http://x.y/ä", "A\u0085B", "2025-08-17", "de")
    document = Document("x", about, "One.")
    split = SplitDocument(document, (Sentence(0, 4),), (Passage(0, 1),))
    assert stored(tmp_path, fake, split, article("Two.", "z")).document("x") == document


def test_blocks_come_back_with_their_parents_and_speakers(tmp_path: Path, fake: BagOfWords) -> None:
    blocks = (
        Block("heading", 0, 4),
        Block("speech", 5, 9, parent=0, speaker="Ünal"),
        Block("speech", 10, 16, parent=0, speaker="Abe"),
        Block("list_item", 17, 21, parent=2, speaker="Ünal"),
    )
    document = Document("x", About("X"), "One. Two. Three. Four", blocks)
    split = SplitDocument(document, (Sentence(0, 4),), (Passage(0, 1),))
    store = stored(tmp_path, fake, article("Zero.", "a"), split, article("Five.", "z"))
    assert store.document("x") == document
    assert store.texts.record("x").speakers == ("Ünal", "Abe")
    assert store.document("z").blocks == (Block("paragraph", 0, 5),)


def test_a_store_still_answers_after_its_generation_is_removed(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, *two_articles())
    for text in ("One.", "Two.", "Three."):
        build(tmp_path, fake, article(text), keep=2)
    assert store.manifest.generation not in Generations(tmp_path).names()
    np.testing.assert_allclose(search(store, "cat").scores, expected("cat"), atol=1e-6)
    assert store.document("a/night").text == NIGHT
