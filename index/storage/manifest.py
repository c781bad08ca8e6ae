"""Manifests, written last: a segment's holds the SHA-256 of its files, a generation's the SHA-256 of its segments'.

So the one file of a generation vouches for every byte of it.
"""

import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from hashlib import sha256 as digest
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from index.errors import DamagedGeneration, ModelError
from index.networks.encoder import Encoder
from index.networks.models import file_sha256

FORMAT = 8
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a segment: its size in bytes and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """The encoder a generation was built with."""

    name: str
    sha256: str
    dimension: int


class _Format(TypedDict):
    format: Annotated[int, Field(ge=1)]


_FORMAT = TypeAdapter(_Format)


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class SegmentManifest:
    """What a segment is; `files` maps each path inside the folder, with forward slashes, to its entry."""

    format: Annotated[int, Field(ge=1)]
    segment: str
    documents: int
    sentences: int
    passages: int
    files: dict[str, FileEntry]

    @staticmethod
    def read(folder: Path, sha256: str) -> "SegmentManifest":
        """Read a segment's manifest.

        Raises:
            DamagedGeneration: it is missing, or not the one with this SHA-256.
        """
        data = _bytes(folder)
        if (found := digest(data).hexdigest()) != sha256:
            raise DamagedGeneration(
                f"{folder / NAME} is not what was built: it has SHA-256 {found[:12]}…, not {sha256[:12]}…; run "
                "`pincite index rebuild`."
            )
        return _parsed(SegmentManifest, folder, data)

    def write(self, folder: Path) -> str:
        """Write it into a segment's folder; its SHA-256 comes back."""
        data = TypeAdapter(SegmentManifest).dump_json(self, indent=2)
        (folder / NAME).write_bytes(data)
        return digest(data).hexdigest()

    def check_files(self, folder: Path, names: Collection[str] | None = None) -> None:
        """Raise DamagedGeneration unless every file is there with its size, and all, or these, with their SHA-256."""
        for name, entry in self.files.items():
            path = folder / name
            if not path.is_file():
                raise DamagedGeneration(f"{path} is missing; run `pincite index rebuild`.")
            if names is not None and name not in names and path.stat().st_size == entry.bytes:
                continue
            found = file_entry(path)
            if found != entry:
                raise DamagedGeneration(
                    f"{path} is not what was built: {found.bytes} bytes with SHA-256 {found.sha256[:12]}…, the "
                    f"manifest says {entry.bytes} and {entry.sha256[:12]}…; run `pincite index rebuild`."
                )


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a generation: its name, the SHA-256 of its manifest, and the ids of documents that count no more."""

    name: str
    sha256: str
    removed: tuple[str, ...] = ()


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is. It counts the documents that were not removed, and their sentences and passages."""

    format: Annotated[int, Field(ge=1)]
    generation: str
    built_at: str
    built_by: str  # pincite's version: another one may cut texts otherwise
    model: Model
    documents: int
    sentences: int
    passages: int
    seeds: str | None  # the folder that it was built from, where it was, as a URI: a name may be no Unicode
    segments: tuple[SegmentEntry, ...]  # in the order of their documents

    @staticmethod
    def read(folder: Path) -> "Manifest":
        """Read a generation's manifest.

        Raises:
            DamagedGeneration: there is none, it is malformed, or another version of pincite wrote it.
        """
        return _parsed(Manifest, folder, _bytes(folder))

    def write(self, folder: Path) -> None:
        (folder / NAME).write_bytes(TypeAdapter(Manifest).dump_json(self, indent=2))

    @property
    def seeds_folder(self) -> Path | None:
        """The folder that it was built from; None where that is not known."""
        return None if self.seeds is None else Path(os.fsdecode(unquote_to_bytes(urlsplit(self.seeds).path)))

    def was_built_with(self, encoder: Encoder) -> bool:
        """Whether this pincite, with this encoder, would make the same of a text."""
        return (this_version(), model_of(encoder)) == (self.built_by, self.model)

    def check_encoder(self, encoder: Encoder) -> None:
        """Raise ModelError unless this is the encoder this generation was built with."""
        found = model_of(encoder)
        for part, want in asdict(self.model).items():
            have = asdict(found)[part]
            if want != have:
                raise ModelError(
                    f"The index was built with model {self.model.name} ({part} {want}), but {found.name} ({part} "
                    f"{have}) is set; run `pincite index rebuild`, or set PINCITE_MODEL to the first."
                )


Read = TypeVar("Read", Manifest, SegmentManifest)


def _bytes(folder: Path) -> bytes:
    try:
        return (folder / NAME).read_bytes()
    except FileNotFoundError:
        raise DamagedGeneration(f"{folder} has no {NAME}; run `pincite index rebuild`.") from None


def _parsed(kind: type[Read], folder: Path, data: bytes) -> Read:
    try:
        found = _FORMAT.validate_json(data)["format"]  # first: another format may have other fields
        if found != FORMAT:
            raise DamagedGeneration(
                f"{folder} has format {found}, this pincite reads {FORMAT}; run `pincite index rebuild`."
            )
        return TypeAdapter(kind).validate_json(data)
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        raise DamagedGeneration(f"{folder / NAME} is malformed ({problem}); run `pincite index rebuild`.") from None


def folder_uri(folder: Path) -> str:
    """A folder as a manifest names it."""
    return folder.resolve().as_uri()


def this_version() -> str:
    return version("pincite")


def model_of(encoder: Encoder) -> Model:
    return Model(encoder.name, encoder.sha256, encoder.dimension)


def file_entry(path: Path) -> FileEntry:
    return FileEntry(path.stat().st_size, file_sha256(path))


def list_files(folder: Path) -> dict[str, FileEntry]:
    """Every file under a folder but its manifest, sorted by path."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != NAME)
    return {p.relative_to(folder).as_posix(): file_entry(p) for p in paths}
