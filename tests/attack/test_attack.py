"""Some of the attacks that `python -m tests.attack` makes."""

from pathlib import Path

import pytest

from tests.attack.attacks import attack
from tests.attack.inputs import requests
from tests.running import running_server


def test_the_inputs_are_the_same_for_the_same_seed() -> None:
    assert list(requests(20, 7)) == list(requests(20, 7))
    assert list(requests(20, 7)) != list(requests(20, 8))


@pytest.mark.slow
def test_hostile_requests_and_slow_connections_change_nothing(built: Path, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    with running_server(built, tmp_path / "log", seeds=str(tmp_path / "seeds")) as server:
        counts = attack(server, inputs=400, slow=500, seed=2)
    assert (counts.inputs, counts.slow) == (400, 500)
    assert (counts.server_errors, counts.crashes, counts.lost) == (0, 0, 0)
    assert counts.asked_beside == counts.asked
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
