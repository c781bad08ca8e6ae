"""The sources as they were given, each under its SHA-256, shared by the generations of a folder."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from index.storage.layout import DOCUMENTS, SEEDS, SOURCES

_PARTIAL = ".partial"


def keep_source(root: Path, sha256: str, data: bytes) -> None:
    """Write a source into the folder of generations, unless it is there."""
    path = root / SOURCES / sha256
    if path.is_file() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(_PARTIAL)
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def write_seeds_folder(generation: Path, folder: Path) -> None:
    """Note in a generation which folder it is built from."""
    (generation / SEEDS).write_bytes(os.fsencode(folder.resolve()))


def read_seeds_folder(generation: Path) -> Path | None:
    """The folder that a generation was built from; None where that is not known."""
    path = generation / SEEDS
    return Path(os.fsdecode(path.read_bytes())) if path.is_file() else None


def clean_sources(root: Path, generations: Iterable[str]) -> None:
    """Remove the sources that no document of these generations was read from."""
    folder = root / SOURCES
    if not folder.is_dir():
        return
    used = {sha256 for name in generations for sha256 in _used(root / name / DOCUMENTS)}
    for path in folder.iterdir():
        if path.name not in used:
            path.unlink()


def _used(documents: Path) -> Iterable[str]:
    if not documents.is_file():
        return
    with documents.open(encoding="utf-8") as lines:
        for line in lines:
            # A generation that an earlier version built, and that is kept beside this one's, has none.
            if sha256 := json.loads(line).get("source_sha256"):
                yield sha256
