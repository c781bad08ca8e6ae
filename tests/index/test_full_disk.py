"""A full disk ends a rebuild with one line, and leaves what was live and nothing half done."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.storage.generations import Generations
from tests.building import article, build
from tests.conftest import ROOT
from tests.fake_encoder import BagOfWords

# Files may not grow beyond so many bytes, which ends a write as a full disk does: that of bytecode (-B) too.
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from index.build import rebuild
from index.terminal import with_settings
import click
from pathlib import Path
from tests.fake_encoder import BagOfWords

@click.command()
@with_settings("index", "seeds")
def run(settings):
    rebuild(settings.seeds, settings.index, BagOfWords(), keep=3)

run(sys.argv[2:])
"""


FULL = [pytest.param(room, marks=pytest.mark.slow) for room in (10, 200, 1000, 5000, 60_000)]


@pytest.mark.parametrize("room", [3000, 20_000, *FULL])
def test_a_full_disk_ends_a_rebuild_in_one_line(tmp_path: Path, fake: BagOfWords, room: int) -> None:
    seeds, root = tmp_path / "seeds", tmp_path / "built"
    seeds.mkdir()
    for number in range(40):
        (seeds / f"a{number}.txt").write_text(f"One cat sat on mat {number}. Two dogs ran far away. It rained.")
    before = build(root, fake, article("Before.")).generation
    (root / "embeddings.sqlite").unlink()  # or what it holds already would need no room
    done = subprocess.run(
        [sys.executable, "-B", "-c", LIMITED, str(room), f"--index={root}", f"--seeds={seeds}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("pincite: ")]
    assert "Traceback" not in done.stderr
    assert str(root) in line
    assert list(root.glob("**/*.partial")) == []
    generations = Generations(root)
    assert (generations.names(), generations.live_name()) == ([before], before)
    generations.open(before)
