"""The fitted numbers of the answering side: written by `python -m qa.train`, read once at start."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter

FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Fusion:
    """One weight for each of `index.store.SCORES`; the softmax of the weighted sums is a sentence's share."""

    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: probability = sigmoid(bias + weights · features)."""

    bias: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Fusion weights, the confidence, and where the line is drawn.

    Attributes:
        operating_point: `found` from this confidence on.
        share: a further sentence is cited from this share of the best one's on.
        fitted_on: the data, in words.
    """

    fusion: Fusion
    confidence: Logistic
    operating_point: float
    share: float
    fitted_on: str


def load_model() -> Model:
    """The model that ships with pincite."""
    return TypeAdapter(Model).validate_json(files("qa").joinpath(FILE).read_bytes())


def save_model(model: Model, path: Path) -> None:
    path.write_bytes(TypeAdapter(Model).dump_json(model, indent=2) + b"\n")
