"""Changes to the seeds folder, made beside it and put into it all at once, or not at all."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from index.storage.generations import sync

STAGE = ".pincite"  # hidden, so that no rebuild reads it

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}


class Staging:
    """Files that shall stand in the seeds folder, and files that shall not. Use it as a context, under the lock.

    What is staged lies in a hidden folder there; whatever a killed process left in it is removed at the next use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._stage = folder, folder / STAGE
        self._steps: list[Callable[[], Callable[[], object]]] = []
        self._count = 0

    def __enter__(self) -> Self:
        self._clear()
        self._stage.mkdir(parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._clear()

    def write(self, name: str, data: bytes) -> Path:
        """A file of this name with these bytes, on disk, in a folder of its own on the stage."""
        path = self._room() / name
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return path

    def put(self, staged: Path, target: Path) -> None:
        """Plan to move a staged file to where there is none.

        `committed` raises FileExistsError where there is one after all.
        """

        def step() -> Callable[[], object]:
            target.parent.mkdir(parents=True, exist_ok=True)
            _move_new(staged, target)
            return target.unlink

        self._steps.append(step)

    def replace(self, staged: Path, target: Path) -> None:
        """Plan to move a staged file to where there may be one."""

        def step() -> Callable[[], object]:
            target.parent.mkdir(parents=True, exist_ok=True)
            before = target.read_bytes() if target.exists() else None
            staged.replace(target)
            return target.unlink if before is None else lambda: self.write(target.name, before).replace(target)

        self._steps.append(step)

    def take(self, target: Path) -> None:
        """Plan to remove a file."""

        def step() -> Callable[[], object]:
            away = self._room() / target.name
            target.replace(away)
            return lambda: away.replace(target)

        self._steps.append(step)

    @contextmanager
    def committed(self) -> Iterator[None]:
        """The plan carried out; undone where what is done meanwhile fails."""
        with ExitStack() as undoing:
            for step in self._steps:
                undoing.callback(step())
            sync(self._folder)
            yield
            undoing.pop_all()

    def _room(self) -> Path:
        self._count += 1
        room = self._stage / str(self._count)
        room.mkdir()
        return room

    def _clear(self) -> None:
        if self._stage.is_symlink():
            self._stage.unlink()
        elif self._stage.exists():
            shutil.rmtree(self._stage)


def _move_new(staged: Path, target: Path) -> None:
    """Move a file without ever replacing another."""
    try:
        os.link(staged, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        staged.replace(target)
    sync(target.parent)
