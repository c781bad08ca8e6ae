"""The fitted numbers of the answering side: written by `python -m qa.train fit`, read once at start.

`qa/fitted.json` names every weight, and the networks that the numbers were fitted for; with others they would mean
nothing, so they are refused.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.errors import ModelError
from index.store import SCORES

FILE = "fitted.json"

READING = ("fused", "reader", "read")  # what is weighed once candidates were read
UNREAD_FEATURES = ("fused", "share", "sentence_bm25", "sentence_cosine", "late")
FEATURES = ("share", "reader", "reader_all", "sentence_cosine", "foreign", "foreign_cosine")


@dataclass(frozen=True, slots=True)
class Networks:
    """SHA-256 of the networks that take part; of the reader None where it does not."""

    encoder: str
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
        fusion: weights of the store's scores, `SCORES`.
        reranking: weights of `READING`; None without a reader.
        confidence: of the citations, from `FEATURES`, or from `UNREAD_FEATURES` where nothing is read.
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
    multilingual_on: str = ""

    def with_ways(self, ways: Mapping[Networks, Way], fitted_on: str) -> "Fitted":
        """The same with these ways from English to English, beside those for other networks."""
        return replace(self, ways={**self.ways, **ways}, fitted_on=fitted_on)

    def with_multilingual(self, ways: Mapping[Networks, Way], fitted_on: str) -> "Fitted":
        """The same with these ways from any language to any, beside those for other networks."""
        return replace(self, multilingual={**self.multilingual, **ways}, multilingual_on=fitted_on)

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

    def of_others(self, networks: Networks) -> "Fitted":
        """The same with these networks given the ways of others of the same kinds.

        Raises:
            ModelError: there are none.
        """
        ways, multilingual = (
            {**found, networks: _of_others(found, networks)} for found in (self.ways, self.multilingual)
        )
        return replace(self, ways=ways, multilingual=multilingual)


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


def _of_others(ways: Mapping[Networks, Way], networks: Networks) -> Way:
    like = (way for known, way in ways.items() if (known.reader is None) == (networks.reader is None))
    return next(like, None) or _way_of(ways, networks)


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
    return Fitted(ways, given["fitted_on"], multilingual, given["multilingual_on"])


def write_fitted(fitted: Fitted, path: Path) -> None:
    """Write the numbers, each with its name."""
    ways, multilingual = (
        [{"networks": asdict(networks)} | _named(way) for networks, way in found.items()]
        for found in (fitted.ways, fitted.multilingual)
    )
    given: dict[str, Any] = {"ways": ways, "multilingual": multilingual}
    given |= {"fitted_on": fitted.fitted_on, "multilingual_on": fitted.multilingual_on}
    text = json.dumps(given, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _way(given: Mapping[str, Any]) -> Way:
    read = given["reranking"] is not None
    confidence = given["confidence"]
    return Way(
        Fusion(_weights(given["fusion"], SCORES)),
        Fusion(_weights(given["reranking"], READING)) if read else None,
        Logistic(confidence["bias"], _weights(confidence["weights"], FEATURES if read else UNREAD_FEATURES)),
        given["threshold"],
        given["answers"],
        given["further"],
    )


def _weights(given: Mapping[str, float], names: Sequence[str]) -> tuple[float, ...]:
    if set(given) != set(names):
        raise ModelError(f"qa/{FILE} has weights {sorted(given)}, not {sorted(names)}; reinstall pincite.")
    return tuple(given[name] for name in names)


def _named(way: Way) -> dict[str, Any]:
    features = UNREAD_FEATURES if way.reranking is None else FEATURES
    return {
        "fusion": dict(zip(SCORES, way.fusion.weights, strict=True)),
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
