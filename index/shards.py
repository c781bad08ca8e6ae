"""Shards: equal parts of the sources, each built by itself, by whichever process or machine takes it.

A shard is a folder of generations of its own, below the one of all: who builds it holds its lock and no other, a
rebuild that was killed goes on from its cache, and one that is done has nothing to do. `index.publish` makes one index
of all.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from index.errors import SettingsError
from index.storage.layout import SHARDS

MOST = 10_000
_GIVEN = re.compile(r"(\d{1,5})/(\d{1,5})")
_FOLDER = re.compile(r"(\d+)-of-(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """A part of the sources: one of `of`, numbered from 1."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """A shard as a person gives it: "3/16".

        Raises:
            SettingsError: it is no such thing.
        """
        found = _GIVEN.fullmatch(text)
        shard = cls(*map(int, found.groups())) if found else cls(0, 0)
        if not 1 <= shard.number <= shard.of <= MOST:
            raise SettingsError(f"--shard is {text!r}; give a number and of how many, as in 3/16.")
        return shard

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def folder(self, root: Path) -> Path:
        """Its folder of generations, below the folder of those of all."""
        return root / SHARDS / f"{self.number}-of-{self.of}"

    def has(self, name: str) -> bool:
        """Whether a document, by its id, is in it: by SHA-256, so that it is the same one everywhere."""
        return int.from_bytes(sha256(name.encode()).digest()[:8]) % self.of == self.number - 1


def built_shards(root: Path) -> list[Shard]:
    """The shards that were begun in a folder of generations, in order."""
    found = (_FOLDER.fullmatch(path.name) for path in root.glob(f"{SHARDS}/*"))
    return sorted(Shard(*map(int, name.groups())) for name in found if name)
