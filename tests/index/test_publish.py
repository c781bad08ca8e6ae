import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.build import Report, rebuild
from index.errors import DamagedGeneration, ModelError, NoGeneration, RebuildRunning, SeedError
from index.publish import publish
from index.reading.process import ReadingProcess
from index.shards import Shard
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.verify import verify
from qa.ask import make_asker
from qa.question import Question
from tests.building import segment_of
from tests.fake_encoder import BagOfWords

ANIMALS = ("ant", "bee", "cow", "dog", "eel", "fox", "gnu", "hen")
OF = 3
SHARDS = [Shard(number, OF) for number in range(1, OF + 1)]
QUESTIONS = [
    "How many legs has the fox?",
    "Where does a hen sleep?",
    "Is the eel long?",
    "Which house has the cow?",
]

Built = Callable[[Shard], Report]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    for number, name in enumerate(ANIMALS):
        (folder / f"{name}.txt").write_text(f"The {name} has {number} legs. A {name} sleeps in its {name} house.")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "built"


@pytest.fixture
def built(seeds: Path, root: Path, fake: BagOfWords, reading: ReadingProcess) -> Built:
    """Builds a shard of those seeds."""
    return lambda shard: rebuild(seeds, root, fake, keep=1, process=reading, shard=shard)


def answers(store: LocalStore) -> list[list[tuple[str, int, float]]]:
    """What is found for each question: document, offset and confidence, the best first."""
    asker = make_asker(BagOfWords(), None, unfitted=True)
    found = [asker.ask(store, Question(text)) for text in QUESTIONS]
    return [[(c.document.id, c.start, a.confidence) for c in (*a.citations, *a.nearest)] for a in found]


def live(root: Path) -> LocalStore:
    return LocalStore.open(Generations(root).live())


def test_shards_published_answer_as_one_build_does(
    tmp_path: Path, seeds: Path, root: Path, fake: BagOfWords, built: Built, reading: ReadingProcess
) -> None:
    reports = [built(shard) for shard in reversed(SHARDS)]
    assert sum(report.documents for report in reports) == len(ANIMALS)
    assert min(report.documents for report in reports) >= 1
    assert Generations(root).live_name() is None
    published = publish(root, keep=2)
    one = rebuild(seeds, tmp_path / "one", fake, keep=2, process=reading)
    assert (published.shards, published.documents, published.sentences) == (3, 8, 16)
    assert published.passages == one.passages
    assert published.generation == Generations(root).live_name()
    assert verify(Generations(root).live()).sentences == 16
    assert answers(live(root)) == answers(live(tmp_path / "one"))
    assert live(root).manifest.seeds == live(tmp_path / "one").manifest.seeds
    again = rebuild(seeds, root, fake, keep=2, process=reading)
    assert (again.unchanged, again.read, again.embedded) == (8, 0, 0)


def test_sources_of_published_shards_are_kept(seeds: Path, root: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    publish(root, keep=2)
    shutil.rmtree(root / "shards")
    for name in ANIMALS:
        source = live(root).source(name)
        assert source is not None
        assert source.read_bytes() == (seeds / f"{name}.txt").read_bytes()
    assert verify(Generations(root).live()).documents == 8


def test_what_is_published_shares_its_bytes_with_the_shards(root: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    largest = max(SHARDS, key=lambda shard: live(shard.folder(root)).manifest.documents)
    publish(root, keep=2)
    own = {path.stat().st_ino for path in (largest.folder(root) / "sources").iterdir()}
    assert own < {path.stat().st_ino for path in (root / "sources").iterdir()}


def test_a_shard_that_changed_is_published_anew(seeds: Path, root: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    before = publish(root, keep=2).generation
    (seeds / "fox.txt").write_text("The fox has no legs at all.")
    (seeds / "hen.txt").unlink()
    for shard in SHARDS:
        built(shard)
    published = publish(root, keep=2)
    assert (published.documents, published.sentences) == (7, 13)
    texts = {id_: live(root).document(id_).text for id_ in (entry.id for entry in live(root).documents())}
    assert texts["fox"] == "The fox has no legs at all."
    assert "hen" not in texts
    assert Generations(root).rollback() == before
    assert live(root).document("hen").text == (
        f"The hen has {ANIMALS.index('hen')} legs. A hen sleeps in its hen house."
    )


def test_a_segment_that_is_live_already_is_not_linked_again(
    root: Path, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.storage.merging.FULL", 1)  # or they would be one
    for shard in SHARDS:
        built(shard)
    publish(root, keep=2)
    before = live(root).manifest
    publish(root, keep=2)
    after = live(root).manifest
    assert after.segments == before.segments
    assert after.generation > before.generation


def test_a_shard_without_documents_counts_as_built(root: Path, seeds: Path, built: Built) -> None:
    for name in ANIMALS[1:]:
        (seeds / f"{name}.txt").unlink()
    (seeds / "picture.xyz").write_text("?")
    reports = [built(shard) for shard in SHARDS]
    assert sorted(report.documents for report in reports) == [0, 0, 1]
    assert sum(len(report.left_out) for report in reports) == 1
    assert (publish(root, keep=2).documents, publish(root, keep=2).shards) == (1, 3)


def test_a_shard_whose_last_document_went_is_empty(root: Path, seeds: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    (gone,) = {shard for shard in SHARDS if shard.has("fox")}
    for name in ANIMALS:
        if gone.has(name):
            (seeds / f"{name}.txt").unlink()
    left = sum(not gone.has(name) for name in ANIMALS)
    assert built(gone).documents == 0
    assert publish(root, keep=2).documents == left


def test_with_strict_a_bad_source_fails_its_shard_alone(
    root: Path, seeds: Path, fake: BagOfWords, reading: ReadingProcess
) -> None:
    (seeds / "bad.docx").write_text("no archive")
    failed = []
    for shard in SHARDS:
        try:
            rebuild(seeds, root, fake, keep=1, strict=True, process=reading, shard=shard)
        except SeedError:
            failed.append(shard)
    assert failed == [shard for shard in SHARDS if shard.has("bad")]


def refused(root: Path, error: type[Exception]) -> str:
    with pytest.raises(error) as found:
        publish(root, keep=2)
    assert Generations(root).live_name() is None
    assert list(root.glob("segments/*")) == []
    return str(found.value)


def test_a_shard_that_is_missing_is_named(root: Path, built: Built) -> None:
    root.mkdir()
    assert refused(root, NoGeneration).startswith(f"There are no shards in {root}; ")
    built(SHARDS[0])
    built(SHARDS[2])
    assert refused(root, NoGeneration) == (
        f"Shard 2/3 was not built in {root}; run `pincite index rebuild --shard 2/3`."
    )


def test_shards_of_two_numbers_are_not_mixed(root: Path, built: Built) -> None:
    for shard in (*SHARDS, Shard(1, 2)):
        built(shard)
    assert refused(root, NoGeneration) == (
        f"There are shards of 2 and of 3 in {root / 'shards'}; remove the folders of those that do not count any more."
    )


@pytest.mark.parametrize("name", ["texts.utf8", "tokens.npy", "sentences.faiss", "manifest.json"])
def test_a_damaged_shard_is_named_and_mended_by_building_it_again(root: Path, built: Built, name: str) -> None:
    for shard in SHARDS:
        built(shard)
    path = segment_of(Generations(SHARDS[1].folder(root)).live()) / name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    told = refused(root, DamagedGeneration)
    assert told.startswith(f"Shard 2/3 is not what was built: {path}")
    assert told.endswith("run `pincite index rebuild --shard 2/3`.")
    built(SHARDS[1])
    assert publish(root, keep=2).documents == 8


def test_a_shard_under_another_number_is_found(root: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    shutil.rmtree(SHARDS[1].folder(root))
    shutil.copytree(SHARDS[0].folder(root), SHARDS[1].folder(root))
    told = refused(root, DamagedGeneration)
    assert told.startswith(f"Shard 2/3 in {root} has ")
    assert told.endswith(", which is of another shard; run `pincite index rebuild --shard 2/3`.")


@dataclass
class Other(BagOfWords):
    """Another model of the same dimension."""

    name: str = "other"
    sha256: str = "1" * 64


def test_a_shard_of_another_model_is_named(root: Path, seeds: Path, built: Built, reading: ReadingProcess) -> None:
    for shard in SHARDS[:2]:
        built(shard)
    rebuild(seeds, root, Other(), keep=1, process=reading, shard=SHARDS[2])
    told = refused(root, ModelError)
    assert told.startswith("Shard 3/3 was built by pincite ")
    assert "with other, shard 1/3 by" in told


def test_a_shard_that_is_being_built_is_waited_for_by_the_person(root: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    with Generations(SHARDS[2].folder(root)).lock():
        assert refused(root, RebuildRunning) == (
            f"Another rebuild is running in {SHARDS[2].folder(root)}; wait for it to end."
        )


def test_shards_are_built_at_once(root: Path, built: Built, seeds: Path, fake: BagOfWords) -> None:
    with Generations(SHARDS[0].folder(root)).lock(), Generations(root).lock():
        assert built(SHARDS[1]).documents >= 1
        with pytest.raises(RebuildRunning):
            built(SHARDS[0])


def test_another_file_system_gets_a_copy(root: Path, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    for shard in SHARDS:
        built(shard)

    def link(source: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.link", link)
    assert publish(root, keep=2).documents == 8
    shutil.rmtree(root / "shards")
    assert verify(Generations(root).live()).documents == 8


def test_removed_documents_of_a_shard_stay_removed(root: Path, seeds: Path, built: Built) -> None:
    for shard in SHARDS:
        built(shard)
    own = next(shard for shard in SHARDS if sum(map(shard.has, ANIMALS)) > 2)
    name = next(filter(own.has, ANIMALS))
    (seeds / f"{name}.txt").unlink()
    assert built(own).removed == 2
    assert publish(root, keep=2).documents == 7
    assert not live(root).texts.has(name)
    assert Manifest.read(Generations(root).live()).documents == 7
