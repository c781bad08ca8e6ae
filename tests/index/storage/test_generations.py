import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import DamagedGeneration, NoGeneration, RebuildRunning
from index.storage.generations import Generations
from index.storage.manifest import FORMAT, NAME, Manifest, Model, SegmentEntry
from tests.building import article, build, segment_of
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
    assert str(caught.value) == str(NoGeneration.yet(generations.root))


def manifest(name: str, *segments: SegmentEntry) -> Manifest:
    return Manifest(FORMAT, name, "2026-01-02", "1", Model("m", "0" * 64, 2), 1, 1, 1, None, segments)


def sealed(generations: Generations) -> SegmentEntry:
    """A folder that counts as a segment."""
    generations.root.mkdir(exist_ok=True)
    folder = generations.begin()
    (folder / NAME).write_text("{}")
    (folder / "documents.jsonl").write_text("")
    return SegmentEntry(generations.seal(folder), "0" * 64)


def published(generations: Generations, *segments: SegmentEntry) -> str:
    name = generations.name()
    generations.publish(manifest(name, *segments))
    return name


def test_seal_makes_a_finished_folder_a_segment(generations: Generations) -> None:
    generations.root.mkdir()
    folder = generations.begin()
    assert folder.parent == generations.root / "segments"
    assert folder.name.endswith("Z.partial")
    name = generations.seal(folder)
    assert name == folder.name.removesuffix(".partial")
    assert [path.name for path in (generations.root / "segments").iterdir()] == [name]


def test_publish_makes_a_generation_whole_and_live(generations: Generations) -> None:
    entry = sealed(generations)
    assert (generations.names(), generations.live_name()) == ([], None)
    name = published(generations, entry)
    assert (generations.names(), generations.live_name()) == ([name], name)
    assert generations.live() == generations.root / name
    assert Manifest.read(generations.live()) == manifest(name, entry)
    assert (generations.root / "live").read_bytes() == f"{name}\n".encode()
    assert sorted(p.name for p in generations.root.iterdir()) == [name, "live", "segments"]


def test_generations_begun_later_are_listed_later(generations: Generations) -> None:
    entry = sealed(generations)
    made = [published(generations, entry) for _ in range(5)]
    assert generations.names() == made


def test_a_superseded_generation_is_none_to_roll_back_to(generations: Generations, fake: BagOfWords) -> None:
    first, second, third = (build(generations.root, fake, article(f"{n}.")).generation for n in range(3))
    generations.supersede(second)
    assert generations.names() == [first, third]
    assert generations.rollback() == first


def segments(generations: Generations) -> list[str]:
    return sorted(path.name for path in (generations.root / "segments").iterdir())


def test_clean_keeps_the_segments_that_a_kept_generation_has(generations: Generations) -> None:
    one, two, three, _ = (sealed(generations) for _ in range(4))
    published(generations, one)
    published(generations, one, two)
    published(generations, two, three)
    generations.begin()  # killed
    assert generations.clean(3) == [one.name, two.name, three.name]
    published(generations, three)
    assert generations.clean(2) == [two.name, three.name]
    assert segments(generations) == [two.name, three.name]
    assert generations.clean(1) == segments(generations) == [three.name]


def test_clean_keeps_the_segments_of_a_later_version(generations: Generations) -> None:
    entry = sealed(generations)
    later = generations.root / published(generations, entry) / NAME
    later.write_text(json.dumps(json.loads(later.read_text()) | {"format": FORMAT + 1, "more": True}))
    assert generations.clean(1) == segments(generations) == [entry.name]


def test_clean_keeps_a_source_while_a_kept_generation_has_its_document(generations: Generations) -> None:
    sources = [sha256(name.encode()).hexdigest() for name in "abc"]
    entry = sealed(generations)
    folder = generations.root / "segments" / entry.name
    lines = (json.dumps({"id": name, "source_sha256": source}) for name, source in zip("abc", sources, strict=True))
    (folder / "documents.jsonl").write_text("\n".join(lines))
    (generations.root / "sources").mkdir()
    for source in sources:
        (generations.root / "sources" / source).touch()
    published(generations, replace(entry, removed=("a",)))
    published(generations, replace(entry, removed=("a", "b")))
    generations.clean(2)
    assert {path.name for path in (generations.root / "sources").iterdir()} == set(sources[1:])
    generations.clean(1)
    assert {path.name for path in (generations.root / "sources").iterdir()} == set(sources[2:])


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
    (segment_of(generations.root / names[1]) / "texts.utf8").write_bytes(b"x")
    damaged = segment_of(generations.root / names[1]).name
    assert generations.rollback() == names[0]  # past the damaged one
    generations.point_to(names[2])
    (segment_of(generations.root / names[0]) / "texts.utf8").write_bytes(b"x")
    with pytest.raises(DamagedGeneration, match=damaged):
        generations.rollback()
    assert generations.live_name() == names[2]


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
    assert generations.clean(2) == []
    assert generations.names() == NAMES[2:]
    assert sorted(p.name for p in generations.root.iterdir()) == [*NAMES[2:], "live"]


def test_clean_never_removes_the_live_generation_however_old(generations: Generations) -> None:
    make(generations, *NAMES, live=NAMES[0])
    assert generations.clean(2) == []
    assert generations.names() == [NAMES[0], *NAMES[2:]]
    assert (generations.live() / "sub" / "file").read_text() == "x"


def test_clean_removes_what_killed_rebuilds_left(generations: Generations) -> None:
    make(generations, NAMES[0], f"{NAMES[1]}.partial", live=NAMES[0])
    (generations.root / f"{NAMES[2]}.partial").mkdir()
    (generations.root / "live.partial").write_text("draft")
    assert generations.clean(3) == []
    assert sorted(p.name for p in generations.root.iterdir()) == [NAMES[0], "live"]


def test_a_draft_that_fails_leaves_nothing(generations: Generations) -> None:
    generations.root.mkdir()

    def fail() -> None:
        with generations.draft() as folder:
            (folder / "texts.utf8").write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in generations.root.rglob("*")] == ["segments"]


def test_a_generation_made_after_the_clock_was_set_back_is_the_newest(generations: Generations) -> None:
    make(generations, "29990101T000000.999999Z", live="29990101T000000.999999Z")
    (generations.root / "segments" / "29990101T000000.999999Z").mkdir(parents=True)
    entry = sealed(generations)
    assert entry.name == published(generations, entry) == "29990101T000001.000000Z"
    generations.clean(1)
    assert generations.names() == ["29990101T000001.000000Z"]


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
