"""A benchmark's folder of sources, and what is to be asked about them, as one index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.build import rebuild
from index.networks.encoder import Encoder
from index.storage.generations import Generations
from index.storage.local import LocalStore


@contextmanager
def index_of(folder: Path, encoder: Encoder, *, without: str | None = None) -> Iterator[LocalStore]:
    """The index of the sources of a folder, which are those files that are no JSON, without the one of that name."""
    with TemporaryDirectory() as made:
        seeds = Path(made, "seeds")
        seeds.mkdir()
        for path in sorted(folder.iterdir()):
            if path.suffix != ".json" and path.name != without:
                (seeds / path.name).write_bytes(path.read_bytes())
        rebuild(seeds, Path(made, "built"), encoder, keep=2)
        yield LocalStore.open(Generations(Path(made, "built")).live())
