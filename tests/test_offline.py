"""No network is used, and nothing is written about the person: system calls are watched, not what libraries promise."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import ROOT
from tests.running import PINCITE, clean_environment, running_server

pytestmark = pytest.mark.slow

SECONDS = 60  # ONNX Runtime's telemetry waits for ten before its first connection

_CONNECT = re.compile(r'connect\(.*sa_family=AF_INET6?,.*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")')


def watched(trace: Path) -> tuple[str, ...]:
    """A program's prefix with which every connection that it opens is written to a file, its children's too."""
    # With -D the program keeps its own process id, so that a signal reaches it and not strace.
    return ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace))


def strangers(trace: Path) -> set[str]:
    """Addresses beyond this machine that were connected to."""
    found = {v4 or v6 for v4, v6 in _CONNECT.findall(trace.read_text(encoding="utf-8"))}
    return {address for address in found if not address.startswith("127.") and address not in ("::1", "::")}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with an empty cache."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HF_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


def test_a_minute_of_serving_asking_and_rebuilding_opens_no_connection_and_leaves_no_file(
    tmp_path: Path, home: Path
) -> None:
    index, log = tmp_path / "built", tmp_path / "log"
    rebuild = [*watched(tmp_path / "rebuild"), *PINCITE, "index", "rebuild", "--index", str(index)]
    environment = clean_environment()
    subprocess.run(rebuild, cwd=ROOT, env=environment, capture_output=True, check=True)
    stop = time.monotonic() + SECONDS
    with running_server(index, log, [*watched(tmp_path / "serve"), *PINCITE]) as server:
        query = urlencode({"question": "On which day is the video call?"})
        while time.monotonic() < stop:
            with urllib.request.urlopen(f"{server.url}/ask?{query}") as response:
                assert json.load(response)["found"] is True
            time.sleep(2)
        subprocess.run([*rebuild, "--full"], cwd=ROOT, env=environment, capture_output=True, check=True)
    ask = [*watched(tmp_path / "ask"), *PINCITE, "ask", "--index", str(index), "On which day is the video call?"]
    subprocess.run(ask, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert {name: strangers(tmp_path / name) for name in ("rebuild", "serve", "ask")} == {
        "rebuild": set(),
        "serve": set(),
        "ask": set(),
    }
    assert [str(p.relative_to(home)) for p in home.rglob("*")] == []


def test_a_connection_beyond_this_machine_is_seen(tmp_path: Path) -> None:
    """So the test above can fail. The address is one that documentation may use, and nothing answers there."""
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    code += "\nimport socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    subprocess.run([*watched(tmp_path / "trace"), sys.executable, "-c", code], check=True)
    assert strangers(tmp_path / "trace") == {"192.0.2.1"}
