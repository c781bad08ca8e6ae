import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import DamagedGeneration, ModelError, NoGeneration
from index.storage import live
from index.storage.generations import Generations
from index.storage.layout import SEGMENTS
from index.storage.live import LiveStore
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.store import Store
from tests.building import article, build, reseal, segment_of
from tests.fake_encoder import BagOfWords

SECONDS = 10  # a test that waits longer has failed


def any_store(store: Store) -> None:
    """Accepts every store."""


def same_model(store: Store) -> None:
    store.check_encoder(BagOfWords())


@pytest.fixture
def following(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveStore]:
    """A live store that looks for new generations a hundred times a second."""
    monkeypatch.setattr(live, "POLL_SECONDS", 0.01)
    store = LiveStore(Generations(tmp_path), same_model)
    store.watch()
    yield store
    store.close()


def wait_until(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def serves(store: LiveStore, generation: str) -> bool:
    try:
        return store.current.generation.generation == generation
    except NoGeneration:
        return False


def build_elsewhere(root: Path, encoder: BagOfWords, text: str) -> str:
    """A generation that is whole but not live; its name."""
    elsewhere = root / "elsewhere"
    made = build(elsewhere, encoder, article(text)).generation
    segment = segment_of(elsewhere / made)
    shutil.move(segment, root / SEGMENTS / segment.name)
    shutil.move(elsewhere / made, root / made)
    return made


def damage(root: Path) -> None:
    (segment_of(Generations(root).live()) / "texts.utf8").write_bytes(b"x")


def test_before_the_first_generation_there_is_none(tmp_path: Path) -> None:
    store = LiveStore(Generations(tmp_path), any_store)
    for call in (store.load, lambda: store.current):
        with pytest.raises(NoGeneration) as caught:
            call()
        assert str(caught.value) == str(NoGeneration.yet(tmp_path))


def test_load_opens_the_live_generation_and_then_the_next(tmp_path: Path, fake: BagOfWords) -> None:
    store = LiveStore(Generations(tmp_path), any_store)
    for text in ("One.", "Two."):
        report = build(tmp_path, fake, article(text))
        store.load()
        assert store.current.generation.generation == report.generation
        assert store.current.document("news").text == text
    Generations(tmp_path).rollback()
    store.load()
    assert store.current.document("news").text == "One."


def test_load_keeps_the_store_while_the_generation_is_the_same(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path, fake, article("One."))
    store = LiveStore(Generations(tmp_path), any_store)
    store.load()
    before = store.current
    store.load()
    assert store.current is before


def test_a_damaged_generation_is_refused_and_the_old_one_stays(tmp_path: Path, fake: BagOfWords) -> None:
    first = build(tmp_path, fake, article("One."))
    store = LiveStore(Generations(tmp_path), any_store)
    store.load()
    build(tmp_path, fake, article("Two."))
    damage(tmp_path)
    with pytest.raises(DamagedGeneration, match=r"texts\.utf8 is not what was built"):
        store.load()
    assert serves(store, first.generation)


def test_a_generation_of_another_model_is_refused_and_the_old_one_stays(tmp_path: Path, fake: BagOfWords) -> None:
    first = build(tmp_path, fake, article("One."))
    store = LiveStore(Generations(tmp_path), same_model)
    store.load()
    build(tmp_path, BagOfWords(name="other"), article("Two."))
    with pytest.raises(ModelError, match=r"built with model other .* but bag-of-words"):
        store.load()
    assert serves(store, first.generation)


def test_a_pointer_to_a_generation_that_is_gone_is_refused(tmp_path: Path, fake: BagOfWords) -> None:
    build(tmp_path, fake, article("One."))
    Generations(tmp_path).point_to("20000101T000000.000000Z")
    with pytest.raises(DamagedGeneration, match=r"20000101T000000\.000000Z has no manifest\.json"):
        LiveStore(Generations(tmp_path), any_store).load()


class MovingOn(Generations):
    """Generations whose live one changes while the one before it is being opened."""

    def open(self, name: str) -> LocalStore:
        if name == self.names()[0]:
            self.point_to(self.names()[-1])
        return super().open(name)


def test_a_generation_replaced_and_damaged_while_it_is_opened_is_left_for_the_new_one(
    tmp_path: Path, fake: BagOfWords
) -> None:
    first = build(tmp_path, fake, article("One."))
    second = build(tmp_path, fake, article("Two."))
    generations = MovingOn(tmp_path)
    generations.point_to(first.generation)
    (segment_of(tmp_path / first.generation) / "texts.utf8").unlink()
    store = LiveStore(generations, any_store)
    store.load()
    assert serves(store, second.generation)


def test_watch_follows_every_change_of_the_pointer(tmp_path: Path, fake: BagOfWords, following: LiveStore) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    second = build(tmp_path, fake, article("Two."))
    wait_until(lambda: serves(following, second.generation))
    Generations(tmp_path).rollback()
    wait_until(lambda: serves(following, first.generation))


def test_watch_logs_a_refused_generation_once_keeps_the_old_one_and_follows_the_next(
    tmp_path: Path, fake: BagOfWords, following: LiveStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "index.storage.live")
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    bad = build(tmp_path, BagOfWords(name="other"), article("Two."))
    wait_until(lambda: any(bad.generation in m for m in caplog.messages))
    time.sleep(0.2)  # twenty more looks at the pointer
    assert serves(following, first.generation)
    refused = [m for m in caplog.messages if "is not served" in m]
    assert len(refused) == 1
    assert refused[0].startswith(f"generation {bad.generation} is not served: The index was built with model other")
    good = build(tmp_path, fake, article("Three."))
    wait_until(lambda: serves(following, good.generation))
    wait_until(lambda: caplog.messages[-1] == f"generation {good.generation} is live")


class MovingAfterALook(Generations):
    """Generations whose live one changes behind the back of who has just read its name."""

    following: str | None = None

    def live_name(self) -> str | None:
        name, following, self.following = super().live_name(), self.following, None
        if following is not None:
            self.point_to(following)
        return name


def test_the_generation_that_was_opened_is_the_one_that_is_refused(
    tmp_path: Path, fake: BagOfWords, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.01)
    first = build(tmp_path, fake, article("One."))
    bad = build(tmp_path, BagOfWords(name="other"), article("Two."))
    generations = MovingAfterALook(tmp_path)
    generations.point_to(first.generation)
    store = LiveStore(generations, same_model)
    store.load()
    generations.following = bad.generation
    store.watch()
    wait_until(lambda: store.behind() is not None)
    time.sleep(0.2)  # twenty more looks at the pointer
    store.close()
    (refused,) = [m for m in caplog.messages if "is not served" in m]
    assert refused.startswith(f"generation {bad.generation} is not served: ")


def test_watch_outlives_a_pointer_that_cannot_be_read(tmp_path: Path, fake: BagOfWords, following: LiveStore) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    (tmp_path / "draft").write_bytes(b"\xff\xfe\n")
    (tmp_path / "draft").replace(tmp_path / "live")  # at once: an empty one would say that nothing is left
    time.sleep(0.2)
    assert serves(following, first.generation)
    Generations(tmp_path).point_to(first.generation)
    second = build(tmp_path, fake, article("Two."))
    wait_until(lambda: serves(following, second.generation))


@pytest.mark.parametrize("name", ["passages.faiss", "sentences.npy", "sentences.bm25/lengths.npy"])
def test_watch_outlives_a_generation_that_vanishes_while_it_is_opened(
    tmp_path: Path, fake: BagOfWords, following: LiveStore, name: str
) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    made = build_elsewhere(tmp_path, fake, "Two.")
    (segment_of(tmp_path / made) / name).unlink()
    reseal(tmp_path / made)  # as if the file had gone after it was checked
    Generations(tmp_path).point_to(made)
    time.sleep(0.2)
    assert serves(following, first.generation)
    third = build(tmp_path, fake, article("Three."))
    wait_until(lambda: serves(following, third.generation))


def test_close_ends_the_watching(tmp_path: Path, fake: BagOfWords, following: LiveStore) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    following.close()
    time.sleep(0.1)
    build(tmp_path, fake, article("Two."))
    time.sleep(0.2)
    assert serves(following, first.generation)


def unreadable(path: Path) -> None:
    """Reading it raises an OSError, for root too."""
    path.unlink()
    path.mkdir()


def test_watch_outlives_a_pointer_that_may_not_be_read_says_so_once_and_goes_on(
    tmp_path: Path, fake: BagOfWords, following: LiveStore, caplog: pytest.LogCaptureFixture
) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    assert following.behind() is None
    pointer = tmp_path / "live"
    unreadable(pointer)
    wait_until(lambda: following.behind() is not None)
    time.sleep(0.2)
    said = f"generation of the pointer cannot be read, trying again: [Errno 21] Is a directory: '{pointer}'"
    assert [m for m in caplog.messages if "cannot be read" in m] == [said]
    assert following.behind() == said
    assert serves(following, first.generation)
    pointer.rmdir()
    Generations(tmp_path).point_to(first.generation)
    wait_until(lambda: following.behind() is None)
    second = build(tmp_path, fake, article("Two."))
    wait_until(lambda: serves(following, second.generation))


def test_watch_opens_a_generation_once_its_files_may_be_read(
    tmp_path: Path, fake: BagOfWords, following: LiveStore
) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    second = build_elsewhere(tmp_path, fake, "Two.")
    manifest = tmp_path / second / "manifest.json"
    whole = manifest.rename(tmp_path / "whole")
    manifest.symlink_to(manifest)  # a loop, which cannot be read and can be replaced at once
    Generations(tmp_path).point_to(second)
    wait_until(lambda: following.behind() is not None)
    assert serves(following, first.generation)
    whole.replace(manifest)
    wait_until(lambda: serves(following, second))
    wait_until(lambda: following.behind() is None)


def test_what_is_served_is_behind_while_the_live_generation_is_refused(
    tmp_path: Path, fake: BagOfWords, following: LiveStore
) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    bad = build(tmp_path, BagOfWords(name="other"), article("Two."))
    wait_until(lambda: following.behind() is not None)
    assert str(following.behind()).startswith(f"generation {bad.generation} is not served: ")
    Generations(tmp_path).rollback()
    wait_until(lambda: following.behind() is None)


def test_nothing_is_served_since_the_last_document_was_removed(
    tmp_path: Path, fake: BagOfWords, following: LiveStore
) -> None:
    first = build(tmp_path, fake, article("One."))
    wait_until(lambda: serves(following, first.generation))
    Generations(tmp_path).retire()
    wait_until(lambda: not serves(following, first.generation))
    with pytest.raises(NoGeneration):
        _ = following.current
    second = build(tmp_path, fake, article("Two."))
    wait_until(lambda: serves(following, second.generation))


@pytest.mark.parametrize("file", ["texts.utf8", "sentences.faiss", "sentences.npy", "tokens.npy"])
def test_files_that_are_cut_off_while_they_are_served_are_left_for_the_newest_whole_generation(
    tmp_path: Path, fake: BagOfWords, following: LiveStore, file: str
) -> None:
    old = build(tmp_path, fake, article("One.")).generation
    new = build(tmp_path, fake, article("Two.")).generation
    wait_until(lambda: serves(following, new))
    os.truncate(segment_of(tmp_path / new) / file, 1)
    wait_until(lambda: serves(following, old))
    assert following.current.documents()[0].sentences == 1
    said = f"generation {new} was damaged while it was served; serving {old}"
    wait_until(lambda: following.behind() == said)
    third = build(tmp_path, fake, article("Three.")).generation
    wait_until(lambda: serves(following, third))
    wait_until(lambda: following.behind() is None)


def test_a_generation_that_is_damaged_while_it_is_served_stays_where_there_is_no_other(
    tmp_path: Path, fake: BagOfWords, following: LiveStore
) -> None:
    only = build(tmp_path, fake, article("One.")).generation
    wait_until(lambda: serves(following, only))
    os.truncate(segment_of(tmp_path / only) / "words.utf8", 1)
    wait_until(lambda: following.behind() is not None)
    assert serves(following, only)


def test_a_segment_that_is_cut_off_is_not_shared_with_another_generation(
    tmp_path: Path, fake: BagOfWords, following: LiveStore
) -> None:
    old = build(tmp_path, fake, article("One.")).generation
    shared = build(tmp_path, fake, article("Two.")).generation
    new = replace(Manifest.read(tmp_path / shared), generation=Generations(tmp_path).name())
    Generations(tmp_path).publish(new)
    wait_until(lambda: serves(following, new.generation))
    os.truncate(segment_of(tmp_path / new.generation) / "texts.utf8", 1)
    wait_until(lambda: serves(following, old))


def test_fall_back_holds_the_newest_that_opens(tmp_path: Path, fake: BagOfWords) -> None:
    old = build(tmp_path, fake, article("One.")).generation
    build(tmp_path, fake, article("Two."))
    damage(tmp_path)
    store = LiveStore(Generations(tmp_path), any_store)
    store.fall_back()
    assert serves(store, old)
    damage(tmp_path)
    (segment_of(tmp_path / old) / "texts.utf8").write_bytes(b"x")
    with pytest.raises(DamagedGeneration, match=r"No generation in .* can be served"):
        store.fall_back()
