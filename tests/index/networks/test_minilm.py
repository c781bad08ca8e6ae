import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.errors import ModelError
from index.networks import minilm as module
from index.networks.minilm import BATCH, MOST_PIECES, MiniLM, load_minilm
from index.networks.models import MINILM_SHA256, model_folder
from index.networks.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer
from index.networks.wordpieces import word_pieces
from index.settings import MINILM
from tests.conftest import SEEDS
from tests.hostile import PIECES

TEXTS = ["The video call is on Sunday.", "A call was planned for the weekend.", "Cheese is made of milk.", "👩🏽‍🚀\x00"]
PROBES = [
    "",
    " \n",
    "\x00",
    "?",
    "a",
    "When is the video call of the coalition of the willing?",
    "ZELENSKIY said “no” — twice…",
    "Straße, naïve café, cafe\u0301, Łódź, Ørsted",
    "Переговоры состоятся в воскресенье.",
    "停火协议将于周日签署。",
    "日本語のテキスト、한국어 텍스트",
    "مرحبا بالعالم",
    "👩🏽‍🚀 🇺🇦 👍",
    "\u200d\u200b\ufeff",
    "[CLS] [SEP] [MASK] [PAD] [UNK]",
    "a" * 300,
    "word " * (MOST_PIECES - 3),
    "word " * (MOST_PIECES - 2),
    "word " * (MOST_PIECES - 1),
    "Security guarantees were discussed. " * 200,
    *PIECES,
    *(SEEDS / "ukraine-security-guarantees.txt").read_text(encoding="utf-8").splitlines(),
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return load_minilm()


@pytest.fixture(scope="module")
def original() -> SentenceTransformerEncoder:
    """The same weights in sentence-transformers."""
    folder = model_folder(MINILM)
    return SentenceTransformerEncoder(MINILM, MINILM_SHA256, load_sentence_transformer(folder))


def test_it_is_the_published_one(minilm: MiniLM) -> None:
    assert minilm.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert minilm.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert minilm.dimension == 384


def test_vectors_have_length_one_and_mean_what_their_texts_mean(minilm: MiniLM) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)
    same, other = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    assert same > 0.5 > 0.2 > other


def test_a_vector_does_not_depend_on_its_batch(minilm: MiniLM) -> None:
    together = minilm.encode(["x " * 200, *TEXTS])[1:]
    alone = np.concatenate([minilm.encode([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)


def test_no_texts_give_no_vectors(minilm: MiniLM) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_threads_may_share_it(minilm: MiniLM) -> None:
    texts = [f"Sentence number {n} of {'many ' * n}." for n in range(24)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: minilm.encode([text])[0], texts))
    assert np.stack(found) == pytest.approx(minilm.encode(texts), abs=1e-5)


@pytest.mark.slow
def test_every_vector_is_that_of_sentence_transformers(minilm: MiniLM, original: SentenceTransformerEncoder) -> None:
    ours, theirs = minilm.encode(PROBES), original.encode(PROBES)
    assert np.sum(ours * theirs, axis=1).min() >= 0.9999
    assert np.abs(ours - theirs).max() < 1e-5


def test_vectors_are_in_the_order_of_the_texts_whatever_their_lengths(minilm: MiniLM) -> None:
    texts = [f"{'long ' * (n % 37)}number {n}" for n in range(3 * BATCH + 1)]
    random.Random(0).shuffle(texts)
    together = minilm.encode(texts)
    alone = np.concatenate([minilm.encode([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)


def test_a_text_is_read_up_to_256_pieces(minilm: MiniLM) -> None:
    assert len(word_pieces().cut(["word " * 254])[0].ids) == 254
    whole, longer, shorter = minilm.encode(["word " * 254, "word " * 254 + "cheese", "word " * 253 + "cheese"])
    np.testing.assert_allclose(whole, longer, atol=1e-6)
    assert np.abs(whole - shorter).max() > 1e-3


def test_without_its_graph_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "shipped", lambda package, name, beside: None)
    with pytest.raises(ModelError, match=r"index/weights/minilm\.onnx is missing; reinstall pincite"):
        load_minilm()
