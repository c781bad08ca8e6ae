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
from functools import partial
from pathlib import Path

import pytest

from index.build import rebuild
from index.changes import Add, Heard
from index.library import Library
from index.publish import publish
from index.reading.process import ReadingProcess
from index.staging import STAGE
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.verify import verify
from qa.ask import make_asker
from qa.question import Question
from tests.fake_encoder import BagOfWords
from tests.rebuilding import CHANGING, COUNTED, SHARDS
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


@pytest.mark.parametrize("forker", ["shard"], indirect=True)
def test_a_shard_killed_at_any_moment_and_built_again_is_as_one_builders(
    seeds: Path, tmp_path: Path, forker: "subprocess.Popen[str]", reading: ReadingProcess
) -> None:
    root, again = tmp_path / "built", partial(rebuild, seeds, encoder=BagOfWords(), keep=2, process=reading)
    (seeds / "harbour.txt").write_text("The harbour sleeps. Nine boats stay in the harbour.", encoding="utf-8")
    for shard in SHARDS:
        again(root, shard=shard)
    own = Generations(CHANGING.folder(root))
    chance = random.Random()
    interrupted = 0
    for _ in range(MOST_KILLS):
        if interrupted >= ENOUGH:
            break
        kill_a_rebuild(forker, after=SHORTEST * (LONGEST / SHORTEST) ** chance.random())
        interrupted += any(own.root.rglob("*.partial"))
        if own.live_name():
            verify(own.live())
        again(root, shard=CHANGING)
        assert list(own.root.rglob("*.partial")) == []
        publish(root, keep=2)
        again(tmp_path / "one")
        found, wanted = (Generations(folder).live() for folder in (root, tmp_path / "one"))
        assert counts(found) == counts(wanted)
        assert answers(found) == answers(wanted)
    else:
        pytest.fail(f"{interrupted} of {MOST_KILLS} kills hit a builder")


@pytest.mark.parametrize("forker", ["publish"], indirect=True)
def test_publishing_killed_at_any_moment_leaves_a_whole_index(
    seeds: Path, tmp_path: Path, forker: "subprocess.Popen[str]", reading: ReadingProcess
) -> None:
    generations = Generations(tmp_path / "built")
    again = partial(rebuild, seeds, generations.root, BagOfWords(), keep=2, process=reading)
    # The last one has two generations then, and each is published in turn.
    for number, shard in enumerate([*SHARDS, CHANGING]):
        (seeds / f"{COUNTED}.txt").write_text(f"Number {number} is here.", encoding="utf-8")
        again(shard=shard)
    publish(generations.root, keep=2)
    chance = random.Random()
    interrupted = 0
    published: set[str | None] = set()
    for _ in range(MOST_KILLS):
        if min(interrupted, len(published) - 1) >= ENOUGH:
            break
        kill_a_rebuild(forker, after=SHORTEST * (LONGEST / SHORTEST) ** chance.random())
        interrupted += any(path for path in generations.root.glob("*/*.partial") if path.parent.name == "segments")
        published.add(generations.live_name())
        assert verify(generations.live()).generation == generations.live_name()
        assert answers(generations.live())[0] == ("fixed", FIXED.index("Seven"))
    else:
        pytest.fail(f"{interrupted} of {MOST_KILLS} kills hit a publishing, {len(published)} came after one")
    again(shard=CHANGING)
    publish(generations.root, keep=2)
    assert list(generations.root.rglob("*.partial")) == []
    assert len(generations.names()) == 2


def counts(folder: Path) -> tuple[int, int]:
    """Not the vectors: a document that was changed may still have its old ones, removed, in a segment."""
    verified = verify(folder)
    return verified.documents, verified.sentences


def answers(folder: Path) -> list[tuple[str, int]]:
    """The best sentence for each of some questions: its document and offset."""
    asker = make_asker(BagOfWords(), None, unfitted=True)
    store = LocalStore.open(folder)
    found = []
    for question in ("How many ships passed the lighthouse?", "What counts the shards?", "Who stays in the harbour?"):
        answer = asker.ask(store, Question(question))
        best = (*answer.citations, *answer.nearest)[0]
        found.append((best.document.id, best.start))
    return found


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
