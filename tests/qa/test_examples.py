"""Every example of qa/EXAMPLES.md does what it says."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp.client.stdio import StdioServerParameters

from tests.agents import visit
from tests.conftest import ROOT
from tests.running import clean_environment, running_server

pytestmark = pytest.mark.slow

PAGE = (ROOT / "qa/EXAMPLES.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.S)
CURL = re.findall(r"^\$ (curl .*)$", PAGE, re.M)
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def folder(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the seeds where the page has it."""
    root = tmp_path_factory.mktemp("examples")
    shutil.copytree(built, root / "index/built")
    return root


def test_every_block_of_python_shows_what_it_prints() -> None:
    assert len(PYTHON) == PAGE.count("```python") == 6


@pytest.mark.parametrize(("code", "printed"), PYTHON)
def test_python_prints_what_is_shown(folder: Path, tmp_path: Path, code: str, printed: str) -> None:
    script = tmp_path / "example.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], cwd=folder, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == (printed, 0), done.stderr


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with running_server(folder / "index/built", folder / "log") as server:
        yield server.url


def test_curl_gets_answers_and_checks(url: str) -> None:
    def get(command: str) -> dict[str, Any]:
        words = shlex.split(command.replace("http://127.0.0.1:8000", url))
        return dict(json.loads(subprocess.run(words, capture_output=True, check=True).stdout))

    asked, in_text, alone = map(get, CURL)
    assert asked["found"] is True
    assert [quote["verdict"] for quote in in_text["quotes"]] == ["exact"]
    assert [quote["verdict"] for quote in alone["quotes"]] == ["near"]


def test_an_agent_starts_pincite_by_the_configuration(folder: Path) -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.S)
    configured = json.loads(shown)["mcpServers"]["pincite"]
    started = StdioServerParameters(
        command=str(BIN / configured["command"]), args=configured["args"], cwd=str(folder), env=clean_environment()
    )

    tools = visit(started, lambda client: client.list_tools()).tools
    named = re.findall(r"`(\w+)`", PAGE.rpartition("It can then call")[2].partition("\n")[0])
    assert sorted(tool.name for tool in tools) == sorted(named)
