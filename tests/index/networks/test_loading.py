from pathlib import Path

import numpy as np
import pytest

import index
from index.documents import PassageText
from index.errors import ModelError
from index.networks.chosen import Chosen
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.networks.minilm import load_minilm
from index.networks.models import file_sha256, model_folder
from index.networks.passage_encoder import PassageEncoder
from index.settings import MINILM

TEXTS = ["The video call is on Sunday.", "A call was planned for the weekend.", "Cheese is made of milk.", "👩🏽‍🚀\x00"]


def test_the_default_is_what_ships(encoder: Encoder, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(load_encoder(), PassageEncoder)
    assert (encoder.name, encoder.dimension) == ("pincite/multilingual-e5-small", 384)
    assert encoder.sha256 == file_sha256(Path(index.__file__).parent / "weights/encoder.onnx")
    assert caplog.messages == []


def test_minilm_by_its_name_is_the_published_one_in_onnx_runtime(caplog: pytest.LogCaptureFixture) -> None:
    chosen = load_encoder("sentence-transformers/all-MiniLM-L6-v2")
    assert isinstance(chosen, Chosen)
    assert (chosen.name, chosen.dimension) == ("sentence-transformers/all-MiniLM-L6-v2", 384)
    (question,) = chosen.questions(["Where?"])
    np.testing.assert_array_equal(question.vector, load_minilm().encode(["Where?"])[0])
    assert caplog.messages == []


@pytest.mark.slow
def test_a_folder_whose_files_are_no_model_is_refused_naming_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match=tmp_path.name):
        load_encoder(str(tmp_path))


@pytest.mark.slow
def test_another_model_runs_in_sentence_transformers_and_says_that_it_is_slower(
    encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    folder = model_folder(MINILM)
    by_path = load_encoder(str(folder))
    assert (by_path.name, by_path.dimension) == (str(folder), 384)
    passage = PassageText("Title", "Before.", tuple(TEXTS))
    ((found,), (own,)) = by_path.passages([passage]), encoder.passages([passage])
    assert found.sentences == pytest.approx(load_minilm().encode(TEXTS), abs=1e-5)
    for mine, theirs in zip(found.tokens, own.tokens, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert by_path.passages([]) == []
    assert caplog.messages == [
        f"{folder} runs in sentence-transformers: it starts and answers more slowly than the default"
    ]
