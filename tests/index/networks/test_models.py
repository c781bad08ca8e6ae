import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open

from index.errors import ModelError
from index.networks import models
from index.networks.loading import load_encoder
from index.networks.models import (
    DEFAULT_MODEL_SHA256,
    TOKENIZER,
    check_default,
    default_folder,
    file_sha256,
    model_folder,
    weights_sha256,
    word_embeddings,
)
from index.settings import DEFAULT_MODEL


def test_the_default_is_checked_once() -> None:
    assert default_folder() == model_folder(DEFAULT_MODEL)
    checked = default_folder.cache_info().misses
    assert default_folder() == default_folder()
    assert default_folder.cache_info().misses == checked


def test_weights_that_are_not_the_published_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "DEFAULT_MODEL_SHA256", "0" * 64)
    with pytest.raises(ModelError) as caught:
        default_folder.__wrapped__()  # past the cache
    assert f"have SHA-256 {DEFAULT_MODEL_SHA256}, not {'0' * 64}; reinstall" in str(caught.value)


def test_a_tokenizer_that_is_not_the_published_one_is_refused(tmp_path: Path) -> None:
    shutil.copytree(default_folder(), tmp_path, dirs_exist_ok=True)
    check_default(tmp_path)
    data = bytearray((tmp_path / TOKENIZER).read_bytes())
    data[1000] ^= 1
    (tmp_path / TOKENIZER).write_bytes(data)
    with pytest.raises(ModelError, match=r"The pieces of words of .* have SHA-256 .*; reinstall"):
        check_default(tmp_path)


def test_a_name_that_cannot_be_a_model_is_refused_naming_it_and_the_setting() -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder("no such model/at all/")
    assert "'no such model/at all/' is neither a folder nor a name" in str(caught.value)
    assert "PINCITE_MODEL" in str(caught.value)


def test_a_folder_without_weights_is_refused_naming_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_encoder(str(tmp_path))
    assert str(caught.value).startswith(f"The model folder {tmp_path} holds no *.safetensors or ")


def test_the_digest_of_weights_covers_every_file_in_order(tmp_path: Path) -> None:
    first, second = tmp_path / "model-1.safetensors", tmp_path / "sub" / "model-2.safetensors"
    second.parent.mkdir()
    first.write_bytes(b"one")
    assert weights_sha256(tmp_path) == sha256(b"one").hexdigest() == file_sha256(first)
    second.write_bytes(b"two")
    both = sha256(b"one").hexdigest() + sha256(b"two").hexdigest()
    assert weights_sha256(tmp_path) == sha256(both.encode()).hexdigest()


def test_a_model_can_be_a_path(tmp_path: Path) -> None:
    assert model_folder(str(tmp_path)) == tmp_path


def test_the_word_embeddings_are_the_embedded_defaults() -> None:
    embeddings = word_embeddings()
    assert embeddings.shape == (30522, 384)
    assert embeddings.dtype == np.float32
    with safe_open(default_folder() / "model.safetensors", framework="numpy") as tensors:
        np.testing.assert_array_equal(embeddings, tensors.get_tensor("embeddings.word_embeddings.weight"))
    assert word_embeddings() is embeddings
