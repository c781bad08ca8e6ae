"""Kill what changes an index, at random moments, and look whether anything is lost or damaged.

    python -m tests.attack.kills [--kills 100] [--what rebuild change merge shard publish push] [--seed 1]

So many kills hit each of: rebuilds; adding and removing; merging; the builder of a shard; publishing all shards; a push
into Qdrant, here the client's local mode behind its REST on a real socket. After each the live generation is verified
file by file, and the article that was there from the beginning must be in it; after those of a shard all are published
first, and what is live in Qdrant is counted point by point. At the end each is done once more to its end: what is left
over then is counted too.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qdrant_client import QdrantClient

from index.build import merge_held, rebuild
from index.changes import Add, Heard
from index.errors import PinciteError
from index.library import Library
from index.publish import publish
from index.staging import STAGE
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.qdrant.address import Address, connect
from index.storage.qdrant.catalogue import QdrantCatalogue
from index.storage.qdrant.collection import Collection
from index.storage.qdrant.points import id_of
from index.storage.verify import verify
from index.store import Store
from tests.conftest import ROOT
from tests.fake_encoder import BagOfWords
from tests.qdrant_server import serving
from tests.qdrants import local_mode
from tests.rebuilding import CHANGING, COUNTED, FOR_EVER, SHARDS
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
    left_over: int = 0

    def __str__(self) -> str:
        counts = self.kills, self.amid, self.published, self.damaged, self.lost, self.torn, self.left_over
        return " | ".join(map(str, counts))


class There:
    """What is in a Qdrant at a port of this machine."""

    def __init__(self, port: int) -> None:
        self.port, address = port, Address(f"http://127.0.0.1:{port}")
        self._client: QdrantClient = connect(address)
        self.catalogue = QdrantCatalogue(self._client, address)

    def unfinished(self) -> set[str]:
        """The generations that are begun and not whole, each with how many points it has."""
        whole = {self.catalogue.called(name) for name in self.catalogue.names()}
        names = {found.name for found in self._client.get_collections().collections} - whole
        return {f"{name} {self._client.count(name).count}" for name in names}

    def check(self) -> Store:
        """What is live.

        Raises:
            PinciteError: it is not whole, or has not as many points as its manifest says.
        """
        name = self.catalogue.live_name()
        assert name
        store, collection = self.catalogue.open(name), Collection(self._client, self.catalogue.called(name))
        kinds = json.loads(collection.retrieve([id_of("manifest")], ["manifest"])[id_of("manifest")]["manifest"])[
            "kinds"
        ]
        if (found := {kind: collection.count(kind) for kind in kinds}) != kinds:
            raise PinciteError(f"{name} has {found}, not {kinds}")
        return store


class Scene:
    """An index, and what is done to it for ever."""

    def __init__(self, root: Path, what: str, there: There) -> None:
        self.seeds, self.generations, self.what, self.there = root / "seeds", Generations(root / "built"), what, there
        self.arguments = [str(self.seeds), str(self.generations.root), what]
        self.seeds.mkdir(parents=True)
        (self.seeds / "fixed.txt").write_text(FIXED, encoding="utf-8")
        if what in ("shard", "publish"):
            for number, shard in enumerate([*SHARDS, CHANGING]):  # which has two generations then
                (self.seeds / f"{COUNTED}.txt").write_text(f"Number {number} is here.", encoding="utf-8")
                rebuild(self.seeds, self.generations.root, BagOfWords(), keep=2, shard=shard)
        self.finish()
        if what == "push":
            self.arguments.append(str(there.port))

    def finish(self) -> None:
        """Do it once, to its end."""
        if self.what == "shard":
            rebuild(self.seeds, self.generations.root, BagOfWords(), keep=1, shard=CHANGING)
        if self.what in ("shard", "publish"):
            publish(self.generations.root, keep=2)
            return
        if self.what == "change":
            library = Library(self.seeds, self.generations.root, BagOfWords(), keep=2)
            library.apply([Add("last.txt", b"The last one.")], Heard())
        rebuild(self.seeds, self.generations.root, BagOfWords(), keep=2)
        with self.generations.lock():
            merge_held(self.generations, keep=2)
        if self.what == "push":
            self.there.catalogue.publish(LocalStore.open(self.generations.live()), keep=2)

    def unfinished(self) -> set[str]:
        """What a kill left unfinished, by names that change when it is gone on with."""
        root, segments = self.generations.root, self.generations.root / "segments"
        if self.what == "push":
            return self.there.unfinished()
        if self.what == "shard":
            return _named(CHANGING.folder(root).rglob("*.partial"))
        own = [*root.glob("*.partial"), *segments.glob("*.partial")]
        if self.what == "merge":  # it is merged from two
            return _named(own) if len(Manifest.read(self.generations.live()).segments) == 2 else set()
        return _named([*own, *self.seeds.glob(STAGE)])

    def live(self) -> str | None:
        if self.what == "push":
            return self.there.catalogue.live_name()
        return (
            Generations(CHANGING.folder(self.generations.root)) if self.what == "shard" else self.generations
        ).live_name()

    def look(self, counts: Killed) -> None:
        """Count what is damaged, lost, or half done."""
        try:
            if self.what == "shard":
                publish(self.generations.root, keep=2)
            verify(self.generations.live())
            stores = [LocalStore.open(self.generations.live()), *([self.there.check()] if self.what == "push" else [])]
        except PinciteError as error:
            print(f"damaged: {error}", file=sys.stderr)
            counts.damaged += 1
            return
        counts.lost += any(not _has_fixed(store) for store in stores)
        counts.torn += any(not path.with_suffix(".toml").is_file() for path in self.seeds.glob("added *.txt"))


def _named(paths: Iterable[Path]) -> set[str]:
    return {f"{path} {path.stat().st_mtime_ns}" for path in paths}


def _has_fixed(store: Store) -> bool:
    return "fixed" in {entry.id for entry in store.documents()} and store.document("fixed").text == FIXED


def kill(scene: Scene, kills: int, chance: random.Random) -> Killed:
    """Kill so many processes that do the same for ever, one after the other in the same folder."""
    counts, live, known = Killed(), {scene.live()}, scene.unfinished()
    command = [sys.executable, "-m", "tests.rebuilding", *scene.arguments]
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
            unfinished = scene.unfinished()
            counts.amid += bool(unfinished - known)  # what an earlier one left may still be there
            known = unfinished
            live.add(scene.live())
            scene.look(counts)
        forker.stdin.close()
    scene.finish()
    scene.look(counts)
    counts.published, counts.left_over = len(live) - 1, len(scene.unfinished())
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="of each")
    parser.add_argument("--what", nargs="+", choices=list(FOR_EVER), default=list(FOR_EVER))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    show(arguments.what, arguments.kills, random.Random(arguments.seed))


def show(what: Sequence[str], kills: int, chance: random.Random) -> None:
    print("| killed | kills | amid the work | published between | damaged | lost | half a change | left over |")
    print("|---|---|---|---|---|---|---|---|")
    for one in what:
        with (
            tempfile.TemporaryDirectory(prefix="pincite-") as folder,
            local_mode() as client,
            serving(client) as port,
        ):
            print(f"| {one} | {kill(Scene(Path(folder), one, There(port)), kills, chance)} |", flush=True)


if __name__ == "__main__":
    main()
