from pathlib import Path

import pytest

from index.store import HYBRID, SCORES
from qa.decide import FEATURES, HYBRID_FEATURES
from qa.model import Fitted, Fusion, Logistic, Model, load_model, save_model

WHOLE = Fitted(Fusion((1.0, 2.5)), Fusion((1.0, 0.5, -0.25)), Logistic(-1.0, (0.5,)), 0.4, 0.6)
HALF = Fitted(Fusion((1.0,)), None, Logistic(-2.0, (0.25,)), 0.3, 0.7)
MODEL = Model(WHOLE, HALF, "By hand — “é”.")

SHIPPED = [("whole", SCORES, FEATURES), ("hybrid", HYBRID, HYBRID_FEATURES)]


def test_a_saved_model_is_read_as_it_was(tmp_path: Path) -> None:
    from pydantic import TypeAdapter

    save_model(MODEL, tmp_path / "model.json")
    data = (tmp_path / "model.json").read_bytes()
    assert data.endswith(b"}\n")
    assert TypeAdapter(Model).validate_json(data) == MODEL


@pytest.mark.parametrize(("way", "scores", "features"), SHIPPED)
def test_the_model_that_ships_fits_the_code(way: str, scores: tuple[str, ...], features: tuple[str, ...]) -> None:
    model = load_model()
    fitted: Fitted = getattr(model, way)
    assert len(fitted.fusion.weights) == len(scores)
    assert len(fitted.confidence.weights) == len(features)
    assert 0 < fitted.operating_point < 1
    assert 0 < fitted.share <= 1
    assert "SQuAD" in model.fitted_on


def test_the_reading_that_ships_weighs_the_fused_score_the_readers_and_having_been_read() -> None:
    model = load_model()
    assert model.whole.reading is not None
    assert len(model.whole.reading.weights) == 3
    assert model.hybrid.reading is None


def test_the_fitted_weights_are_not_equal() -> None:
    assert len(set(load_model().hybrid.fusion.weights)) == len(HYBRID)
