"""Run commands of a click group as a person would."""

import subprocess
import sys
from collections.abc import Iterator

import click

from tests.conftest import ROOT
from tests.running import clean_environment

HEAVY = ("torch", "sentence_transformers", "transformers", "onnxruntime", "faiss", "bm25s", "scipy", "sklearn")

_HELP = """
import importlib, sys
module, command, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
try:
    getattr(importlib.import_module(module), command)([*arguments, "--help"])
except SystemExit as end:
    assert end.code == 0, end.code
print("imported:", *sorted(set(sys.modules) & {heavy!r}))
"""


def paths(command: click.Command, *before: str) -> Iterator[list[str]]:
    """The command and all its sub-commands, each as the words that lead to it."""
    yield list(before)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from paths(inner, *before, name)


def help_of(module: str, command: str, *arguments: str) -> tuple[str, list[str]]:
    """What `--help` prints in a process of its own, and the heavy modules it imported."""
    script = _HELP.format(heavy=set(HEAVY))
    done = run("-c", script, module, command, *arguments)
    assert done.returncode == 0, done.stderr
    text, _, imported = done.stdout.rpartition("imported:")
    return text, imported.split()


def run(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with these arguments, and settings as environment variables, in the repository's folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=clean_environment() | settings,
        check=False,
    )
