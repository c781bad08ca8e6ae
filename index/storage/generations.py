"""Generations side by side under one folder, and the pointer to the live one.

built/
  live                   the name of the live generation, replaced by an atomic rename
  20260102T030405.…Z/    a whole generation
  20260102T030506.…Z.partial/   one that is being built, or was left by a killed rebuild
  sources/<SHA-256>      the sources that they were read from, as they were given
  embeddings.sqlite      the cache of vectors
  lock                   held by the rebuild that is running
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import DamagedGeneration, NoGeneration, RebuildRunning
from index.storage.local import LocalStore
from index.storage.manifest import NAME as MANIFEST
from index.storage.manifest import Manifest
from index.storage.sources import clean_sources

_PARTIAL = ".partial"
_TIME = "%Y%m%dT%H%M%S.%fZ"  # a generation's name


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
            raise NoGeneration(f"There is no index in {self.root}; run `pincite index rebuild`.")
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

    def begin(self) -> Path:
        """An empty folder for a generation to be built in; `publish` takes it.

        Its name is the time, or a moment after the newest generation's where the clock was set back.
        """
        name, newest = f"{datetime.now(UTC):{_TIME}}", max(self.names(), default="")
        if name <= newest:
            name = f"{datetime.strptime(newest, _TIME) + timedelta(microseconds=1):{_TIME}}"
        folder = self.root / f"{name}{_PARTIAL}"
        folder.mkdir()
        return folder

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """The same; nothing is left of it where what builds in it fails."""
        folder = self.begin()
        try:
            yield folder
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)  # what went wrong is to be said, not that this does too
            if isinstance(error, OSError) and error.filename is None and error.errno is not None:
                raise OSError(error.errno, error.strerror, str(self.root)) from None  # a write knows no name
            raise

    def is_whole(self, name: str) -> bool:
        """Whether every file of a generation is there, as long as it was built."""
        try:
            Manifest.read(self.root / name).check_files(self.root / name, ())
        except (DamagedGeneration, OSError):
            return False
        return True

    def publish(self, folder: Path) -> str:
        """Make a finished folder the live generation, all at once; its name comes back."""
        _sync_tree(folder)
        whole = folder.with_suffix("")
        folder.rename(whole)
        sync(self.root)
        self.point_to(whole.name)
        return whole.name

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
        """Remove what killed rebuilds left and all but the newest `keep` generations, and their sources; the names kept
        come back.

        The live generation is always kept. Call it with the lock held.
        """
        for leftover in self.root.glob(f"*{_PARTIAL}"):
            _remove(leftover)
        names = self.names()
        kept = {*names[-keep:], *filter(None, [self.live_name()])}
        for name in names:
            if name not in kept:
                _remove(self.root / name)
        clean_sources(self.root, kept)
        return sorted(kept)


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
