from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.networks.minilm import MiniLM
from index.networks.models import DEFAULT_MODEL_SHA256, model_folder
from index.networks.sentence_transformer import SentenceTransformerEncoder
from index.settings import DEFAULT_MODEL

TEXTS = ["The video call is on Sunday.", "A call was planned for the weekend.", "Cheese is made of milk.", "👩🏽‍🚀\x00"]


def test_the_default_model_is_the_published_one(encoder: Encoder) -> None:
    assert encoder.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert encoder.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert encoder.dimension == 384


def test_vectors_have_length_one_and_mean_what_their_texts_mean(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)
    same, other = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    assert same > 0.5 > 0.2 > other


def test_a_vector_does_not_depend_on_its_batch(encoder: Encoder) -> None:
    together = encoder.encode(["x " * 200, *TEXTS])[1:]
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_threads_may_share_an_encoder(encoder: Encoder) -> None:
    texts = [f"Sentence number {n} of {'many ' * n}." for n in range(24)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.encode([text])[0], texts))
    assert np.stack(found) == pytest.approx(encoder.encode(texts), abs=1e-5)


@pytest.mark.slow
def test_a_folder_whose_files_are_no_model_is_refused_naming_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match=tmp_path.name):
        load_encoder(str(tmp_path))


@pytest.mark.slow
def test_another_model_runs_in_sentence_transformers_and_says_that_it_is_slower(
    encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    folder = model_folder(DEFAULT_MODEL)
    by_path = load_encoder(str(folder))
    assert isinstance(by_path, SentenceTransformerEncoder)
    assert (by_path.name, by_path.sha256, by_path.dimension) == (str(folder), DEFAULT_MODEL_SHA256, 384)
    assert by_path.encode(TEXTS) == pytest.approx(encoder.encode(TEXTS), abs=1e-5)
    assert by_path.encode([]).shape == (0, 384)
    assert caplog.messages == [
        f"{folder} runs in sentence-transformers: it starts and answers more slowly than the default"
    ]


def test_the_default_model_runs_in_onnx_runtime_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(load_encoder(), MiniLM)
    assert caplog.messages == []
