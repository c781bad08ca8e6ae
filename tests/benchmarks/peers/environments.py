"""A virtual environment for each library, made once."""

import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.peers.contestants import LIBRARIES, PINCITE, SHARED
from tests.conftest import ROOT


class CannotInstall(Exception):
    """pip's reason why a library could not be installed."""


class Environment:
    """The virtual environment of one library."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.python = folder / "bin/python"
        self.program = folder / "bin/pincite"

    @classmethod
    def made(cls, library: str, work: Path) -> "Environment":
        """The environment with what the library needs; one that has it already is used again.

        Raises:
            CannotInstall: there is no network, or no such version.
        """
        environment = cls(work / library)
        ours = library == PINCITE
        versions = "\n".join(pinned() if ours else shared())
        # Written last: an installation that was cut off begins anew.
        done = environment._folder / "installed.txt"
        wanted = "\n".join([*LIBRARIES[library], versions])
        if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
            _run(sys.executable, "-m", "venv", "--clear", str(environment._folder))
            constraints = environment._folder / "constraints.txt"
            constraints.write_text(versions, encoding="utf-8")
            environment._pip("--constraint", str(constraints), *LIBRARIES[library])
            done.write_text(wanted, encoding="utf-8")
        elif ours:
            environment._pip("--no-deps", "--force-reinstall", str(ROOT))  # the code as it is now
        return environment

    def size(self) -> int:
        """Bytes of everything that is installed."""
        return sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file() and not path.is_symlink())

    def _pip(self, *arguments: str) -> None:
        _run(str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def pinned() -> list[str]:
    """The exact versions of everything that pincite and its tests need, without hashes: contestants bring more."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    torch = re.search(r"^TORCH := (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert torch is not None
    return [*(line.rstrip(" \\") for line in lines if not line.startswith(" ")), torch[1]]


def shared() -> list[str]:
    """Those of them that every contestant uses."""
    return [line for line in pinned() if line.partition("==")[0] in SHARED]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
        raise CannotInstall((errors or [f"ERROR: {command[0]} ended with {done.returncode}"])[-1][7:200])
