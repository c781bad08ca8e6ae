"""A process that forks a child for each line it reads; the child rebuilds for ever, until it is killed.

Forking from a process that has imported everything makes a kill hit a rebuild rather than an import.
"""

import itertools
import os
import sys
from pathlib import Path

from index.build import rebuild
from tests.fake_encoder import BagOfWords


def rebuild_for_ever(seeds: Path, root: Path) -> None:
    """Rebuild again and again, each time with an article that differs."""
    for number in itertools.count(os.getpid()):
        (seeds / "counted.txt").write_text(f"Number {number} is here. It counts the rebuilds.", encoding="utf-8")
        rebuild(seeds, root, BagOfWords(), keep=2)


def main(seeds: Path, root: Path) -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            rebuild_for_ever(seeds, root)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
