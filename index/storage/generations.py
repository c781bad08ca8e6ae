"""Generations side by side under one folder, and the pointer to the live one.

built/
  live                   the name of the live generation, replaced by an atomic rename
  20260102T030405.…Z/    a whole generation: its manifest, which names its segments and what is removed from them
  segments/20260102T030404.…Z/   a segment: documents with all that is stored of them; generations share it
  ….partial/             one that is being built, or was left by a killed rebuild
  sources/<SHA-256>      the sources that they were read from, as they were given
  embeddings.sqlite      the cache of vectors
  lock                   held by the rebuild that is running

A rebuild writes a segment of what is new and publishes a generation of that and of the segments before. So that there
are few of them, they are merged (`to_merge`), which makes a generation of the same documents that takes its place.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import DamagedGeneration, NoGeneration, RebuildRunning, at
from index.storage.layout import SEGMENTS
from index.storage.local import LocalStore
from index.storage.manifest import NAME as MANIFEST
from index.storage.manifest import Manifest, SegmentManifest
from index.storage.sources import clean_sources

_PARTIAL = ".partial"
_TIME = "%Y%m%dT%H%M%S.%fZ"  # a name of a generation or segment


class Generations:
    """The generations under a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "live"

    @property
    def cache(self) -> Path:
        return self.root / "embeddings.sqlite"

    def __str__(self) -> str:
        return str(self.root)

    def names(self) -> list[str]:
        """Whole generations, oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(p.parent.name for p in self.root.glob(f"*/{MANIFEST}") if p.parent.suffix != _PARTIAL)

    def live_name(self) -> str | None:
        """The live generation's name; None while there is none, "" since the last document was removed."""
        try:
            return self._pointer.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None

    def live(self) -> Path:
        """The live generation's folder.

        Raises:
            NoGeneration: nothing was built yet.
        """
        name = self.live_name()
        if not name:
            raise NoGeneration.yet(self.root)
        return self.root / name

    def open(self, name: str) -> LocalStore:
        """A generation.

        Raises:
            DamagedGeneration: it is not what was built.
        """
        return LocalStore.open(self.root / name)

    @contextmanager
    def lock(self, *, wait: bool = False) -> Iterator[None]:
        """Hold the right to change generations; the system frees it when the process ends, however it ends.

        Raises:
            RebuildRunning: another process or thread holds it, and `wait` is not set.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / "lock", timeout=-1 if wait else 0)
        try:
            lock.acquire()
        except Timeout:
            raise RebuildRunning(f"Another rebuild is running in {self.root}; wait for it to end.") from None
        try:
            yield
        finally:
            lock.release()

    def salvage(self, *, thorough: bool = False) -> LocalStore | None:
        """What is whole of the live generation, as `LocalStore.salvage` gives it; None where nothing is."""
        name = self.live_name()
        return LocalStore.salvage(self.root / name, thorough=thorough) if name else None

    def begin(self) -> Path:
        """An empty folder for a segment to be built in; `seal` takes it."""
        segments = self.root / SEGMENTS
        segments.mkdir(parents=True, exist_ok=True)
        folder = segments / f"{_name_after(path.name.removesuffix(_PARTIAL) for path in segments.iterdir())}{_PARTIAL}"
        folder.mkdir()
        return folder

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """The same; nothing is left of it where what builds in it fails."""
        folder = self.begin()
        with _removed_after_a_failure(folder):
            yield folder

    def is_whole(self, name: str) -> bool:
        """Whether every file of a generation is there, as long as it was built."""
        try:
            for entry in Manifest.read(self.root / name).segments:
                folder = self.root / SEGMENTS / entry.name
                SegmentManifest.read(folder, entry.sha256).check_files(folder, ())
        except (DamagedGeneration, OSError):
            return False
        return True

    def seal(self, folder: Path) -> str:
        """Make a finished folder a segment, all at once; its name comes back."""
        whole = _made_whole(folder)
        sync(self.root)
        return whole.name

    def discard(self, name: str) -> None:
        """Remove a segment that no generation has."""
        _remove(self.root / SEGMENTS / name)

    def name(self) -> str:
        """A name for a generation that is to be published now."""
        return _name_after(self.names())

    def publish(self, manifest: Manifest) -> None:
        """Make a generation of sealed segments the live one, all at once."""
        folder = self.root / f"{manifest.generation}{_PARTIAL}"
        folder.mkdir()
        with _removed_after_a_failure(folder):
            manifest.write(folder)
            _made_whole(folder)
        self.point_to(manifest.generation)

    def supersede(self, name: str) -> None:
        """Remove a generation of the same documents as the live one: a rollback goes to the one before."""
        _remove(self.root / name)

    def point_to(self, name: str) -> None:
        """Make a generation the live one; none where the name is empty."""
        draft = self.root / f"live{_PARTIAL}"
        draft.write_text(f"{name}\n", encoding="ascii")
        sync(draft)
        draft.replace(self._pointer)
        sync(self.root)

    def retire(self) -> None:
        """Have no live generation: the last document was removed."""
        self.point_to("")

    def rollback(self) -> str:
        """Make the generation before the live one live; its name comes back.

        One that is damaged, or that another version of pincite built, is passed over.

        Raises:
            NoGeneration: there is none before it.
            DamagedGeneration: there is none before it that can be opened; this is about the newest.
        """
        with self.lock():
            live = self.live().name
            older = [name for name in self.names() if name < live]
            if not older:
                raise NoGeneration(f"There is no generation before {live} in {self.root}.")
            name = self._newest_that_opens(older)
            self.point_to(name)
            return name

    def _newest_that_opens(self, names: Sequence[str]) -> str:
        errors = []
        for name in reversed(names):
            try:
                self.open(name)
            except DamagedGeneration as error:
                errors.append(error)
            else:
                return name
        raise errors[0]

    def clean(self, keep: int) -> list[str]:
        """Remove what killed rebuilds left and all but the newest `keep` generations, with what they alone use; the
        names of the segments kept come back.

        The live generation is always kept. Call it with the lock held.
        """
        for leftover in (*self.root.glob(f"*{_PARTIAL}"), *self.root.glob(f"{SEGMENTS}/*{_PARTIAL}")):
            _remove(leftover)
        names = self.names()
        kept = {*names[-keep:], *filter(None, [self.live_name()])}
        for name in names:
            if name not in kept:
                _remove(self.root / name)
        segments = _segments(self.root / name for name in kept)
        for folder in self.root.glob(f"{SEGMENTS}/*"):
            if folder.name not in segments:
                _remove(folder)
        clean_sources(self.root, segments)
        return sorted(segments)


def _name_after(names: Iterable[str]) -> str:
    """The time, or a moment after the newest of these names where the clock was set back."""
    name, newest = f"{datetime.now(UTC):{_TIME}}", max(names, default="")
    if name <= newest:
        name = f"{datetime.strptime(newest, _TIME) + timedelta(microseconds=1):{_TIME}}"
    return name


@contextmanager
def _removed_after_a_failure(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)  # what went wrong is to be said, not that this does too
        if isinstance(error, OSError):
            raise at(error, folder) from None
        raise


def _segments(generations: Iterable[Path]) -> dict[str, frozenset[str]]:
    """The segments of generations, each with the ids of the documents that none of them has from it."""
    found: dict[str, frozenset[str]] = {}
    for folder in generations:
        try:
            # Not as a `Manifest`: another version's segments are not to be removed for its other fields.
            manifest = json.loads((folder / MANIFEST).read_bytes())
            entries = {entry["name"]: frozenset(entry["removed"]) for entry in manifest["segments"]}
        except (OSError, ValueError, KeyError, TypeError):
            continue  # an older version's, or damaged: it cannot be opened
        found |= {name: removed & found.get(name, removed) for name, removed in entries.items()}
    return found


def _made_whole(folder: Path) -> Path:
    """A finished draft under its own name, all at once."""
    _sync_tree(folder)
    whole = folder.with_suffix("")
    folder.rename(whole)
    sync(folder.parent)
    return whole


def _remove(path: Path) -> None:
    if path.is_file():
        path.unlink()
        return
    # Without its manifest it is no generation any more: a kill half way leaves nothing that looks whole.
    (path / MANIFEST).unlink(missing_ok=True)
    partial = path if path.suffix == _PARTIAL else path.rename(path.with_name(path.name + _PARTIAL))
    shutil.rmtree(partial)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
