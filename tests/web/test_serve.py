"""`pincite serve`: it fails at start with one line, binds to loopback, and finishes what it began when stopped."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from index.settings import Settings
from index.storage.generations import Generations
from tests.running import clean_environment, free_port, running_server


def serve(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `pincite serve` where it is expected to fail."""
    return subprocess.run(
        [sys.executable, "-m", "web", "serve", *arguments],
        env=clean_environment() | {"PINCITE_PORT": str(free_port())} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_default_address_is_loopback() -> None:
    assert Settings().host == "127.0.0.1"


@pytest.mark.slow
def test_a_model_that_is_none_stops_the_start_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    failed = serve(f"--model={tmp_path / 'model'}", f"--index={tmp_path}")
    assert failed.returncode == 1
    assert failed.stderr.splitlines() == [
        f"pincite: The model folder {tmp_path / 'model'} holds no *.safetensors or pytorch_model*.bin; is it a model?"
    ]


@pytest.mark.slow
def test_an_index_of_another_model_stops_the_start_with_one_line(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "built"
    shutil.copytree(built, other)
    manifest = Generations(other).live() / "manifest.json"
    described = json.loads(manifest.read_text(encoding="utf-8"))
    described["model"]["sha256"] = "0" * 64
    manifest.write_text(json.dumps(described), encoding="utf-8")
    failed = serve(f"--index={other}")
    assert failed.returncode == 1
    (line,) = failed.stderr.splitlines()
    assert line.startswith("pincite: The index was built with model pincite/multilingual-e5-small (sha256 00")


def test_a_port_that_is_taken_stops_the_start_with_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        failed = serve(f"--port={port}", f"--index={tmp_path}")
    assert failed.returncode == 2
    assert failed.stderr.splitlines() == [
        f"pincite: 127.0.0.1:{port} cannot be bound: Address already in use; choose another with --port or --host."
    ]


def test_an_unknown_setting_is_wrong_usage() -> None:
    failed = serve(PINCITE_PROT="80")
    assert failed.returncode == 2
    assert failed.stderr.startswith("pincite: Unknown setting PINCITE_PROT; the settings are PINCITE_")


@pytest.mark.slow
def test_a_server_without_an_index_starts_and_says_so(tmp_path: Path) -> None:
    with running_server(tmp_path / "built", tmp_path / "log") as server:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{server.url}/readyz")
        refused.value.close()
        assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "1")


@pytest.mark.slow
def test_a_question_in_flight_is_answered_when_the_server_is_stopped(built: Path, tmp_path: Path) -> None:
    body = json.dumps({"question": "Who is Yuri Ushakov?"}).encode()
    headers = f"Host: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    head = f"POST /ask HTTP/1.1\r\n{headers}\r\n\r\n"
    with running_server(built, tmp_path / "log") as server:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        with socket.create_connection(address, timeout=60) as connection:
            connection.sendall(head.encode() + body[:10])
            urllib.request.urlopen(f"{server.url}/healthz").close()  # taken after it, so that one is taken too
            server.process.send_signal(signal.SIGTERM)
            time.sleep(1)  # the worker takes the signal; there is nothing to see from outside until it ends
            connection.sendall(body[10:])
            answered = b"".join(iter(lambda: connection.recv(65536), b""))
        assert server.process.wait(timeout=60) == 0, (tmp_path / "log").read_text(encoding="utf-8")
    assert answered.startswith(b"HTTP/1.1 200 OK")
    assert b'"question":"Who is Yuri Ushakov?"' in answered
