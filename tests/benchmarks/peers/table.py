"""The figures as a Markdown table, each with its ratio to the baseline's, and what follows from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CLIENTS = (1, 4, 16)

Figures = dict[str, float]

# Key, heading, digits after the point.
COLUMNS: list[tuple[str, str, int]] = [
    ("cold", "cold start, s", 2),
    ("cold_cpu", "its processor time, s", 2),
    ("p50", "p50, ms", 1),
    ("p99", "p99, ms", 1),
    *((f"rate_{clients}", f"questions/s, {clients} client{'s' if clients > 1 else ''}", 1) for clients in CLIENTS),
    ("indexing", "sentences/s indexed", 0),
    ("memory", "peak MB, answering", 0),
    ("memory_indexing", "peak MB, indexing", 0),
    ("installed", "installed, MB", 0),
]


@dataclass(slots=True)
class Row:
    """A contestant's figures by their columns' keys, or why there are none."""

    name: str
    figures: Figures = field(default_factory=dict)
    broken: str = ""


def table(rows: Sequence[Row], baseline: Row) -> Iterator[str]:
    """The lines of the table."""
    yield "| | " + " | ".join(heading for _, heading, _ in COLUMNS) + " |"
    yield "|---|" + "---|" * len(COLUMNS)
    for row in rows:
        cells = [cell(row.figures, baseline.figures, key, digits) for key, _, digits in COLUMNS]
        stopped = f" (stopped: {row.broken.replace('|', '/')})" if row.broken else ""
        yield f"| {row.name}{stopped} | " + " | ".join(cells) + " |"


def cell(figures: Figures, base: Figures, key: str, digits: int) -> str:
    """A figure and, in brackets, how many times the baseline's it is; empty where it was not measured."""
    if key not in figures:
        return ""
    value = f"{figures[key]:,.{digits}f}"
    return f"{value} ({figures[key] / base[key]:.2f})" if key in base else value


def compared(what: str, ours: Row, others: Sequence[Row], key: str, unit: str) -> Iterator[str]:
    """A line for each of the others: who takes less, and by how much."""
    for other in others:
        if key not in ours.figures or key not in other.figures:
            yield f"- {what}: {ours.name} against {other.name}: not measured."
            continue
        mine, theirs = ours.figures[key], other.figures[key]
        verdict = (
            f"{theirs / mine:.2f} times as fast" if mine <= theirs else f"behind, {mine / theirs:.2f} times as slow"
        )
        yield f"- {what}: {ours.name} {mine:.2f} {unit}, {other.name} {theirs:.2f} {unit}: {verdict}."


def held(what: str, ours: Row, key: str, most: float, unit: str) -> str:
    """Whether a figure keeps within a limit."""
    if key not in ours.figures:
        return f"- {what}: not measured."
    figure = ours.figures[key]
    return f"- {what}: {figure:.2f} {unit}, {'within' if figure <= most else 'over'} {most:g} {unit}."
