"""Build real generations of small articles."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from index.build import Report, build_generation, describe, split
from index.documents import About, Document, SplitDocument
from index.embed import write_segments
from index.networks.encoder import Encoder
from index.reading.markdown import markdown_blocks
from index.reading.plain import plain_blocks
from index.storage.generations import Generations
from index.storage.layout import SEGMENTS
from index.storage.local import LocalStore
from index.storage.manifest import NAME, Manifest, SegmentManifest, list_files
from index.storage.segment import open_segment
from index.storage.segments import Part


def article(text: str, name: str = "news", *, markdown: bool = False, language: str | None = None) -> SplitDocument:
    """A text as a split document whose title is its name in capitals."""
    blocks = markdown_blocks(text) if markdown else plain_blocks(text)
    return split(Document(name, About(name.upper(), language=language), text, tuple(blocks)))


def build(
    root: Path,
    encoder: Encoder,
    *articles: SplitDocument,
    keep: int = 3,
    full: bool = False,
) -> Report:
    """Make a generation of the articles the live one."""
    return build_generation(articles, root, encoder, keep=keep, full=full, quiet=True)


def stored(
    root: Path,
    encoder: Encoder,
    *articles: SplitDocument,
) -> LocalStore:
    """The opened store of a new generation of the articles."""
    build(root, encoder, *articles)
    return LocalStore.open(Generations(root).live())


def cut(
    root: Path,
    encoder: Encoder,
    *segments: tuple[Sequence[SplitDocument], Sequence[str]],
) -> LocalStore:
    """The opened store of a new generation of several segments: each of articles, of which some are removed by id."""
    generations = Generations(root)
    parts = []
    for articles, removed in segments:
        (entry,), _ = write_segments(generations, iter(articles), encoder, full=False, quiet=True)
        parts.append(Part(open_segment(root / SEGMENTS, entry), removed))
    generations.publish(describe(generations, parts, encoder, None))
    return LocalStore.open(generations.live())


def segment_of(folder: Path) -> Path:
    """The folder of the one segment of a generation, whose folder is given."""
    (entry,) = Manifest.read(folder).segments
    return folder.parent / SEGMENTS / entry.name


def contents_of(segment: Path) -> SegmentManifest:
    """The manifest of a segment, whose folder is given."""
    return SegmentManifest.read(segment, sha256((segment / NAME).read_bytes()).hexdigest())


def reseal(folder: Path) -> None:
    """Write a generation's manifests again over changed files: the digests are right, what they cover may not be."""
    segment = segment_of(folder)
    seal(folder, replace(contents_of(segment), files=list_files(segment)))


def seal(folder: Path, contents: SegmentManifest) -> None:
    """Write the manifest of the one segment of a generation, and its SHA-256 into the generation's."""
    manifest = Manifest.read(folder)
    (entry,) = manifest.segments
    replace(manifest, segments=(replace(entry, sha256=contents.write(segment_of(folder))),)).write(folder)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
