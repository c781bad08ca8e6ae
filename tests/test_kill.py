"""A rebuild killed at any moment leaves the live generation intact, and the next rebuild cleans up.

Each rebuild replaces an article of two, so that it writes a segment, publishes, and merges two segments into one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import rebuild
from index.changes import Add, Heard
from index.library import Library
from index.staging import STAGE
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.verify import verify
from qa.ask import make_asker
from qa.question import Question
from tests.fake_encoder import BagOfWords
from tests.running import clean_environment

pytestmark = pytest.mark.slow

MOST_KILLS = 300
ENOUGH = 15  # kills amid a rebuild, and rebuilds that came through
ENOUGH_MERGING = 5  # kills between a rebuild's publishing and the end of its merging
SHORTEST, LONGEST = 0.01, 3.0  # seconds before a kill; a rebuild starts a process that reads, and takes half a second

ROOT = Path(__file__).resolve().parents[1]
FIXED = "The lighthouse keeper counts ships. Seven ships passed the lighthouse on Tuesday."


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "fixed.txt").write_text(FIXED, encoding="utf-8")
    return folder


@pytest.fixture
def forker(seeds: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator["subprocess.Popen[str]"]:
    """What starts a process that rebuilds, or that does what the test's parameter says."""
    what = getattr(request, "param", "rebuild")
    arguments = [sys.executable, "-m", "tests.rebuilding", str(seeds), str(tmp_path / "built"), what]
    with subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert read_line(process) == "ready"
        yield process
        process.kill()


def test_a_rebuild_killed_at_any_moment_leaves_a_whole_index(
    seeds: Path, tmp_path: Path, forker: "subprocess.Popen[str]"
) -> None:
    generations = Generations(tmp_path / "built")
    rebuild(seeds, generations.root, BagOfWords(), keep=2)
    asker = make_asker(BagOfWords(), None, unfitted=True)
    chance = random.Random()
    interrupted = merging = 0
    published: set[str | None] = set()
    # Kills that all came before or after the work would prove nothing; a busy machine needs more of them.
    for _ in range(MOST_KILLS):
        if min(interrupted, len(published) - 1) >= ENOUGH and merging >= ENOUGH_MERGING:
            break
        kill_a_rebuild(forker, after=SHORTEST * (LONGEST / SHORTEST) ** chance.random())
        interrupted += any(generations.root.rglob("*.partial"))
        published.add(generations.live_name())
        assert verify(generations.live()).generation == generations.live_name()
        store = LocalStore.open(generations.live())
        merging += len(store.parts) == 2
        answer = asker.ask(store, Question("How many ships passed the lighthouse?"))
        best = (*answer.citations, *answer.nearest)[0]
        assert best.sentence == FIXED[best.start : best.end] == "Seven ships passed the lighthouse on Tuesday."
    else:
        pytest.fail(
            f"{interrupted} of {MOST_KILLS} kills hit a rebuild, {merging} its merging; {len(published)} came after one"
        )
    rebuild(seeds, generations.root, BagOfWords(), keep=2)
    assert list(generations.root.rglob("*.partial")) == []
    assert len(generations.names()) == 2
    named = {entry.name for name in generations.names() for entry in Manifest.read(generations.root / name).segments}
    assert {folder.name for folder in (generations.root / "segments").iterdir()} == named


@pytest.mark.parametrize("forker", ["change"], indirect=True)
def test_adding_and_removing_killed_at_any_moment_leave_whole_sources_and_a_whole_index(
    seeds: Path, tmp_path: Path, forker: "subprocess.Popen[str]"
) -> None:
    generations = Generations(tmp_path / "built")
    rebuild(seeds, generations.root, BagOfWords(), keep=2)
    chance = random.Random()
    staged = 0
    published: set[str | None] = set()
    for _ in range(MOST_KILLS):
        if staged >= ENOUGH and len(published) > ENOUGH:
            break
        kill_a_rebuild(forker, after=SHORTEST * (LONGEST / SHORTEST) ** chance.random())
        staged += (seeds / STAGE).exists()
        published.add(generations.live_name())
        assert verify(generations.live()).generation == generations.live_name()
        for path in seeds.glob("added *.txt"):
            number = path.stem.removeprefix("added ")
            assert path.read_text() == f"Number {number} is here. It counts the changes."
            assert path.with_suffix(".toml").read_text() == f'title = "Number {number}"\n'
    else:
        pytest.fail(f"{staged} of {MOST_KILLS} kills hit a change, {len(published)} came after one")
    Library(seeds, generations.root, BagOfWords(), keep=2).apply([Add("last.txt", b"The last one.")], Heard())
    assert not (seeds / STAGE).exists()
    live = LocalStore.open(generations.live())
    assert {entry.id for entry in live.documents()} == {path.stem for path in seeds.glob("*.txt")}


def kill_a_rebuild(forker: "subprocess.Popen[str]", after: float) -> None:
    assert forker.stdin is not None
    forker.stdin.write("fork\n")
    forker.stdin.flush()
    child = int(read_line(forker))
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    assert read_line(forker) == "dead"


def read_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
