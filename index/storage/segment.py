"""A segment: some documents with all that is stored of them, in a folder of its own that never changes.

Generations share it: what has not changed is written once, and opened once in a process.
"""

from pathlib import Path
from threading import Lock
from typing import Self
from weakref import WeakValueDictionary

from index.errors import DamagedGeneration
from index.storage.layout import QUOTED, UNITS, WORDS, lexical_of, vectors_of
from index.storage.lexical import LexicalIndex
from index.storage.manifest import FORMAT, SegmentEntry, SegmentManifest, list_files
from index.storage.texts import Texts
from index.storage.tokens import StoredTokens
from index.storage.vectors import VectorIndex
from index.storage.words import read_words

# Sentences that a new or merged segment has, with the rest of its last document: its graph and its words are made in
# memory, a kilobyte for each. More segments take longer to search.
FULL = 250_000
LARGE = 64 * 2**20  # bytes; their SHA-256 takes a twentieth of a second


class Segment:
    """An opened segment; `sha256` is its manifest's."""

    def __init__(self, folder: Path, manifest: SegmentManifest, sha256: str) -> None:
        self.folder, self.manifest, self.sha256 = folder, manifest, sha256
        self.texts = Texts(folder)
        self.vectors = {unit: VectorIndex.open(folder / vectors_of(unit)) for unit in UNITS}
        self.lexical = {unit: LexicalIndex(folder / lexical_of(unit)) for unit in UNITS}
        self.words = read_words(folder / WORDS)
        self.tokens = StoredTokens(folder)

    @classmethod
    def open(cls, folder: Path, sha256: str, *, thorough: bool = False) -> Self:
        """Open a segment after checking its files.

        Args:
            folder: of the segment.
            sha256: of its manifest.
            thorough: check the SHA-256 of every file, not of those in `checked_at_opening` alone.

        Raises:
            DamagedGeneration: a file is not what the manifest says.
        """
        manifest = SegmentManifest.read(folder, sha256)
        manifest.check_files(folder, None if thorough else checked_at_opening(manifest))
        try:
            return cls(folder, manifest, sha256)
        except (OSError, RuntimeError, TypeError, ValueError) as error:  # RuntimeError is FAISS's
            raise DamagedGeneration(f"{folder} cannot be opened ({error}); run `pincite index rebuild`.") from None


_opened: WeakValueDictionary[tuple[Path, str], Segment] = WeakValueDictionary()
_opening = Lock()


def open_segment(folder: Path, entry: SegmentEntry, *, thorough: bool = False) -> Segment:
    """A segment under a folder of segments, as `Segment.open` does; one that is open in this process is not again.

    With `thorough` its files are checked in any case.
    """
    path = (folder / entry.name).absolute()
    with _opening:
        found = None if thorough else _opened.get((path, entry.sha256))
        if found is not None:
            found.manifest.check_files(path, ())  # reading what was cut off since could end the process
        else:
            found = Segment.open(path, entry.sha256, thorough=thorough)
            _opened[path, entry.sha256] = found
        return found


def write_manifest(folder: Path, texts: Texts) -> str:
    """Write the manifest of a segment that is complete but for it; its SHA-256 comes back."""
    files = list_files(folder)
    return SegmentManifest(FORMAT, folder.stem, len(texts.records), texts.sentences, texts.passages, files).write(
        folder
    )


def checked_at_opening(manifest: SegmentManifest) -> list[str]:
    """The files whose SHA-256 is checked at every start: what is quoted, and of what the searches read the small ones.

    A start shall not take longer the more was indexed.
    """
    return [name for name, entry in manifest.files.items() if name in QUOTED or entry.bytes <= LARGE]
