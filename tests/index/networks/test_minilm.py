import random

import numpy as np
import pytest

from index.errors import ModelError
from index.networks import minilm
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.networks.minilm import BATCH, MOST_PIECES
from index.networks.models import model_folder
from index.networks.wordpieces import word_pieces
from index.settings import DEFAULT_MODEL
from tests.conftest import SEEDS
from tests.hostile import PIECES

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
def original() -> Encoder:
    """The same weights in sentence-transformers."""
    return load_encoder(str(model_folder(DEFAULT_MODEL)))


@pytest.mark.slow
def test_every_vector_is_that_of_sentence_transformers(encoder: Encoder, original: Encoder) -> None:
    ours, theirs = encoder.encode(PROBES), original.encode(PROBES)
    assert np.sum(ours * theirs, axis=1).min() >= 0.9999
    assert np.abs(ours - theirs).max() < 1e-5


def test_vectors_are_in_the_order_of_the_texts_whatever_their_lengths(encoder: Encoder) -> None:
    texts = [f"{'long ' * (n % 37)}number {n}" for n in range(3 * BATCH + 1)]
    random.Random(0).shuffle(texts)
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)


def test_a_text_is_read_up_to_256_pieces(encoder: Encoder) -> None:
    assert len(word_pieces().cut(["word " * 254])[0].ids) == 254
    whole, longer, shorter = encoder.encode(["word " * 254, "word " * 254 + "cheese", "word " * 253 + "cheese"])
    np.testing.assert_allclose(whole, longer, atol=1e-6)
    assert np.abs(whole - shorter).max() > 1e-3


def test_the_default_without_its_graph_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "shipped", lambda package, name: None)
    with pytest.raises(ModelError, match=r"index/weights/minilm\.onnx is missing; reinstall pincite"):
        load_encoder()
