"""What a person gives at the keyboard to be added: files, and folders with all that a format reads in them."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from index.changes import Add, Outcome
from index.errors import SeedError
from index.reading.formats import format_of
from index.reading.seeds import Seed, list_seeds, load_seed
from index.reading.sidecars import sidecar_of


def given(path: Path) -> Iterator[Add | Outcome]:
    """The sources of a file or of a folder, with what the files beside them say; what is left out, and why.

    A folder's sources keep their places in it.
    """
    if not path.is_dir():
        yield _add(Seed(path, path.stem, path.name, sidecar_of(path)), path.name, path)
        return
    seeds, left_out = list_seeds(path)
    yield from (Outcome(str(path / out.path), "left_out", why=out.why) for out in left_out)
    yield from (_add(seed, f"{path.resolve().name}/{seed.name}", seed.path) for seed in seeds)


def _add(seed: Seed, name: str, path: Path) -> Add | Outcome:
    if path.exists() and format_of(path) is None:
        return Add(name, path.read_bytes()[:1])  # the library says what it reads
    try:
        loaded = load_seed(seed)
    except SeedError as error:
        return Outcome(str(path), "left_out", why=str(error))
    return Add(name, loaded.data, {k: v for k, v in asdict(loaded.sidecar.about()).items() if v})
