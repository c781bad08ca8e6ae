from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.documents import About, Document, Passage, PassageText, SplitDocument
from index.errors import DamagedGeneration, ModelError
from index.networks import late
from index.networks.encoders import Encoders
from index.networks.late import WIDTH, LateInteraction, QuestionTokens, Tokens, match, pack, unpack
from index.networks.models import Floats
from index.networks.wordpieces import word_pieces
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.verify import verify
from index.store import SCORES, Query
from tests.building import article, build, segment_of, stored
from tests.fake_encoder import BagOfWords
from tests.fake_late import FirstLetters
from tests.fake_network import FakeNetwork
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
    return [chance.integers(-128, 128, size=(length, WIDTH), dtype=np.int8) for length in lengths]


def joined(sentences: list[Tokens]) -> tuple[Tokens, NDArray[np.int64]]:
    counts = np.array([len(tokens) for tokens in sentences], dtype=np.int64)
    return np.concatenate([np.zeros((0, WIDTH), dtype=np.int8), *sentences]), counts


@pytest.mark.parametrize("lengths", [(1,), (3,), (1, 1), (5, 1, 200, 7)])
def test_what_was_packed_comes_back(lengths: tuple[int, ...]) -> None:
    tokens = random_tokens(*lengths)
    found = unpack(pack(tokens))
    assert [t.dtype for t in found] == [np.int8] * len(lengths)
    for one, other in zip(found, tokens, strict=True):
        np.testing.assert_array_equal(one, other)


def test_packed_tokens_are_their_counts_and_one_byte_for_each_dimension() -> None:
    data = pack(random_tokens(2, 5))
    assert data[:12] == b"\x02\0\0\0" + b"\x02\0\0\0" + b"\x05\0\0\0"
    assert len(data) == 12 + (2 + 5) * WIDTH


@pytest.mark.parametrize("lengths", [(1,), (4, 1, 9, 2, 30), (1,) * 12])
def test_match_agrees_with_brute_force(lengths: tuple[int, ...]) -> None:
    weights = np.array([0.5, 0.25, 0.125, 0.125], dtype=np.float32)
    question = QuestionTokens(unit_vectors(4), weights)
    sentences = random_tokens(*lengths)
    scores = match(question, *joined(sentences))
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, [by_hand.maxsim(question, s) for s in sentences], atol=1e-5)


def test_a_token_that_is_nought_matches_nothing() -> None:
    nought = np.zeros((1, WIDTH), dtype=np.int8)
    scores = match(QuestionTokens(unit_vectors(1), np.ones(1, dtype=np.float32)), *joined([nought]))
    assert scores.tolist() == [0.0]


def test_no_sentences_have_no_scores() -> None:
    assert match(FirstLetters().question("red"), *joined([])).shape == (0,)


def test_scores_are_those_worked_out_by_hand() -> None:
    fake = FirstLetters()
    (tokens,) = fake.passages([PassageText("", "", ("A red apple.", "Wet ravens rest.", "Blue."))])
    # "red wine": letters r, w. The sentences': a, r; w, r; b.
    assert match(fake.question("red wine"), *joined(tokens)) == pytest.approx([1 / 2, 1.0, 0.0], abs=1e-6)


def network(ids: list[int], types: list[int]) -> list[Floats]:
    """A unit vector of its own for each position, and equal weights."""
    return [unit_vectors(512)[: len(ids)], np.full(len(ids), 1 / len(ids), dtype=np.float32)]


def test_a_question_is_encoded_between_cls_and_sep() -> None:
    fake = FakeNetwork(network)
    tokens = LateInteraction(fake).question("Red wine")
    red, wine = word_pieces().cut(["red wine"])[0].ids
    assert fake.given == [([101, red, wine, 102], [0] * 4)]
    np.testing.assert_array_equal(tokens.vectors, unit_vectors(512)[:4])
    assert tokens.weights.tolist() == [0.25] * 4


def test_the_tokens_of_a_sentence_are_those_of_its_pieces_with_its_cls_rounded() -> None:
    fake = FakeNetwork(network)
    ((one, two),) = LateInteraction(fake).passages([PassageText("Cats", "Before.", ("Red wine", "Blue"))])
    ((ids, types),) = fake.given
    # [CLS] [SEP] cats before . [CLS] red wine [CLS] blue [SEP]
    assert [i for i, piece in enumerate(ids) if piece == 101] == [0, 5, 8]
    assert types == [0, 0] + [1] * 9
    vectors = unit_vectors(512)
    for found, wanted in ((one, vectors[5:8]), (two, vectors[8:10])):
        assert np.abs(found).max(axis=1).tolist() == [127] * len(wanted)
        back = found / np.linalg.norm(found, axis=1, keepdims=True)
        np.testing.assert_allclose(back, wanted, atol=0.005)


def test_a_passage_of_several_windows_has_the_tokens_of_every_sentence() -> None:
    long, short = PassageText("", "", ("cat " * 150, "cat " * 500, "cat")), PassageText("", "", ("cat",))
    found, other = LateInteraction(FakeNetwork(network)).passages([long, short])
    assert [t.shape for t in other] == [(2, WIDTH)]
    assert [t.shape for t in found] == [(151, WIDTH), (201, WIDTH), (2, WIDTH)]


def test_the_late_interaction_is_named_by_its_weights() -> None:
    assert LateInteraction(FakeNetwork(network)).sha256 == "e" * 64


def test_passages_are_encoded_with_their_title_and_the_sentence_before(tmp_path: Path, fake: BagOfWords) -> None:
    encoder = FirstLetters()
    store = stored(tmp_path, fake, *two_articles(), late=encoder)
    one, two, three = passages = [
        PassageText("ANIMALS", "", ("The cat sat.", "Dogs bark at cats.")),
        PassageText("ANIMALS", "Dogs bark at cats.", ("Birds sing.",)),
        PassageText("NIGHT", "", ("👩🏽‍🚀 flew at night.", "Cats sleep.")),
    ]
    assert encoder.given == passages
    assert [store.texts.passage_text(store.texts.rows_in(number)) for number in range(3)] == passages
    found = store.passages(np.arange(5))
    assert [passage.text for passage in found] == [one, one, two, three, three]
    assert [passage.keys for passage in found] == [(0, 1), (0, 1), (2,), (3, 4), (3, 4)]


@pytest.mark.parametrize("question", ["Where do cats sleep at night?", "birds", "zebra", "?"])
def test_the_store_scores_every_candidate_by_late_interaction(tmp_path: Path, fake: BagOfWords, question: str) -> None:
    encoder = FirstLetters()
    store = stored(tmp_path, fake, *two_articles(), late=encoder)
    vector, tokens = fake.encode([question])[0], encoder.question(question)
    hits = store.search(Query(question, vector, tokens), 100)
    assert SCORES[4:] == ("late",)
    assert hits.keys.tolist() == [0, 1, 2, 3, 4]
    wanted = [by_hand.maxsim(tokens, encoder.passages([PassageText("", "", (text,))])[0][0]) for text in SENTENCES]
    np.testing.assert_allclose(hits.scores[:, 4], wanted, atol=1e-6)
    without = store.search(Query(question, vector), 100)
    np.testing.assert_array_equal(hits.scores[:, :4], without.scores)


def test_a_search_in_some_documents_scores_their_sentences(tmp_path: Path, fake: BagOfWords) -> None:
    encoder = FirstLetters()
    store = stored(tmp_path, fake, *two_articles(), late=encoder)
    query = Query("cats sleep", fake.encode(["cats sleep"])[0], encoder.question("cats sleep"))
    hits = store.search(query, 100, ["night"])
    # Letters c and s. "👩🏽‍🚀 flew at night.": f, a, n; "Cats sleep.": c, s.
    assert hits.keys.tolist() == [3, 4]
    assert hits.scores[:, 4] == pytest.approx([0, 1], abs=1e-6)


def test_a_store_without_tokens_has_the_four_other_scores(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, *two_articles())
    hits = store.search(Query("cats", fake.encode(["cats"])[0], FirstLetters().question("cats")), 100)
    assert hits.scores.shape == (5, 4)


def test_a_rebuild_encodes_only_passages_that_changed(tmp_path: Path, fake: BagOfWords) -> None:
    encoder = FirstLetters()
    animals, night = two_articles()
    # Three passages are encoded; five sentences and three passages are embedded, but "Birds sing." is both.
    assert build(tmp_path, fake, animals, night, late=encoder).embedded == 3 + (5 + 3 - 1)
    encoder.given.clear()
    text = "👩🏽‍🚀 flew at noon. Cats sleep."
    # The first sentence and the passage are new as texts, and the passage is encoded.
    assert build(tmp_path, fake, animals, article(text, "night"), late=encoder).embedded == 1 + (1 + 1)
    assert encoder.given == [PassageText("NIGHT", "", ("👩🏽‍🚀 flew at noon.", "Cats sleep."))]
    encoder.given.clear()
    assert build(tmp_path, fake, animals, night, late=encoder).embedded == 0
    assert build(tmp_path, fake, animals, night, late=encoder, full=True).embedded == 3 + (5 + 3 - 1)


def test_another_title_or_sentence_before_is_another_passage(tmp_path: Path, fake: BagOfWords) -> None:
    encoder = FirstLetters()
    animals, _ = two_articles()
    build(tmp_path, fake, animals, late=encoder)
    encoder.given.clear()
    document = Document("animals", About("Beasts"), ANIMALS)
    build(tmp_path, fake, SplitDocument(document, animals.sentences, animals.passages), late=encoder)
    assert {p.title for p in encoder.given} == {"Beasts"}
    encoder.given.clear()
    changed = article(ANIMALS.replace("Dogs", "Hogs"), "animals")
    build(tmp_path, fake, SplitDocument(changed.document, changed.sentences, animals.passages), late=encoder)
    assert sorted(p.before for p in encoder.given) == ["", "Hogs bark at cats."]


def test_the_same_passage_in_two_documents_is_encoded_once(tmp_path: Path, fake: BagOfWords) -> None:
    encoder = FirstLetters()
    one = article("Red wine.", "one")
    other = SplitDocument(Document("other", About("ONE"), "Red wine."), one.sentences, one.passages)
    store = stored(tmp_path, fake, one, other, late=encoder)
    assert encoder.given == [PassageText("ONE", "", ("Red wine.",))]
    hits = store.search(Query("red", fake.encode(["red"])[0], encoder.question("red")), 10)
    assert hits.scores[:, 4].tolist() == [1.0, 1.0]


def test_other_weights_encode_every_passage_again(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path, fake, *two_articles(), late=FirstLetters())
    other = FirstLetters(sha256="d" * 64)
    assert build(tmp_path, fake, *two_articles(), late=other).embedded == 3
    assert Manifest.read(Generations(tmp_path).live()).late == "d" * 64


def test_tokens_no_kept_generation_uses_are_forgotten(tmp_path: Path, fake: BagOfWords) -> None:
    encoder = FirstLetters()
    for text in ("One.", "Two.", "Three."):
        build(tmp_path, fake, article(text), late=encoder, keep=2)
    encoder.given.clear()
    build(tmp_path, fake, article("Two."), late=encoder, keep=2)
    build(tmp_path, fake, article("One."), late=encoder, keep=2)
    assert [p.sentences for p in encoder.given] == [("One.",)]


def test_a_generation_with_tokens_is_whole(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path, fake, *two_articles(), late=FirstLetters())
    verified = verify(Generations(tmp_path).live())
    assert (verified.files, verified.sentences, verified.vectors) == (18 + 2, 5, 5 + 3)


@pytest.mark.parametrize("name", ["tokens.npy", "token_starts.npy"])
def test_a_changed_token_is_found(tmp_path: Path, fake: BagOfWords, name: str) -> None:
    build(tmp_path, fake, *two_articles(), late=FirstLetters())
    path = segment_of(Generations(tmp_path).live()) / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedGeneration, match=f"{name} is not what was built"):
        LocalStore.open(Generations(tmp_path).live())


def test_the_manifest_names_the_weights_and_accepts_them_alone(tmp_path: Path, fake: BagOfWords) -> None:
    manifest = stored(tmp_path, fake, *two_articles(), late=FirstLetters()).manifest
    assert manifest.late == "f" * 64
    manifest.check_encoders(Encoders(fake, FirstLetters()))
    manifest.check_encoders(Encoders(fake))  # it is not used then
    with pytest.raises(ModelError) as caught:
        manifest.check_encoders(Encoders(fake, FirstLetters(sha256="d" * 64)))
    assert str(caught.value) == (
        f"The index was built with weights {'f' * 12}…, but the late interaction's weights here are {'d' * 12}…; "
        "run `pincite index rebuild`."
    )


def test_an_index_without_tokens_is_refused_where_there_are_weights(tmp_path: Path, fake: BagOfWords) -> None:
    manifest = stored(tmp_path, fake, *two_articles()).manifest
    with pytest.raises(ModelError, match=r"built without late interaction, but .* run `pincite index rebuild`\."):
        manifest.check_encoders(Encoders(fake, FirstLetters()))


def test_another_embedding_model_is_refused_with_the_same_weights(tmp_path: Path, fake: BagOfWords) -> None:
    manifest = stored(tmp_path, fake, *two_articles(), late=FirstLetters()).manifest
    with pytest.raises(ModelError, match=r"built with model bag-of-words .* but other"):
        manifest.check_encoders(Encoders(BagOfWords(name="other"), FirstLetters()))


def test_without_weights_there_is_no_late_interaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "shipped", lambda package, name: None)
    assert late.load_late() is None
