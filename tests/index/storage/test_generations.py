import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import DamagedGeneration, NoGeneration, RebuildRunning
from index.storage.generations import Generations
from index.storage.manifest import NAME
from tests.building import article, build
from tests.fake_encoder import BagOfWords

NAMES = ["20250101T000000.000001Z", "20250102T000000.000001Z", "20250103T000000.000001Z", "20250104T000000.000001Z"]


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "built")


def make(generations: Generations, *names: str, live: str | None = None) -> None:
    """Folders that count as whole generations."""
    for name in names:
        (generations.root / name / "sub").mkdir(parents=True)
        (generations.root / name / NAME).write_text("{}")
        (generations.root / name / "sub" / "file").write_text("x")
    if live:
        generations.point_to(live)


def test_before_the_first_there_is_nothing(generations: Generations) -> None:
    assert generations.names() == []
    assert generations.live_name() is None
    with pytest.raises(NoGeneration) as caught:
        generations.live()
    assert str(caught.value) == f"There is no index in {generations.root}; run `pincite index rebuild`."


def test_publish_makes_a_finished_folder_whole_and_live(generations: Generations) -> None:
    generations.root.mkdir()
    folder = generations.begin()
    assert folder.name.endswith("Z.partial")
    (folder / NAME).write_text("{}")
    assert (generations.names(), generations.live_name()) == ([], None)
    name = generations.publish(folder)
    assert name == folder.name.removesuffix(".partial")
    assert (generations.names(), generations.live_name()) == ([name], name)
    assert generations.live() == generations.root / name
    assert (generations.root / "live").read_bytes() == f"{name}\n".encode()
    assert sorted(p.name for p in generations.root.iterdir()) == [name, "live"]


def test_generations_begun_later_are_listed_later(generations: Generations) -> None:
    generations.root.mkdir()
    made = []
    for _ in range(5):
        folder = generations.begin()
        (folder / NAME).write_text("{}")
        made.append(generations.publish(folder))
    assert generations.names() == made


def test_only_folders_with_a_manifest_are_generations(generations: Generations) -> None:
    make(generations, NAMES[1], NAMES[0], live=NAMES[1])
    (generations.root / NAMES[2]).mkdir()
    make(generations, f"{NAMES[3]}.partial")
    (generations.root / "lock").touch()
    assert generations.names() == NAMES[:2]


def test_rollback_points_to_the_one_before(generations: Generations, fake: BagOfWords) -> None:
    names = [build(generations.root, fake, article(text)).generation for text in ("One.", "Two.", "Three.")]
    assert generations.rollback() == names[1]
    assert generations.live_name() == names[1]
    assert generations.rollback() == names[0]
    assert generations.names() == names


def test_rollback_opens_what_it_makes_live(generations: Generations, fake: BagOfWords) -> None:
    names = [build(generations.root, fake, article(text)).generation for text in ("One.", "Two.", "Three.")]
    (generations.root / names[1] / "texts.utf8").write_bytes(b"x")
    assert generations.rollback() == names[0]  # past the damaged one
    generations.point_to(names[2])
    (generations.root / names[0] / "texts.utf8").write_bytes(b"x")
    with pytest.raises(DamagedGeneration, match=names[1]):
        generations.rollback()
    assert generations.live_name() == names[2]


def test_a_generation_begun_after_the_clock_was_set_back_is_the_newest(generations: Generations) -> None:
    make(generations, "29990101T000000.999999Z", live="29990101T000000.999999Z")
    folder = generations.begin()
    assert folder.name == "29990101T000001.000000Z.partial"
    (folder / NAME).write_text("{}")
    generations.publish(folder)
    assert generations.clean(1) == ["29990101T000001.000000Z"]


def test_a_draft_that_fails_leaves_nothing(generations: Generations) -> None:
    generations.root.mkdir()

    def fail() -> None:
        with generations.draft() as folder:
            (folder / "texts.utf8").write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(generations.root.iterdir()) == []


def test_rollback_with_none_before_is_refused_and_changes_nothing(generations: Generations) -> None:
    make(generations, NAMES[0], NAMES[1], live=NAMES[0])
    with pytest.raises(NoGeneration) as caught:
        generations.rollback()
    assert str(caught.value) == f"There is no generation before {NAMES[0]} in {generations.root}."
    assert generations.live_name() == NAMES[0]


def test_rollback_before_the_first_is_refused(generations: Generations) -> None:
    with pytest.raises(NoGeneration, match="There is no index in"):
        generations.rollback()


def test_rollback_waits_for_no_rebuild(generations: Generations) -> None:
    make(generations, *NAMES, live=NAMES[2])
    with generations.lock(), pytest.raises(RebuildRunning, match="Another rebuild is running in"):
        generations.rollback()
    assert generations.live_name() == NAMES[2]


def test_clean_keeps_the_newest_and_removes_the_rest(generations: Generations) -> None:
    make(generations, *NAMES, live=NAMES[3])
    assert generations.clean(2) == NAMES[2:]
    assert generations.names() == NAMES[2:]
    assert sorted(p.name for p in generations.root.iterdir()) == [*NAMES[2:], "live"]


def test_clean_never_removes_the_live_generation_however_old(generations: Generations) -> None:
    make(generations, *NAMES, live=NAMES[0])
    assert generations.clean(2) == [NAMES[0], *NAMES[2:]]
    assert generations.names() == [NAMES[0], *NAMES[2:]]
    assert (generations.live() / "sub" / "file").read_text() == "x"


def test_clean_removes_what_killed_rebuilds_left(generations: Generations) -> None:
    make(generations, NAMES[0], f"{NAMES[1]}.partial", live=NAMES[0])
    (generations.root / f"{NAMES[2]}.partial").mkdir()
    (generations.root / "live.partial").write_text("draft")
    assert generations.clean(3) == [NAMES[0]]
    assert sorted(p.name for p in generations.root.iterdir()) == [NAMES[0], "live"]


def test_the_lock_refuses_a_second_holder_and_is_free_again_after(generations: Generations) -> None:
    with generations.lock():
        with pytest.raises(RebuildRunning) as caught, Generations(generations.root).lock():
            pass
        assert str(caught.value) == f"Another rebuild is running in {generations.root}; wait for it to end."
    with generations.lock():
        pass


def test_the_lock_is_free_again_after_an_error(generations: Generations) -> None:
    with pytest.raises(ZeroDivisionError), generations.lock():
        raise ZeroDivisionError
    with generations.lock():
        pass


HOLDER = """
import sys
from pathlib import Path
from index.storage.generations import Generations
with Generations(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_of_another_process_is_respected_until_it_is_killed(generations: Generations) -> None:
    command = [sys.executable, "-c", HOLDER, str(generations.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(RebuildRunning), generations.lock():
            pass
        holder.kill()
        holder.wait()
    with generations.lock():
        pass
