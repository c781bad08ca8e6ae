"""A process that forks a child for each line it reads; the child does one thing for ever: until killed.

Forking from a process that has imported everything makes a kill hit a rebuild rather than an import.
"""

import itertools
import os
import sys
from collections.abc import Callable
from pathlib import Path

from index.build import build_held, merge_held, rebuild, split
from index.changes import Add, Heard, Remove
from index.documents import About, Document
from index.library import Library
from index.publish import publish
from index.read import Unchanged
from index.reading.plain import plain_blocks
from index.shards import Shard
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.qdrant.address import Address, connect
from index.storage.qdrant.catalogue import QdrantCatalogue
from tests.fake_encoder import BagOfWords


def rebuild_for_ever(seeds: Path, root: Path) -> None:
    """Rebuild again and again, each time with an article that differs."""
    for number in itertools.count(os.getpid()):
        (seeds / "counted.txt").write_text(f"Number {number} is here. It counts the rebuilds.", encoding="utf-8")
        rebuild(seeds, root, BagOfWords(), keep=2)


def change_for_ever(seeds: Path, root: Path) -> None:
    """Add an article with its title and remove the one before, again and again."""
    library = Library(seeds, root, BagOfWords(), keep=2)
    for number in itertools.count(os.getpid()):
        before = [Remove(path.stem) for path in seeds.glob("added*.txt")]
        text = f"Number {number} is here. It counts the changes.".encode()
        library.apply([Add(f"added {number}.txt", text, {"title": f"Number {number}"}), *before], Heard())
        library.merge()


COUNTED, OF = "counted", 2
SHARDS = [Shard(number, OF) for number in range(1, OF + 1)]
(CHANGING,) = (shard for shard in SHARDS if shard.has(COUNTED))


def shard_for_ever(seeds: Path, root: Path) -> None:
    """Build the shard of an article again and again, each time the article differs."""
    for number in itertools.count(os.getpid()):
        text = f"Number {number} is here. It counts the shards."
        (seeds / f"{COUNTED}.txt").write_text(text, encoding="utf-8")
        rebuild(seeds, root, BagOfWords(), keep=1, shard=CHANGING)


def publish_for_ever(_: Path, root: Path) -> None:
    """Publish all shards again and again, each time with another of the two generations that one of them has."""
    own = Generations(CHANGING.folder(root))
    for name in itertools.cycle(own.names()):
        with own.lock():
            own.point_to(name)
        publish(root, keep=2)


def replace_counted(generations: Generations, number: int, sentences: int) -> None:
    """Have an article of so many sentences in the place of the one before, in a segment of its own."""
    text = " ".join(f"Number {number} is here. It counts line {line}." for line in range(sentences // 2))
    article = split(Document(COUNTED, About("Counted"), text, tuple(plain_blocks(text))))
    build_held([Unchanged("fixed"), article], generations, BagOfWords(), keep=2, quiet=True)


def merge_for_ever(_: Path, root: Path) -> None:
    """Replace a long article and merge what then stands in two segments, again and again."""
    generations = Generations(root)
    for number in itertools.count(os.getpid()):
        with generations.lock():
            replace_counted(generations, number, 2000)
            merge_held(generations, keep=2)


def push_for_ever(_: Path, root: Path, port: str) -> None:
    """Bring what is live to a server of Qdrant's REST on this machine, and replace an article, again and again."""
    address, generations = Address(f"http://127.0.0.1:{port}"), Generations(root)
    catalogue = QdrantCatalogue(connect(address), address)
    for number in itertools.count(os.getpid()):
        with generations.lock():
            catalogue.publish(LocalStore.open(generations.live()), keep=2)  # first what one that was killed began
            replace_counted(generations, number, 200)


FOR_EVER: dict[str, Callable[..., None]] = {
    "rebuild": rebuild_for_ever,
    "change": change_for_ever,
    "shard": shard_for_ever,
    "publish": publish_for_ever,
    "merge": merge_for_ever,
    "push": push_for_ever,
}


def main(seeds: Path, root: Path, what: str, *more: str) -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            FOR_EVER[what](seeds, root, *more)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
