"""The sources as they were given, each under its SHA-256, shared by the segments of a folder."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from index.errors import at
from index.storage.layout import DOCUMENTS, SEGMENTS, SOURCES

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
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise at(error, path) from None


def clean_sources(root: Path, segments: Mapping[str, Collection[str]]) -> None:
    """Remove the sources that no document of these segments was read from, but for the ids given for each."""
    folder = root / SOURCES
    if not folder.is_dir():
        return
    used = {sha256 for name, gone in segments.items() for sha256 in _used(root / SEGMENTS / name / DOCUMENTS, gone)}
    for path in folder.iterdir():
        if path.name not in used:
            path.unlink()


def _used(documents: Path, gone: Collection[str]) -> Iterator[str]:
    if not documents.is_file():
        return
    with documents.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record["source_sha256"] and record["id"] not in gone:
                yield record["source_sha256"]
