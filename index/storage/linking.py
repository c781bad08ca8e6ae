"""A segment of another folder of generations made one of these, by hard links where both are on one file system."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from index.storage.generations import Generations
from index.storage.layout import SOURCES
from index.storage.manifest import SegmentEntry
from index.storage.segments import Part


def link(generations: Generations, part: Part) -> SegmentEntry:
    """Make a segment, whole and checked, one of these generations' under a new name, with its documents' sources.

    No byte of it is written again, unless it comes from another file system: then it is copied.
    """
    segment = part.segment
    (generations.root / SOURCES).mkdir(exist_ok=True)
    for source in filter(None, map(segment.texts.source, part.records)):
        _link(source, generations.root / SOURCES / source.name)
    with generations.draft() as folder:
        for name in segment.manifest.files:
            (folder / name).parent.mkdir(exist_ok=True)
            _link(segment.folder / name, folder / name)
        sha256 = replace(segment.manifest, segment=folder.stem).write(folder)
        return SegmentEntry(generations.seal(folder), sha256)


def _link(source: Path, target: Path) -> None:
    if target.exists():  # a source that documents share
        return
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
