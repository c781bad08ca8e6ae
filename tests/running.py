"""Start a real `pincite serve` on a free port, and wait until it can answer."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 120
PINCITE = (sys.executable, "-m", "web")


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server's address and its process."""

    url: str
    process: "subprocess.Popen[bytes]"


@contextmanager
def running_server(
    index: Path, log: Path, program: Sequence[str] = PINCITE, **settings: str
) -> Iterator[RunningServer]:
    """A server on a folder of generations; what it prints goes to the log file."""
    beside = {"seeds": str(log.with_name("seeds")), "feedback": str(log.with_name("feedback.jsonl"))}
    flags = {"index": str(index), "port": str(free_port())} | beside | settings
    arguments = [f"--{name}={value}" for name, value in flags.items()]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*program, "serve", *arguments], stdout=output, stderr=output, env=clean_environment()
        )
        try:
            url = f"http://127.0.0.1:{flags['port']}"
            _wait(url, process, log)
            yield RunningServer(url, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def clean_environment() -> dict[str, str]:
    """The environment without any setting of pincite."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
