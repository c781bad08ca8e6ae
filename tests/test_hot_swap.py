"""A running server follows new generations: no failed request, and no answer that mixes two."""

import json
import re
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from index.build import rebuild
from index.errors import DamagedGeneration
from index.networks.encoder import Encoder
from tests.running import running_server

pytestmark = pytest.mark.slow

SWITCHES, CLIENTS = 20, 3
WAIT_SECONDS = 30


def write_article(seeds: Path, version: int) -> None:
    """An article whose every sentence carries its version, and whose sentences shift with it."""
    padding = f"Version {version} opens with a longer line. " * (version % 3)
    text = f"{padding}Version {version} begins. In version {version} the call is on Sunday. Version {version} ends."
    (seeds / "article.txt").write_text(text, encoding="utf-8")


class Client(threading.Thread):
    """Asks without pause until told to stop; keeps every answer and every failure."""

    def __init__(self, url: str, stop: threading.Event) -> None:
        super().__init__()
        self.url, self.stop = url, stop
        self.answers: list[dict[str, Any]] = []
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.answers.append(ask(self.url, "On which day is the call?"))
            except Exception as error:  # whatever it is, it is what this test looks for
                self.failures.append(repr(error))


def ask(url: str, question: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{url}/ask", json.dumps({"question": question}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as response:
        return dict(json.load(response))


def test_a_server_follows_twenty_generations_without_a_failed_request(tmp_path: Path, encoder: Encoder) -> None:
    seeds, built = tmp_path / "seeds", tmp_path / "built"
    seeds.mkdir()
    write_article(seeds, 0)
    versions = {rebuild(seeds, built, encoder, keep=2).generation: 0}
    stop = threading.Event()
    with running_server(built, tmp_path / "log") as server:
        clients = [Client(server.url, stop) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            for version in range(1, SWITCHES + 1):
                write_article(seeds, version)
                generation = rebuild(seeds, built, encoder, keep=2).generation
                versions[generation] = version
                wait_for(server.url, generation)
        finally:
            stop.set()
            for client in clients:
                client.join()
    assert [failure for client in clients for failure in client.failures] == []
    answers = [answer for client in clients for answer in client.answers]
    assert {versions[answer["index"]["generation"]] for answer in answers} == set(range(SWITCHES + 1))
    for answer in answers:
        assert said_versions(answer) == {str(versions[answer["index"]["generation"]])}


def test_a_damaged_generation_is_not_served(tmp_path: Path, encoder: Encoder) -> None:
    seeds, built = tmp_path / "seeds", tmp_path / "built"
    seeds.mkdir()
    write_article(seeds, 1)
    first = rebuild(seeds, built, encoder, keep=2).generation
    with running_server(built, tmp_path / "log") as server:
        write_article(seeds, 2)
        folder = built / "99990101T000000.000000Z"
        folder.mkdir()
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
        (built / "live").write_text(folder.name, encoding="ascii")
        give_up = time.monotonic() + WAIT_SECONDS
        while "is not served" not in (tmp_path / "log").read_text(encoding="utf-8"):
            assert time.monotonic() < give_up, "the server never noticed"
            time.sleep(0.1)
        assert ask(server.url, "On which day is the call?")["index"]["generation"] == first
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{server.url}/readyz")
        problem = json.load(caught.value)
        assert (problem["status"], problem["type"]) == (503, "/problems/behind")
        assert problem["detail"] == f"Generation {folder.name} is not served; the log says why."
    assert DamagedGeneration.__name__ not in (tmp_path / "log").read_text(encoding="utf-8")


def wait_for(url: str, generation: str) -> None:
    give_up = time.monotonic() + WAIT_SECONDS
    while ask(url, "Which version begins?")["index"]["generation"] != generation:
        assert time.monotonic() < give_up, f"{generation} was never served"
        time.sleep(0.05)


def said_versions(answer: dict[str, Any]) -> set[str]:
    """The versions named in any sentence that an answer shows."""
    shown = answer["citations"] + answer["nearest"]
    texts = [c[part] for c in shown for part in ("sentence", "before", "after") if c[part]]
    assert texts
    return {version for text in texts for version in re.findall(r"[Vv]ersion (\d+)", text)}
