"""The fitted numbers of the answering side: written by `python -m qa.train fit`, read once at start.

`qa/fitted.json` names every weight, and the networks that the numbers were fitted for; with others they would mean
nothing, so they are refused.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.errors import ModelError
from index.store import HYBRID, MULTILINGUAL, SCORES

FILE = "fitted.json"

READING = ("fused", "reader", "read")  # what is weighed once candidates were read
HYBRID_FEATURES = ("fused", "share", "sentence_bm25", "sentence_cosine")
FEATURES = ("fused", "share", "sentence_bm25", "late", "reader", "reader_all", "certainty")
MULTILINGUAL_UNREAD = ("fused", "share", *MULTILINGUAL)
MULTILINGUAL_FEATURES = (*MULTILINGUAL_UNREAD, "reader", "reader_all", "certainty")

# What a way weighs: whether it is multilingual, and whether it reads.
_NAMES = {
    (False, False): (HYBRID, HYBRID_FEATURES),
    (False, True): (SCORES, FEATURES),
    (True, False): (MULTILINGUAL, MULTILINGUAL_UNREAD),
    (True, True): (MULTILINGUAL, MULTILINGUAL_FEATURES),
}


@dataclass(frozen=True, slots=True)
class Networks:
    """SHA-256 of the networks that take part; None where one does not."""

    encoder: str
    late: str | None = None
    reader: str | None = None


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
class Way:
    """The numbers of one way to answer.

    Attributes:
        fusion: weights of the store's scores: of `SCORES`, or of `HYBRID` where nothing is read; in all languages of
            `MULTILINGUAL`.
        reranking: weights of `READING`; None without a reader.
        confidence: of the citations, from `FEATURES`, or from `HYBRID_FEATURES` where nothing is read; in all languages
            from `MULTILINGUAL_FEATURES`, or from `MULTILINGUAL_UNREAD`.
        threshold: `found` from this confidence on.
        answers: the verdict is `answers` from this confidence on, `may_answer` below it.
        further: a further sentence is cited from this share of the best one's on.
    """

    fusion: Fusion
    reranking: Fusion | None
    confidence: Logistic
    threshold: float
    answers: float
    further: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Each way to answer by the networks that it was fitted for, and on which data, in words.

    `ways` are those from English to English, `multilingual` those from any language to any.
    """

    ways: Mapping[Networks, Way]
    fitted_on: str
    multilingual: Mapping[Networks, Way] = field(default_factory=dict)

    def way(self, networks: Networks) -> Way:
        """The way to answer with these networks.

        Raises:
            ModelError: no numbers were fitted for them.
        """
        return _way_of(self.ways, networks)

    def multilingual_way(self, networks: Networks) -> Way:
        """The way to answer in all languages with these networks.

        Raises:
            ModelError: no numbers were fitted for them.
        """
        return _way_of(self.multilingual, networks)

    def nearest_way(self, networks: Networks) -> Way:
        """The way to answer with networks of the same kinds, fitted for others."""
        return next(way for known, way in self.ways.items() if (known.reader is None) == (networks.reader is None))


def _way_of(ways: Mapping[Networks, Way], networks: Networks) -> Way:
    found = ways.get(networks)
    if found is not None:
        return found
    nearest = next((n for n in ways if (n.reader is None) == (networks.reader is None)), None)
    known = {} if nearest is None else asdict(nearest)
    differ = [part for part, sha in asdict(networks).items() if known.get(part) != sha]
    strange = [f"{part} {_short(asdict(networks)[part])}" for part in differ]
    fitted = [f"{part} {_short(known.get(part))}" for part in differ]
    raise ModelError(
        f"The numbers in qa/{FILE} were fitted for {', '.join(fitted)}, not for {', '.join(strange)}: a confidence "
        "made of them would mean nothing. Use the networks that they were fitted for, fit them anew (`python -m "
        "qa.train fit`), or set PINCITE_UNFITTED=true to rank by them all the same."
    )


def load_fitted() -> Fitted:
    """The numbers that ship with pincite.

    Raises:
        ModelError: a weight is missing, or has another name than the code knows.
    """
    return read_fitted(files("qa").joinpath(FILE).read_bytes())


def read_fitted(data: bytes) -> Fitted:
    """What `write_fitted` wrote."""
    given = json.loads(data)
    ways, multilingual = (
        {Networks(**way["networks"]): _way(way) for way in given.get(kind, ())} for kind in ("ways", "multilingual")
    )
    return Fitted(ways, given["fitted_on"], multilingual)


def write_fitted(fitted: Fitted, path: Path) -> None:
    """Write the numbers, each with its name."""
    ways, multilingual = (
        [{"networks": asdict(networks)} | _named(way) for networks, way in found.items()]
        for found in (fitted.ways, fitted.multilingual)
    )
    given = {"ways": ways, "multilingual": multilingual, "fitted_on": fitted.fitted_on}
    text = json.dumps(given, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _way(given: Mapping[str, Any]) -> Way:
    read = given["reranking"] is not None
    confidence = given["confidence"]
    scores, features = _NAMES[MULTILINGUAL[-1] in given["fusion"], read]
    return Way(
        Fusion(_weights(given["fusion"], scores)),
        Fusion(_weights(given["reranking"], READING)) if read else None,
        Logistic(confidence["bias"], _weights(confidence["weights"], features)),
        given["threshold"],
        given["answers"],
        given["further"],
    )


def _weights(given: Mapping[str, float], names: Sequence[str]) -> tuple[float, ...]:
    if set(given) != set(names):
        raise ModelError(f"qa/{FILE} has weights {sorted(given)}, not {sorted(names)}; reinstall pincite.")
    return tuple(given[name] for name in names)


def _named(way: Way) -> dict[str, Any]:
    scores, features = _NAMES[len(way.fusion.weights) == len(MULTILINGUAL), way.reranking is not None]
    return {
        "fusion": dict(zip(scores, way.fusion.weights, strict=True)),
        "reranking": dict(zip(READING, way.reranking.weights, strict=True)) if way.reranking else None,
        "confidence": {
            "bias": way.confidence.bias,
            "weights": dict(zip(features, way.confidence.weights, strict=True)),
        },
        "threshold": way.threshold,
        "answers": way.answers,
        "further": way.further,
    }


def _short(sha256: str | None) -> str:
    return "none" if sha256 is None else f"{sha256[:12]}…"
