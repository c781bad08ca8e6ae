"""`make` with no argument is the manual: it lists every target, and nothing else."""

import re
import subprocess

from tests.conftest import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = MAKEFILE.partition(".PHONY: ")[2].partition("\n")[0].split()


def make(*arguments: str) -> str:
    """What `make` prints, in a `make test` too."""
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_alone_lists_every_target_with_its_help() -> None:
    shown = [re.fullmatch(r"make (\w+) +(\S.*)", line) for line in make().splitlines()]
    assert [line and line[1] for line in shown] == TARGETS
    assert {"run", "test", "quick", "check"} <= set(TARGETS)


def test_every_target_has_a_rule() -> None:
    assert sorted(re.findall(r"^([a-z]+):", MAKEFILE, re.M)) == sorted(TARGETS)
    assert [target for target in TARGETS if not make("--dry-run", target)] == []


def test_clean_keeps_the_built_index_and_the_feedback_beside_it() -> None:
    removed = make("--dry-run", "clean")
    assert ".venv" in removed
    assert "index/built" not in removed
