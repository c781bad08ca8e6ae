from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import ModelError
from index.networks import models
from index.networks.loading import load_encoder
from index.networks.models import (
    MINILM_SHA256,
    file_sha256,
    minilm_folder,
    minilm_tokenizer,
    model_folder,
    weights_sha256,
)
from index.settings import MINILM


def test_the_weights_of_minilm_are_checked_once() -> None:
    assert minilm_folder() == model_folder(MINILM)
    checked = minilm_folder.cache_info().misses
    assert minilm_folder() == minilm_folder()
    assert minilm_folder.cache_info().misses == checked


def test_weights_that_are_not_the_published_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MINILM_SHA256", "0" * 64)
    with pytest.raises(ModelError) as caught:
        minilm_folder.__wrapped__()  # past the cache
    assert f"have SHA-256 {MINILM_SHA256}, not {'0' * 64}; reinstall" in str(caught.value)


def test_a_tokenizer_that_is_not_the_published_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MINILM_TOKENIZER_SHA256", "0" * 64)
    with pytest.raises(ModelError, match=r"The pieces of words of .* have SHA-256 .*; reinstall"):
        minilm_tokenizer()


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
