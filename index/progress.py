"""Tell the person at the keyboard how far the work is: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tqdm import tqdm

Tell = Callable[[str, int, int], object]  # what is done, how much of it, of how much


class Progress:
    """Counts work that is done; `Progress("Embedding", 1000, "texts")` is a context manager."""

    def __init__(self, what: str, total: int, unit: str, *, quiet: bool = False, tell: Tell | None = None) -> None:
        """`quiet` shows nothing; `tell` is told all the same."""
        self._what, self._total, self._unit = what, total, unit
        self._done = 0
        self._told = -1
        self._quiet, self._tell = quiet, tell
        self._bar = tqdm(total=total, desc=what, unit=f" {unit}", file=sys.stderr, disable=quiet or None, leave=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def advance(self, count: int) -> None:
        """Note that `count` more are done."""
        self._done += count
        self._bar.update(count)
        if self._tell is not None:
            self._tell(self._what, self._done, self._total)
        tenth = 10 * self._done // max(self._total, 1)
        if self._bar.disable and not self._quiet and tenth > self._told:
            self._told = tenth
            print(f"{self._what}: {self._done:,} of {self._total:,} {self._unit}", file=sys.stderr, flush=True)
