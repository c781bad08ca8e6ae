"""A measured number with its 95% interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

RESAMPLES, SEED = 2000, 0

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

    return _measure(name, (np.array(scores, dtype=np.float64), np.array(positive, dtype=np.float64)), statistic)


def _measure(name: str, data: tuple[Values, ...], statistic: Callable[..., float]) -> Measure:
    value = statistic(*data)
    if all(np.ptp(x) == 0 for x in data[:1]):  # every resample is the same
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
