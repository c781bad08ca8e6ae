"""The fitted numbers of the answering side: written by `python -m qa.train fit`, read once at start."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter

FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Fusion:
    """One weight for each of the scores; the softmax of the weighted sums is a sentence's share."""

    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: probability = sigmoid(bias + weights · features)."""

    bias: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The numbers of one way to answer.

    Attributes:
        fusion: weights of the store's scores.
        reading: weights of the fused score, of the reader's, and of having been read; None without a reader.
        confidence: of the citations.
        operating_point: `found` from this confidence on.
        share: a further sentence is cited from this share of the best one's on.
    """

    fusion: Fusion
    reading: Fusion | None
    confidence: Logistic
    operating_point: float
    share: float


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers with the trained weights, and those for when they were left out.

    Attributes:
        whole: with late interaction and reader.
        hybrid: with vectors and BM25 alone.
        fitted_on: the data, in words.
    """

    whole: Fitted
    hybrid: Fitted
    fitted_on: str


def load_model() -> Model:
    """The model that ships with pincite."""
    return TypeAdapter(Model).validate_json(files("qa").joinpath(FILE).read_bytes())


def save_model(model: Model, path: Path) -> None:
    path.write_bytes(TypeAdapter(Model).dump_json(model, indent=2) + b"\n")
