"""A measured number with its 95% interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

RESAMPLES, SEED = 2000, 0
BINS = 10

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measure:
    """A value between 0 and 1 over n questions, and the percentile bootstrap's 95% interval (Efron 1979)."""

    name: str
    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.name:<62} {self.value:.3f}  [{self.low:.3f}, {self.high:.3f}]  n = {self.n:,}"


def mean(name: str, values: Sequence[float]) -> Measure:
    """The mean of one value for each question."""
    array = np.array(values, dtype=np.float64)
    # Not as bootstrap's vectorised statistic: 2,000 resamples of thousands of questions would not fit in memory.
    return _measure(name, (array,), lambda x: float(np.mean(x)))


def auroc(name: str, scores: Sequence[float], positive: Sequence[bool]) -> Measure:
    """How often a positive question scores above a negative one (ties count half)."""

    def statistic(score: Values, label: Values) -> float:
        return float(roc_auc_score(label, score)) if 0 < label.sum() < len(label) else np.nan

    return _measure(name, (np.array(scores, dtype=np.float64), np.array(positive, dtype=np.float64)), statistic, 1)


def calibration_error(name: str, confidences: Sequence[float], right: Sequence[bool]) -> Measure:
    """Expected calibration error (Naeini et al. 2015): the mean gap, over 10 equal bins, of confidence and truth."""

    def statistic(sure: Values, truth: Values) -> float:
        bins = bin_of(sure)
        gaps = [abs((truth[bins == b] - sure[bins == b]).sum()) for b in range(BINS)]
        return float(sum(gaps) / len(sure))

    return _measure(name, (np.array(confidences, dtype=np.float64), np.array(right, dtype=np.float64)), statistic)


def coverage(name: str, confidences: Sequence[float], right: Sequence[bool], precision: float) -> Measure:
    """The largest share of the questions that a threshold can answer so that this share of the answers is right."""

    def statistic(sure: Values, truth: Values) -> float:
        order = np.argsort(-sure, kind="stable")
        ends = np.append(np.diff(sure[order]) != 0, True)  # a threshold takes all of a tie or none
        precise = ends & (np.cumsum(truth[order]) / np.arange(1, len(order) + 1) >= precision)
        return float((np.flatnonzero(precise)[-1] + 1) / len(order)) if precise.any() else 0.0

    return _measure(name, (np.array(confidences, dtype=np.float64), np.array(right, dtype=np.float64)), statistic)


def sure_answers(name: str, sure: Sequence[bool], right: Sequence[bool]) -> list[Measure]:
    """How many questions get the verdict `answers`, and how many of these answers are right, if there are any."""
    answered = [is_right for is_sure, is_right in zip(sure, right, strict=True) if is_sure]
    share = mean(f"{name}: verdict answers", [float(is_sure) for is_sure in sure])
    return [share, mean(f"{name}: right where the verdict is answers", answered)] if answered else [share]


def bin_of(confidences: Values) -> NDArray[np.int64]:
    """The number, 0 to 9, of the tenth that each confidence is in."""
    return np.minimum((confidences * BINS).astype(np.int64), BINS - 1)


def _measure(
    name: str, data: tuple[Values, ...], statistic: Callable[..., float], varying: int | None = None
) -> Measure:
    """The measure of a statistic that is the same for any labels where the first `varying` arrays are constant."""
    value = statistic(*data)
    if all(np.ptp(x) == 0 for x in data[:varying]):  # every resample is the same
        return Measure(name, value, value, value, len(data[0]))
    result: Any = bootstrap(
        data,
        statistic,
        paired=True,
        vectorized=False,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(SEED),
    )
    low, high = result.confidence_interval
    return Measure(name, value, float(low), float(high), len(data[0]))
