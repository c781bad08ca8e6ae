from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index import encoder as encoders
from index.encoder import DEFAULT_MODEL_SHA256, Encoder, file_sha256, load_encoder, model_folder, weights_sha256
from index.errors import ModelError
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


def test_weights_that_are_not_the_published_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "DEFAULT_MODEL_SHA256", "0" * 64)
    with pytest.raises(ModelError) as caught:
        load_encoder()
    assert f"have SHA-256 {DEFAULT_MODEL_SHA256}, not {'0' * 64}; reinstall" in str(caught.value)


def test_a_model_can_be_a_path(encoder: Encoder) -> None:
    folder = model_folder(DEFAULT_MODEL)
    assert model_folder(str(folder)) == folder
    by_path = load_encoder(str(folder))
    assert (by_path.name, by_path.sha256, by_path.dimension) == (str(folder), DEFAULT_MODEL_SHA256, 384)
    assert by_path.encode(TEXTS) == pytest.approx(encoder.encode(TEXTS), abs=1e-6)


def test_a_name_that_cannot_be_a_model_is_refused_naming_it_and_the_setting() -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder("no such model/at all/")
    assert "'no such model/at all/' is neither a folder nor a name" in str(caught.value)
    assert "PINCITE_MODEL" in str(caught.value)


def test_a_folder_without_weights_is_refused_naming_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder(str(tmp_path))
    assert str(caught.value).startswith(f"The model folder {tmp_path} holds no *.safetensors or ")


def test_a_folder_whose_files_are_no_model_is_refused_naming_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match=tmp_path.name):
        load_encoder(str(tmp_path))


def test_the_digest_of_weights_covers_every_file_in_order(tmp_path: Path) -> None:
    first, second = tmp_path / "model-1.safetensors", tmp_path / "sub" / "model-2.safetensors"
    second.parent.mkdir()
    first.write_bytes(b"one")
    assert weights_sha256(tmp_path) == sha256(b"one").hexdigest() == file_sha256(first)
    second.write_bytes(b"two")
    both = sha256(b"one").hexdigest() + sha256(b"two").hexdigest()
    assert weights_sha256(tmp_path) == sha256(both.encode()).hexdigest()
