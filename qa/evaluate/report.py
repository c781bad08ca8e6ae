"""`qa/evaluate/README.md`: every figure on quality, written from what was measured and from nothing else."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from index.errors import DataError
from qa.evaluate.measures import Measure

MEASURED, PAGE, TEMPLATE = "measured.json", "README.md", "README.md.jinja"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run measured.

    Attributes:
        date: the day, ISO 8601, UTC.
        measures: its figures.
        reader: SHA-256 of the reader that they are of.
        most: questions of each data set that were drawn by chance; None where all were asked.
    """

    date: str
    measures: tuple[Measure, ...]
    reader: str
    most: int | None = None

    def named(self, name: str) -> Measure:
        """The figure of this name.

        Raises:
            DataError: it was not measured.
        """
        found = next((m for m in self.measures if m.name == name), None)
        if found is None:
            raise DataError(f"No figure is named {name!r}; measure all of them: `pincite eval --data DIR --readme`.")
        return found


def read_measured(folder: Path) -> Measured:
    """What was measured last."""
    content = json.loads((folder / MEASURED).read_text(encoding="utf-8"))
    measures = tuple(Measure(**one) for one in content["measures"])
    return Measured(content["date"], measures, content["reader"], content.get("most"))


def write_report(folder: Path, measures: Sequence[Measure], most: int | None = None) -> None:
    """Write today's figures, from so many questions of each data set or from all, and the page that shows them.

    Raises:
        DataError: the page needs a figure that is not among them; nothing is written.
    """
    measured = Measured(datetime.now(UTC).date().isoformat(), tuple(measures), _shipped(), most)
    page = render(measured)
    (folder / MEASURED).write_text(json.dumps(asdict(measured), indent=1) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(page, encoding="utf-8")


def render(measured: Measured) -> str:
    """The page, in Markdown."""
    environment = Environment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.globals.update(
        date=measured.date,
        most=None if measured.most is None else f"{measured.most:,}",
        ships=measured.reader == _shipped(),
        figure=lambda name: _with_interval(measured.named(name)),
        value=lambda name: _short(measured.named(name).value),
        known=lambda name: any(m.name == name for m in measured.measures),
        count=lambda name: f"{measured.named(name).n:,}",
    )
    return environment.from_string(files("qa.evaluate").joinpath(TEMPLATE).read_text(encoding="utf-8")).render()


def _shipped() -> str:
    """SHA-256 of the reader that ships."""
    return files("qa").joinpath("weights/reader.onnx.sha256").read_text(encoding="ascii").split()[0]


def _with_interval(measure: Measure) -> str:
    return f"{_short(measure.value)} [{_short(measure.low)}, {_short(measure.high)}]"


def _short(value: float) -> str:
    """Three decimals, without a nought in front of them: .838, -.013, 1.000."""
    return re.sub(r"^(-?)0\.", r"\1.", f"{value:.3f}".replace("-0.000", "0.000"))
