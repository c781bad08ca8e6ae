"""A process that forks a child for each line it reads; the child does one thing for ever: until killed.

Forking from a process that has imported everything makes a kill hit a rebuild rather than an import.
"""

import itertools
import os
import sys
from pathlib import Path

from index.build import rebuild
from index.changes import Add, Heard, Remove
from index.library import Library
from index.publish import publish
from index.shards import Shard
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


def publish_for_ever(seeds: Path, root: Path) -> None:
    """The same, and publish all shards each time."""
    for number in itertools.count(os.getpid()):
        text = f"Number {number} is here. It counts what is published."
        (seeds / f"{COUNTED}.txt").write_text(text, encoding="utf-8")
        rebuild(seeds, root, BagOfWords(), keep=1, shard=CHANGING)
        for _ in range(5):
            publish(root, keep=2)


FOR_EVER = {
    "rebuild": rebuild_for_ever,
    "change": change_for_ever,
    "shard": shard_for_ever,
    "publish": publish_for_ever,
}


def main(seeds: Path, root: Path, what: str) -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            FOR_EVER[what](seeds, root)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
