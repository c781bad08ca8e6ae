"""The seeds folder as it shall be, put together on a stage, and carried out at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from tomlkit.exceptions import TOMLKitError

from index.changes import About, Add, Describe, Outcome
from index.errors import DocumentNotFound, SeedError
from index.reading.formats import FORMATS, format_of
from index.reading.naming import free_name, safe_name, stem_key
from index.reading.seeds import MOST_BYTES, Seed
from index.reading.sidecars import described, sidecar_of
from index.staging import Staging


class Plan:
    """The seeds folder as it shall be."""

    def __init__(self, folder: Path, staging: Staging, seeds: dict[str, Seed]) -> None:
        self.seeds = seeds
        self.outcomes: dict[int, Outcome] = {}
        self.touched = False
        self._folder, self._staging = folder, staging
        self._before = dict(seeds)
        self._taken = {stem_key(seed.name) for seed in seeds.values()} | {stem_key(f"{name}.x") for name in seeds}
        self._taken |= {stem_key(path.relative_to(folder).as_posix()) for path in folder.rglob("*.toml")}

    def add(self, add: Add) -> Seed | str:
        """The seed of a source, on the stage; or the id of the document that has the same bytes.

        Raises:
            SeedError: it cannot be read, as far as its name, size and description say.
        """
        check_source(add)
        if (same := self._same(add.data)) is not None:
            return same
        name = free_name(safe_name(add.name, folders=True), self._taken)
        self._check_way(name)
        path = self._staging.write(PurePosixPath(name).name, add.data)
        sidecar = sidecar_of(path)
        if about := {field: value for field, value in add.about.items() if value}:
            sidecar = self._describe(sidecar, b"", about)
        return Seed(path, PurePosixPath(name).with_suffix("").as_posix(), name, sidecar)

    def keep(self, seed: Seed) -> None:
        """Take a seed that was read into the folder."""
        self.seeds[seed.id] = seed
        self._taken |= {stem_key(seed.name), stem_key(f"{seed.id}.x")}
        self.touched = True

    def sorted(self) -> list[Seed]:
        """The seeds as a rebuild finds them: by their paths."""
        return sorted(self.seeds.values(), key=lambda seed: PurePosixPath(seed.name))

    def remove(self, document: str, *, live: bool) -> None:
        """Leave a document out; `live` where one without a source has the id.

        Raises:
            DocumentNotFound: there is none.
        """
        if self.seeds.pop(document, None) is None and not live:
            raise DocumentNotFound(document)
        self.touched = True

    def describe(self, change: Describe) -> Seed:
        """The seed with what is newly said of it, on the stage.

        Raises:
            DocumentNotFound: there is none.
            SeedError: the file that describes it is no TOML.
        """
        seed = self.seeds.get(change.document)
        if seed is None:
            raise DocumentNotFound(change.document)
        before = seed.sidecar.read_bytes() if seed.sidecar.is_file() else b""
        return replace(seed, sidecar=self._describe(sidecar_of(seed.path), before, change.about))

    @contextmanager
    def committed(self) -> Iterator[None]:
        """The folder changed, unless what is done meanwhile fails."""
        kept = {sidecar_of(self._folder / seed.name) for seed in self.seeds.values()}
        for name, seed in self._before.items():
            if name not in self.seeds:
                self._staging.take(seed.path)
                if seed.sidecar.is_file() and seed.sidecar not in kept:
                    self._staging.take(seed.sidecar)
        for name, seed in self.seeds.items():
            before, target = self._before.get(name), self._folder / seed.name
            if seed.sidecar.is_file() and (before is None or seed.sidecar != before.sidecar):
                self._staging.replace(seed.sidecar, sidecar_of(target))
            if before is None:
                self._staging.put(seed.path, target)
        with self._staging.committed():
            yield

    def _describe(self, sidecar: Path, before: bytes, about: About) -> Path:
        try:
            return self._staging.write(sidecar.name, described(before, about))
        except TOMLKitError as error:
            raise SeedError(f"has a bad file beside it: {sidecar.name} is not TOML: {error}.") from None

    def _same(self, data: bytes) -> str | None:
        for seed in self.seeds.values():
            if seed.path.stat().st_size == len(data) and seed.path.read_bytes() == data:
                return seed.id
        return None

    def _check_way(self, name: str) -> None:
        """Raise SeedError where a folder on the way is none of the seeds folder's own."""
        way = self._folder
        for part in PurePosixPath(name).parts[:-1]:
            way /= part
            if way.is_symlink() or (way.exists() and not way.is_dir()):
                raise SeedError(f"cannot be put there: {way.relative_to(self._folder)} is a link or a file.")


def check_source(add: Add) -> None:
    """Raise SeedError where a look at a source's name and size says that it cannot be read."""
    if format_of(PurePosixPath(safe_name(add.name))) is None:
        raise SeedError(f"is of no format that is read ({', '.join(sorted(FORMATS))}).")
    if not add.data:
        raise SeedError("is empty: it has no bytes.")
    if len(add.data) > MOST_BYTES:
        raise SeedError(f"has {len(add.data):,} bytes, more than the {MOST_BYTES:,} that are read; split it.")
