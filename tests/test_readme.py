"""Every command of the README does what it says; `make run` and the wheel are run by `.ci/run`."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.running import clean_environment, running_server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
COMMANDS = [line[2:] for block in re.findall(r"```console\n(.*?)```", README, re.S) for line in block.splitlines()
            if line.startswith("$ ")]  # fmt: skip
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ADDRESS = PROJECT["urls"]["Repository"]
CLONE = f"git clone {ADDRESS} && cd pincite"
WHEEL = f"pip install pincite-{PROJECT['version']}-py3-none-any.whl"
SERVER = "pincite serve"
CHECK = "pincite check answer.md"


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the seeds, as a clone has them."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("seeds", "my-articles"):
        shutil.copytree(ROOT / "seeds", folder / name)
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


def test_two_commands_come_first() -> None:
    assert COMMANDS[1:3] == [CLONE, "make run"]


def test_a_clone_has_what_make_needs(tmp_path: Path) -> None:
    clone = CLONE.replace(ADDRESS, f"{ROOT.as_uri()} pincite")
    done = subprocess.run(
        f"{clone} && make --no-print-directory", shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "make run " in done.stdout
    assert (tmp_path / "pincite/seeds").is_dir()


def test_ci_starts_a_clone_by_make_and_installs_the_wheel() -> None:
    assert WHEEL in COMMANDS
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert [command for command in ("make run", "make test", "pincite-*.whl") if command not in ci] == []


def test_the_example_is_what_comes_back(newcomer: Path) -> None:
    shown = README.partition("```console\n")[2].partition("```")[0]
    command, _, output = shown.partition("\n")
    assert run(newcomer, command.removeprefix("$ ")) == output


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("pincite index")])
def test_index_commands_succeed(newcomer: Path, command: str) -> None:
    run(newcomer, "pincite index rebuild")  # so that there is one to roll back to
    assert run(newcomer, command) != ""


def test_the_quotes_of_an_answer_are_checked(newcomer: Path) -> None:
    assert CHECK in COMMANDS
    (newcomer / "answer.md").write_text("They “plan a video call on Sunday”.\n", encoding="utf-8")
    assert run(newcomer, CHECK).splitlines()[-1] == "1 quote: 1 exact, 0 near, 0 absent"


def test_curl_commands_succeed_against_a_server(newcomer: Path, tmp_path: Path) -> None:
    assert SERVER in COMMANDS
    curls = [c for c in COMMANDS if c.startswith("curl")]
    with running_server(newcomer / "index/built", tmp_path / "log") as server:
        answers = [run(newcomer, c.replace("http://127.0.0.1:8000", server.url)) for c in curls]
    assert '"question":"Who is Yuri Ushakov"' in answers[0]
    assert '"asked_as":"Would Russia withdraw troops from Sumy? And Kherson?"' in answers[1]


def test_no_command_is_left_out() -> None:
    covered = ("pincite ask", CHECK, "pincite index", SERVER, "curl", "make run", CLONE, WHEEL)
    assert [c for c in COMMANDS if not c.startswith(covered)] == []


def test_every_file_the_readme_names_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r"`((?:qa|web|index|seeds|tests)/[\w./-]*)`", README)
    assert [link for link in links if not link.startswith("index/built") and not (ROOT / link).exists()] == []


def test_the_ten_figures_stand_in_the_pages_that_they_are_from() -> None:
    """Where a figure was measured again, this page has to follow."""
    figures = re.findall(r"^\|.*\| ([\d.,]+) \| \[\w+\]\((\S+)\) \|$", README, re.M)
    assert len(figures) == 10
    pages = {page: (ROOT / page).read_text(encoding="utf-8") for _, page in figures}
    assert set(pages) == {"qa/evaluate/README.md", "tests/benchmarks/README.md"}
    assert [f for f, page in figures if not re.search(rf"(?<![\d.,]){re.escape(f)}(?![\d.,]*\d)", pages[page])] == []
