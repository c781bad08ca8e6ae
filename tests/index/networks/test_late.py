from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.documents import About, Document, Passage, PassageText, SplitDocument
from index.errors import DamagedGeneration
from index.networks.late import MOST, WIDTH, QuestionTokens, Tokens, match, packed, rounded, unpacked
from index.networks.models import Floats
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.verify import verify
from index.store import SCORES
from tests.building import article, build, segment_of, stored
from tests.fake_encoder import BagOfWords, query, tokens_of
from tests.index import by_hand

ANIMALS = "The cat sat. Dogs bark at cats. Birds sing."
NIGHT = "👩🏽‍🚀 flew at night. Cats sleep."


def two_articles() -> tuple[SplitDocument, SplitDocument]:
    """Animals, whose first two sentences are a passage and whose third is another; and night, one passage."""
    one = article(ANIMALS, "animals")
    return SplitDocument(one.document, one.sentences, (Passage(0, 2), Passage(2, 3))), article(NIGHT, "night")


SENTENCES = [t[s.start : s.end] for a in two_articles() for t in [a.document.text] for s in a.sentences]


def unit_vectors(count: int, seed: int = 0) -> Floats:
    vectors = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def random_tokens(*lengths: int) -> list[Tokens]:
    chance = np.random.default_rng(len(lengths))
    return [chance.integers(-MOST, MOST + 1, size=(length, WIDTH), dtype=np.int8) for length in lengths]


def joined(sentences: list[Tokens]) -> tuple[Tokens, NDArray[np.int64]]:
    counts = np.array([len(tokens) for tokens in sentences], dtype=np.int64)
    return np.concatenate([np.zeros((0, WIDTH), dtype=np.int8), *sentences]), counts


@pytest.mark.parametrize("lengths", [(1,), (4, 1, 9, 2, 30), (1,) * 12])
def test_match_agrees_with_brute_force(lengths: tuple[int, ...]) -> None:
    weights = np.array([0.5, 0.25, 0.125, 0.125], dtype=np.float32)
    question = QuestionTokens(unit_vectors(4), weights)
    sentences = random_tokens(*lengths)
    scores = match(question, *joined(sentences))
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, [by_hand.maxsim(question, s) for s in sentences], atol=1e-5)


def test_rounded_tokens_point_where_they_did() -> None:
    vectors = unit_vectors(20)
    tokens = rounded(vectors)
    assert tokens.dtype == np.int8
    assert np.abs(tokens).max(axis=1).tolist() == [7] * 20
    scaled = vectors * 7 / np.abs(vectors).max(axis=1, keepdims=True)
    assert np.abs(tokens - scaled).max() <= 0.5 + 1e-5
    back = tokens / np.linalg.norm(tokens.astype(np.float32), axis=1, keepdims=True)
    assert np.einsum("td,td->t", back, vectors).min() > 0.98


def test_two_dimensions_of_a_token_are_one_byte() -> None:
    tokens = np.zeros((2, WIDTH), dtype=np.int8)
    tokens[0, [0, 1, 48, 95]] = [7, -7, -1, 3]
    data = packed(tokens)
    assert data.dtype == np.uint8
    assert data.shape == (2, 48)
    assert data[0, [0, 1, 2, 47]].tolist() == [0x7F, 0x81, 0x88, 0xB8]
    assert data[1].tolist() == [0x88] * 48
    np.testing.assert_array_equal(unpacked(data), tokens)


@pytest.mark.parametrize("count", [0, 1, 300])
def test_what_was_packed_comes_back(count: int) -> None:
    (tokens,) = random_tokens(count)
    found = unpacked(packed(tokens))
    assert found.dtype == np.int8
    np.testing.assert_array_equal(found, tokens)


def test_a_token_that_is_nought_matches_nothing() -> None:
    nought = np.zeros((1, WIDTH), dtype=np.int8)
    scores = match(QuestionTokens(unit_vectors(1), np.ones(1, dtype=np.float32)), *joined([nought]))
    assert scores.tolist() == [0.0]


def test_no_sentences_have_no_scores() -> None:
    assert match(query("red").tokens, *joined([])).shape == (0,)


def test_scores_are_those_worked_out_by_hand() -> None:
    tokens = [tokens_of(sentence) for sentence in ("A red apple.", "Wet ravens rest.", "Blue.")]
    # "red wine": letters r, w. The sentences': a, r; w, r; b.
    assert match(query("red wine").tokens, *joined(tokens)) == pytest.approx([1 / 2, 1.0, 0.0], abs=1e-6)


def test_passages_are_encoded_with_their_title_and_the_sentence_before(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, *two_articles())
    one, two, three = passages = [
        PassageText("ANIMALS", "", ("The cat sat.", "Dogs bark at cats.")),
        PassageText("ANIMALS", "Dogs bark at cats.", ("Birds sing.",)),
        PassageText("NIGHT", "", ("👩🏽‍🚀 flew at night.", "Cats sleep.")),
    ]
    assert fake.given == passages
    assert [store.texts.passage_text(store.texts.rows_in(number)) for number in range(3)] == passages
    found = store.passages(np.arange(5))
    assert [passage.text for passage in found] == [one, one, two, three, three]
    assert [passage.keys for passage in found] == [(0, 1), (0, 1), (2,), (3, 4), (3, 4)]


@pytest.mark.parametrize("question", ["Where do cats sleep at night?", "birds", "zebra", "?"])
def test_the_store_scores_every_candidate_by_late_interaction(tmp_path: Path, fake: BagOfWords, question: str) -> None:
    store = stored(tmp_path, fake, *two_articles())
    hits = store.search(query(question), 100)
    assert SCORES[4] == "late"
    assert hits.keys.tolist() == [0, 1, 2, 3, 4]
    wanted = [by_hand.maxsim(query(question).tokens, tokens_of(text)) for text in SENTENCES]
    np.testing.assert_allclose(hits.scores[:, 4], wanted, atol=1e-6)


def test_a_search_in_some_documents_scores_their_sentences(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, *two_articles())
    hits = store.search(query("cats sleep"), 100, ["night"])
    # Letters c and s. "👩🏽‍🚀 flew at night.": f, a, n; "Cats sleep.": c, s.
    assert hits.keys.tolist() == [3, 4]
    assert hits.scores[:, 4] == pytest.approx([0, 1], abs=1e-6)


def test_a_rebuild_encodes_only_passages_that_changed(tmp_path: Path, fake: BagOfWords) -> None:
    animals, night = two_articles()
    assert build(tmp_path, fake, animals, night).embedded == 3
    fake.given.clear()
    text = "👩🏽‍🚀 flew at noon. Cats sleep."
    assert build(tmp_path, fake, animals, article(text, "night")).embedded == 1
    assert fake.given == [PassageText("NIGHT", "", ("👩🏽‍🚀 flew at noon.", "Cats sleep."))]
    fake.given.clear()
    assert build(tmp_path, fake, animals, night).embedded == 0
    assert build(tmp_path, fake, animals, night, full=True).embedded == 3


def test_another_title_or_sentence_before_is_another_passage(tmp_path: Path, fake: BagOfWords) -> None:
    animals, _ = two_articles()
    build(tmp_path, fake, animals)
    fake.given.clear()
    document = Document("animals", About("Beasts"), ANIMALS)
    build(tmp_path, fake, SplitDocument(document, animals.sentences, animals.passages))
    assert {p.title for p in fake.given} == {"Beasts"}
    fake.given.clear()
    changed = article(ANIMALS.replace("Dogs", "Hogs"), "animals")
    build(tmp_path, fake, SplitDocument(changed.document, changed.sentences, animals.passages))
    assert sorted(p.before for p in fake.given) == ["", "Hogs bark at cats."]


def test_the_same_passage_in_two_documents_is_encoded_once(tmp_path: Path, fake: BagOfWords) -> None:
    one = article("Red wine.", "one")
    other = SplitDocument(Document("other", About("ONE"), "Red wine."), one.sentences, one.passages)
    store = stored(tmp_path, fake, one, other)
    assert fake.given == [PassageText("ONE", "", ("Red wine.",))]
    hits = store.search(query("red"), 10)
    assert hits.scores[:, 4].tolist() == [1.0, 1.0]


def test_other_weights_encode_every_passage_again(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path, fake, *two_articles())
    other = BagOfWords(sha256="d" * 64)
    assert build(tmp_path, other, *two_articles()).embedded == 3
    assert Manifest.read(Generations(tmp_path).live()).model.sha256 == "d" * 64


def test_tokens_no_kept_generation_uses_are_forgotten(tmp_path: Path, fake: BagOfWords) -> None:
    for text in ("One.", "Two.", "Three."):
        build(tmp_path, fake, article(text), keep=2)
    fake.given.clear()
    build(tmp_path, fake, article("Two."), keep=2)
    build(tmp_path, fake, article("One."), keep=2)
    assert [p.sentences for p in fake.given] == [("One.",)]


def test_a_generation_with_tokens_is_whole(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path, fake, *two_articles())
    verified = verify(Generations(tmp_path).live())
    assert (verified.files, verified.sentences, verified.vectors) == (18 + 2, 5, 5 + 3)


@pytest.mark.parametrize("name", ["tokens.npy", "token_starts.npy"])
def test_a_changed_token_is_found(tmp_path: Path, fake: BagOfWords, name: str) -> None:
    build(tmp_path, fake, *two_articles())
    path = segment_of(Generations(tmp_path).live()) / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedGeneration, match=f"{name} is not what was built"):
        LocalStore.open(Generations(tmp_path).live())
