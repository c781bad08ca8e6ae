"""The pictures of `qa/evaluate/README.md`, drawn from measured figures."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from qa.evaluate.measures import BINS, Measure, bin_of

BLUE, GREY = "#2457a6", "#8a8f98"

mpl.rcParams.update({"svg.hashsalt": "pincite", "font.family": "sans-serif", "font.size": 10})


def draw_reliability(confidences: Sequence[float], right: Sequence[bool], path: Path) -> None:
    """How often answers of each tenth of confidence were right, beside how often they claim to be."""
    sure, truth = np.array(confidences), np.array(right, dtype=np.float64)
    bins = bin_of(sure)
    used = [b for b in range(BINS) if (bins == b).any()]
    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    axes.bar([(b + 0.5) / BINS for b in used], [truth[bins == b].mean() for b in used], 0.9 / BINS, color=BLUE)
    for b in used:
        axes.annotate(f"{(bins == b).sum():,}", ((b + 0.5) / BINS, 0.01), ha="center", color="white", fontsize=7)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share that was right")
    axes.set_title("SQuAD 2.0 test articles", fontsize=10)
    figure.savefig(path, metadata={"Date": None})


def draw_ablation(measures: Sequence[Measure], path: Path) -> None:
    """One bar for each part, with its 95% interval."""
    figure = Figure(figsize=(7.2, 0.42 * len(measures) + 1), layout="constrained")
    axes = figure.subplots()
    rows = np.arange(len(measures))[::-1]
    values = np.array([m.value for m in measures])
    errors = np.array([[m.value - m.low for m in measures], [m.high - m.value for m in measures]])
    axes.barh(rows, values, xerr=errors, color=BLUE, ecolor=GREY, height=0.68)
    for row, measure in zip(rows, measures, strict=True):
        axes.annotate(f"{measure.value:.3f}", (0.51, row), va="center", color="white", fontsize=9)
    axes.set_yticks(rows, [m.name.rsplit(": ", 1)[1] for m in measures])
    axes.set(xlim=(0.5, 1), xlabel=measures[0].name.rsplit(": ", 1)[0])
    figure.savefig(path, metadata={"Date": None})
