"""Build real generations of small articles."""

from dataclasses import replace
from pathlib import Path

from index.build import Report, build_generation, split
from index.documents import About, Document, SplitDocument
from index.networks.encoder import Encoder
from index.networks.late import LateEncoder
from index.reading.markdown import markdown_blocks
from index.reading.plain import plain_blocks
from index.storage.generations import Generations
from index.storage.local import LocalStore
from index.storage.manifest import Manifest, list_files


def article(text: str, name: str = "news", *, markdown: bool = False) -> SplitDocument:
    """A text as a split document whose title is its name in capitals."""
    blocks = markdown_blocks(text) if markdown else plain_blocks(text)
    return split(Document(name, About(name.upper()), text, tuple(blocks)))


def build(
    root: Path,
    encoder: Encoder,
    *articles: SplitDocument,
    late: LateEncoder | None = None,
    multilingual: Encoder | None = None,
    keep: int = 3,
    full: bool = False,
) -> Report:
    """Make a generation of the articles the live one."""
    return build_generation(
        articles, root, encoder, late=late, multilingual=multilingual, keep=keep, full=full, quiet=True
    )


def stored(
    root: Path,
    encoder: Encoder,
    *articles: SplitDocument,
    late: LateEncoder | None = None,
    multilingual: Encoder | None = None,
) -> LocalStore:
    """The opened store of a new generation of the articles."""
    build(root, encoder, *articles, late=late, multilingual=multilingual)
    return LocalStore.open(Generations(root).live())


def reseal(folder: Path) -> None:
    """Write the manifest again over changed files: the digests are right, what they cover may not be."""
    replace(Manifest.read(folder), files=list_files(folder)).write(folder)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
