"""A process that forks a child for each line it reads; the child rebuilds, or adds and removes, for ever: until killed.

Forking from a process that has imported everything makes a kill hit a rebuild rather than an import.
"""

import itertools
import os
import sys
from pathlib import Path

from index.build import rebuild
from index.changes import Add, Heard, Remove
from index.library import Library
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


def main(seeds: Path, root: Path, what: str) -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            {"rebuild": rebuild_for_ever, "change": change_for_ever}[what](seeds, root)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
