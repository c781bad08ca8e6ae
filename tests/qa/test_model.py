from pathlib import Path

from index.store import SCORES
from qa.decide import FEATURES
from qa.model import Fusion, Logistic, Model, load_model, save_model

MODEL = Model(Fusion((1.0, 2.5)), Logistic(-1.0, (0.5,)), 0.4, 0.6, "By hand — “é”.")


def test_a_saved_model_is_read_as_it_was(tmp_path: Path) -> None:
    from pydantic import TypeAdapter

    save_model(MODEL, tmp_path / "model.json")
    data = (tmp_path / "model.json").read_bytes()
    assert data.endswith(b"}\n")
    assert TypeAdapter(Model).validate_json(data) == MODEL


def test_the_model_that_ships_fits_the_code(tmp_path: Path) -> None:
    model = load_model()
    assert len(model.fusion.weights) == len(SCORES)
    assert len(model.confidence.weights) == len(FEATURES)
    assert 0 < model.operating_point < 1
    assert 0 < model.share <= 1
    assert "SQuAD" in model.fitted_on


def test_the_fitted_weights_are_not_equal() -> None:
    assert len(set(load_model().fusion.weights)) == len(SCORES)
