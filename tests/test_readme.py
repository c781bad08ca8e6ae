"""Every command of the README does what it says; `make run` and `make test` are run by `.ci/run`."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import clean_environment, running_server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
COMMANDS = [line[2:] for block in re.findall(r"```console\n(.*?)```", README, re.S) for line in block.splitlines()
            if line.startswith("$ ")]  # fmt: skip
BY_CI = ["make run", "make test"]
SERVER = "pincite serve"


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeds, as a clone has them."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    run(folder, "pincite index rebuild")
    return folder


def run(folder: Path, command: str) -> str:
    words = shlex.split(command)
    program = str(BIN / words[0]) if words[0] == "pincite" else words[0]
    done = subprocess.run(
        [program, *words[1:]], cwd=folder, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_has_the_two_commands_and_ci_runs_them() -> None:
    assert COMMANDS[1:3] == BY_CI
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert [command for command in BY_CI if command not in ci] == []


def test_the_example_is_what_comes_back(newcomer: Path) -> None:
    shown = README.partition("```console\n")[2].partition("```")[0]
    command, _, output = shown.partition("\n")
    assert run(newcomer, command.removeprefix("$ ")) == output


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("pincite index")])
def test_index_commands_succeed(newcomer: Path, command: str) -> None:
    run(newcomer, "pincite index rebuild")  # so that there is one to roll back to
    assert run(newcomer, command) != ""


def test_curl_commands_succeed_against_a_server(newcomer: Path, tmp_path: Path) -> None:
    assert SERVER in COMMANDS
    curls = [c for c in COMMANDS if c.startswith("curl")]
    with running_server(newcomer / "index/built", tmp_path / "log") as server:
        answers = [run(newcomer, c.replace("http://127.0.0.1:8000", server.url)) for c in curls]
    assert '"question":"Who is Yuri Ushakov"' in answers[0]
    assert '"asked_as":"Would Russia withdraw troops from Sumy? And Kherson?"' in answers[1]


def test_no_command_is_left_out() -> None:
    covered = ("pincite ask", "pincite index", "pincite eval", SERVER, "curl", *BY_CI)
    assert [c for c in COMMANDS if not c.startswith(covered)] == []


def test_every_file_the_readme_names_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r"`((?:qa|web|index|seeds|tests)/[\w./-]*)`", README)
    assert [link for link in links if not link.startswith("index/built") and not (ROOT / link).exists()] == []
