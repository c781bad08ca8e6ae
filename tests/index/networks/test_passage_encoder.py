import numpy as np
import pytest

from index.documents import PassageText
from index.errors import ModelError
from index.networks import passage_encoder
from index.networks.e5 import WIDTH, e5_pieces
from index.networks.late import WIDTH as TOKEN_WIDTH
from index.networks.late import match
from index.networks.models import Floats
from index.networks.passage_encoder import PassageEncoder, load_passage_encoder
from index.networks.sentencepieces import CLS, SEP
from tests.fake_network import FakeNetwork

SHARE = 0.5


def unit_vectors(count: int, width: int, seed: int) -> Floats:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


HIDDEN, TOKENS = unit_vectors(512, WIDTH, 0), unit_vectors(512, TOKEN_WIDTH, 1)


def network(ids: list[int], types: list[int]) -> list[Floats]:
    """Vectors of its own for each position, equal weights, and the share."""
    count = len(ids)
    weights = np.full(count, 1 / count, dtype=np.float32)
    return [HIDDEN[:count], TOKENS[:count], weights, np.array(SHARE, dtype=np.float32)]


def unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@pytest.fixture(scope="module")
def real() -> PassageEncoder:
    return load_passage_encoder()


def test_a_question_is_the_mean_of_its_pieces_behind_the_word_query() -> None:
    fake = FakeNetwork(network)
    (found,) = PassageEncoder(fake, e5_pieces).questions(["Red wine"])
    head, cut = e5_pieces().cut(["query:", "Red wine"])
    ids = [CLS, *head.ids, *cut.ids, SEP]
    assert fake.given == [(ids, [0] * len(ids))]
    np.testing.assert_allclose(found.vector, unit(HIDDEN[: len(ids)].mean(0)), atol=1e-6)
    np.testing.assert_array_equal(found.tokens.vectors, TOKENS[: len(ids)])
    assert found.tokens.weights == pytest.approx([1 / len(ids)] * len(ids))


def test_a_long_question_is_read_as_far_as_the_model_has_positions() -> None:
    fake = FakeNetwork(network)
    PassageEncoder(fake, e5_pieces).questions(["cat " * 900])
    ((ids, _),) = fake.given
    assert (len(ids), ids[-1]) == (512, SEP)


def test_a_sentence_is_the_mean_of_its_pieces_with_a_share_of_its_passage() -> None:
    fake = FakeNetwork(network)
    (found,) = PassageEncoder(fake, e5_pieces).passages([PassageText("Cats", "Before.", ("Red wine", "Blue"))])
    ((ids, _),) = fake.given
    starts = [i for i, piece in enumerate(ids) if piece == CLS][1:]  # the first begins the layout
    bounds = [(starts[0], starts[1]), (starts[1], len(ids) - 1)]
    means = np.stack([HIDDEN[a:b].mean(0) for a, b in bounds])
    whole = means.mean(0)
    np.testing.assert_allclose(found.sentences, [unit(mean + SHARE * whole) for mean in means], atol=1e-6)
    np.testing.assert_allclose(found.whole, unit(whole), atol=1e-6)
    for tokens, (a, b) in zip(found.tokens, bounds, strict=True):
        scaled = TOKENS[a:b] * 7 / np.abs(TOKENS[a:b]).max(axis=1, keepdims=True)
        assert np.abs(tokens - scaled).max() <= 0.5 + 1e-5


def test_a_passage_of_several_windows_has_every_sentence() -> None:
    (cats,) = (len(cut.ids) for cut in e5_pieces().cut(["cat " * 150]))
    long, short = PassageText("", "", ("cat " * 150, "cat " * 500, "cat")), PassageText("", "", ("cat",))
    found, other = PassageEncoder(FakeNetwork(network), e5_pieces).passages([long, short])
    assert [len(tokens) for tokens in other.tokens] == [2]
    assert [len(tokens) for tokens in found.tokens] == [1 + cats, 201, 2]
    assert (found.sentences.shape, other.sentences.shape) == ((3, WIDTH), (1, WIDTH))


def test_no_passages_and_no_questions_give_nothing() -> None:
    encoder = PassageEncoder(FakeNetwork(network), e5_pieces)
    assert (encoder.passages([]), encoder.questions([])) == ([], [])


def test_a_question_finds_its_answer_in_other_languages_by_vectors_and_by_tokens(real: PassageEncoder) -> None:
    (question,) = real.questions(["Who spoke in Rome about peace?"])
    answers = (
        "Der Papst sprach in Rom über den Frieden.",
        "Le pape a parlé de la paix à Rome.",
        "Папа говорил в Риме о мире.",
        "教皇在罗马谈论和平。",
    )
    others = ("Die Ernte war schlecht.", "Le train est en retard.", "Кошка спит на диване.", "今天下雨了。")
    passages = real.passages([PassageText("", "", (sentence,)) for sentence in (*answers, *others)])
    cosines = np.array([passage.sentences[0] @ question.vector for passage in passages])
    late = np.array([match(question.tokens, p.tokens[0], np.array([len(p.tokens[0])]))[0] for p in passages])
    assert cosines[:4].min() > cosines[4:].max()
    assert late[:4].min() > late[4:].max()


def test_a_pronoun_is_encoded_as_whom_it_stands_for(real: PassageEncoder) -> None:
    (question,) = real.questions(["Where was Marie Curie born?"])
    ((_, inside),) = [p.sentences for p in real.passages([PassageText("", "", ("This is about Marie Curie.", BORN))])]
    ((alone,),) = [p.sentences for p in real.passages([PassageText("", "", (BORN,))])]
    assert inside @ question.vector > alone @ question.vector + 0.02


BORN = "She was born in Warsaw."


def test_vectors_are_of_unit_length(real: PassageEncoder) -> None:
    (passage,) = real.passages([PassageText("Title", "Before.", ("One sentence.", "Another one, longer."))])
    (question,) = real.questions(["What?"])
    lengths = np.linalg.norm([*passage.sentences, passage.whole, question.vector], axis=1)
    assert lengths == pytest.approx([1.0] * 4, abs=1e-5)
    assert float(question.tokens.weights.sum()) == pytest.approx(1.0, abs=1e-4)


def test_without_weights_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passage_encoder, "shipped", lambda package, name: None)
    with pytest.raises(ModelError, match=r"index/weights/encoder\.onnx is missing; reinstall pincite\."):
        load_passage_encoder()
