"""Serve for an hour, ask, add, remove and rebuild meanwhile, and count connections beyond this machine.

    python -m tests.attack.offline [--minutes 60]

strace writes every connection down, those of child processes too.
"""

import argparse
import json
import subprocess
import tempfile
import time
import urllib.request
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

from tests.conftest import SEEDS
from tests.running import PINCITE, RunningServer, clean_environment, running_server
from tests.test_offline import strangers, watched

PAUSE = 10  # seconds between two rounds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
        root = Path(folder)
        (root / "seeds").mkdir()
        for source in (*SEEDS.glob("*.txt"), *SEEDS.glob("*.toml")):
            (root / "seeds" / source.name).write_bytes(source.read_bytes())
        done = Counter(rebuilt=rebuild(root, root / "trace-0"))
        with running_server(root / "built", root / "log", [*watched(root / "trace"), *PINCITE]) as server:
            until = time.monotonic() + 60 * minutes
            for number in count(1):
                if time.monotonic() > until:
                    break
                done.update(a_round(server, root, number))
                time.sleep(PAUSE)
        found = {address for trace in root.glob("trace*") for address in strangers(trace)}
        log = (root / "log").read_text(encoding="utf-8")
    print(f"{minutes:g} minutes: " + ", ".join(f"{times:,} {what}" for what, times in done.items()))
    print(f"addresses beyond this machine: {sorted(found)}; tracebacks in the log: {log.count('Traceback')}")


def a_round(server: RunningServer, root: Path, number: int) -> dict[str, int]:
    """Ask and look, and now and then change the index; how often each was done."""
    assert call(server, "GET", "/ask?question=On+which+day+is+the+video+call")["found"]
    for path in ("/documents", "/healthz", "/readyz"):
        call(server, "GET", path)
    done = {"asked": 1, "read": 3}
    if number % 10 == 1:
        job = ended(server, call(server, "POST", "/documents", {"text": f"Number {number} is here.", "title": "added"}))
        for document in job["documents"]:
            ended(server, call(server, "DELETE", f"/documents/{document}"))
        done |= {"added and removed": 1}
    if number % 50 == 5:
        done |= {"rebuilt": rebuild(root, root / f"trace-{number}")}
    return done


def ended(server: RunningServer, job: dict[str, Any]) -> dict[str, Any]:
    while job["state"] == "running":
        time.sleep(0.5)
        job = call(server, "GET", f"/jobs/{job['id']}")
    assert job["state"] == "done", job
    return job


def call(server: RunningServer, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=300) as response:
        return json.load(response)


def rebuild(root: Path, trace: Path) -> int:
    """Rebuild, watched too."""
    command = [*watched(trace), *PINCITE, "index", "rebuild", f"--seeds={root / 'seeds'}", f"--index={root / 'built'}"]
    subprocess.run(command, env=clean_environment(), capture_output=True, check=True)
    return 1


if __name__ == "__main__":
    main()
