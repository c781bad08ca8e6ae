from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import DataError
from qa.evaluate.report import Measured, read_measured, render, write_report
from tests.conftest import ROOT

FOLDER = ROOT / "qa/evaluate"


def test_the_page_is_what_was_measured() -> None:
    """Nobody edits a figure by hand."""
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == render(read_measured(FOLDER))


def test_a_run_is_written_with_its_day_and_read_again(tmp_path: Path) -> None:
    measures = read_measured(FOLDER).measures
    changed = [
        replace(m, value=0.12345, low=0.1, high=0.98249) if m.name == "golden: AUROC of confidence" else m
        for m in measures
    ]
    write_report(tmp_path, changed)
    written = read_measured(tmp_path)
    assert written.measures == tuple(changed)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert f"Measured on {written.date} with the weights that ship;" in page
    assert "| AUROC of the confidence | .123 [.100, .982] |" in page
    assert sorted(p.name for p in tmp_path.iterdir()) == ["README.md", "measured.json"]


def test_figures_of_another_reader_than_the_one_that_ships_say_so() -> None:
    page = render(Measured("2026-01-02", read_measured(FOLDER).measures, "0" * 64))
    assert "Measured on 2026-01-02 with the weights that shipped then; the reader was changed since" in page


def test_a_run_on_some_of_the_questions_says_so(tmp_path: Path) -> None:
    write_report(tmp_path, read_measured(FOLDER).measures, 1500)
    assert read_measured(tmp_path).most == 1500
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "At most 1,500 questions of\neach data set were asked, drawn by chance." in page


def test_figures_are_written_short() -> None:
    for value, written in ((0.8384, ".838"), (-0.0131, "-.013"), (1.0, "1.000"), (-0.0001, ".000"), (0.0, ".000")):
        measures = [
            replace(m, value=value, low=-1.0, high=0.9996) if m.name.startswith("form: typos, loss of ") else m
            for m in read_measured(FOLDER).measures
        ]
        page = render(Measured("2026-01-02", tuple(measures), "0" * 64))
        assert f"| one or two words misspelt | {written} [-1.000, 1.000] | {written} [-1.000, 1.000] |" in page


def test_a_page_that_lacks_a_figure_is_not_written(tmp_path: Path) -> None:
    golden = [m for m in read_measured(FOLDER).measures if m.name.startswith("golden")]
    with pytest.raises(DataError, match=r"No figure is named 'SQuAD .*'; measure all of them"):
        write_report(tmp_path, golden)
    assert list(tmp_path.iterdir()) == []


def test_what_was_measured_is_a_value_within_its_interval() -> None:
    measured = read_measured(FOLDER)
    assert [m.name for m in measured.measures if not m.low <= m.value <= m.high] == []
    assert len({m.name for m in measured.measures}) == len(measured.measures)
