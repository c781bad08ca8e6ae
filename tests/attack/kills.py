"""Kill what changes an index, at random moments, and look whether anything is lost or damaged.

    python -m tests.attack.kills [--kills 100] [--seed 1]

Half of the kills hit rebuilds, half adding and removing; after each the live generation is verified file by file, and
the article that was there from the beginning must be in it.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from index.build import rebuild
from index.errors import PinciteError
from index.staging import STAGE
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.verify import verify
from tests.conftest import ROOT
from tests.fake_encoder import BagOfWords
from tests.running import clean_environment

SHORTEST, LONGEST = 0.01, 3.0  # seconds before a kill
FIXED = "The lighthouse keeper counts ships. Seven ships passed the lighthouse on Tuesday."


@dataclass
class Killed:
    """What came of it. `amid` kills left something unfinished, and `published` generations came to be live."""

    kills: int = 0
    amid: int = 0
    published: int = 0
    damaged: int = 0
    lost: int = 0
    torn: int = 0


def kill(root: Path, what: str, kills: int, chance: random.Random) -> Killed:
    """Kill so many processes that rebuild, or `change`, one after the other in the same folder."""
    seeds, generations = root / "seeds", Generations(root / "built")
    seeds.mkdir(parents=True)
    (seeds / "fixed.txt").write_text(FIXED, encoding="utf-8")
    rebuild(seeds, generations.root, BagOfWords(), keep=2)
    counts, live = Killed(), {generations.live_name()}
    command = [sys.executable, "-m", "tests.rebuilding", str(seeds), str(generations.root), what]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdin=pipe, stdout=pipe, text=True) as forker:
        assert forker.stdin
        assert forker.stdout
        assert forker.stdout.readline() == "ready\n"
        for _ in range(kills):
            forker.stdin.write("fork\n")
            forker.stdin.flush()
            child = int(forker.stdout.readline())
            time.sleep(SHORTEST * (LONGEST / SHORTEST) ** chance.random())
            os.kill(child, signal.SIGKILL)
            assert forker.stdout.readline() == "dead\n"
            counts.kills += 1
            counts.amid += any(generations.root.rglob("*.partial")) or (seeds / STAGE).exists()
            live.add(generations.live_name())
            look(generations, seeds, counts)
        forker.stdin.close()
    counts.published = len(live) - 1
    return counts


def look(generations: Generations, seeds: Path, counts: Killed) -> None:
    """Count what is damaged, lost, or half done."""
    try:
        verify(generations.live())
        store = LocalStore.open(generations.live())
    except PinciteError as error:
        print(f"damaged: {error}", file=sys.stderr)
        counts.damaged += 1
        return
    counts.lost += "fixed" not in {entry.id for entry in store.documents()} or store.document("fixed").text != FIXED
    counts.torn += any(not path.with_suffix(".toml").is_file() for path in seeds.glob("added *.txt"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    print("| killed | kills | amid the work | published between | damaged | lost | half a change |")
    print("|---|---|---|---|---|---|---|")
    for what in ("rebuild", "change"):
        with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
            found = kill(Path(folder), what, arguments.kills // 2, chance)
        print(
            f"| {what} | {found.kills} | {found.amid} | {found.published} | {found.damaged} | {found.lost} "
            f"| {found.torn} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
