import io
import sys

import pytest

from index.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_it_prints_a_line_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Embedding", 2000, "texts") as progress:
        for count in (100, 50, 50, 1, 1700, 99):
            progress.advance(count)
    # 5% is the first line; then 10%, 95% and 100% each reach another tenth.
    assert capsys.readouterr() == (
        "",
        "Embedding: 100 of 2,000 texts\n"
        "Embedding: 200 of 2,000 texts\n"
        "Embedding: 1,901 of 2,000 texts\n"
        "Embedding: 2,000 of 2,000 texts\n",
    )


def test_nothing_to_do_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Embedding", 0, "texts"):
        pass
    assert capsys.readouterr() == ("", "")


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Embedding", 10, "texts", quiet=True) as progress:
        progress.advance(10)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_and_no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("Embedding", 20, "texts") as progress:
        progress.advance(20)
    shown = terminal.getvalue()
    assert "Embedding:   0%|" in shown
    assert "0/20 [00:00<?, ? texts/s]" in shown  # the time taken, the time left and the rate
    assert "of 20 texts" not in shown
    assert "\n" not in shown


def test_a_quiet_terminal_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("Embedding", 20, "texts", quiet=True) as progress:
        progress.advance(20)
    assert terminal.getvalue() == ""
