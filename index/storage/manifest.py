"""The manifest of a generation: written last, it says what the generation is and holds the SHA-256 of every file."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from index.errors import DamagedGeneration, ModelError
from index.networks.encoder import Encoder
from index.networks.late import LateEncoder
from index.networks.models import file_sha256

FORMAT = 5
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a generation: its size in bytes and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """The embedding model a generation was built with."""

    name: str
    sha256: str
    dimension: int


class _Format(TypedDict):
    format: Annotated[int, Field(ge=1)]


_FORMAT = TypeAdapter(_Format)


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is; `files` maps each path inside the folder, with forward slashes, to its entry."""

    format: Annotated[int, Field(ge=1)]
    generation: str
    built_at: str
    model: Model
    late: str | None  # SHA-256 of the late interaction's weights, where it took part
    multilingual: Model | None  # the encoder of all languages, where it took part
    documents: int
    sentences: int
    passages: int
    files: dict[str, FileEntry]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a generation's manifest.

        Raises:
            DamagedGeneration: there is none, it is malformed, or another version of pincite wrote it.
        """
        try:
            data = (folder / NAME).read_bytes()
            found = _FORMAT.validate_json(data)["format"]  # first: another format may have other fields
            if found != FORMAT:
                raise DamagedGeneration(
                    f"{folder} has format {found}, this pincite reads {FORMAT}; run `pincite index rebuild`."
                )
            return TypeAdapter(cls).validate_json(data)
        except FileNotFoundError:
            raise DamagedGeneration(f"{folder} has no {NAME}; run `pincite index rebuild`.") from None
        except ValidationError as error:
            problem = error.errors()[0]["msg"]
            raise DamagedGeneration(f"{folder / NAME} is malformed ({problem}); run `pincite index rebuild`.") from None

    def write(self, folder: Path) -> None:
        (folder / NAME).write_bytes(TypeAdapter(Manifest).dump_json(self, indent=2))

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

    def check_encoders(self, encoder: Encoder, late: LateEncoder | None, multilingual: Encoder | None = None) -> None:
        """Raise ModelError unless these are the encoders this generation was built with."""
        if multilingual is not None and self.multilingual != model_of(multilingual):
            built_with = "without one" if self.multilingual is None else f"with {self.multilingual.sha256[:12]}…"
            raise ModelError(
                f"The encoder of all languages is {multilingual.sha256[:12]}… here, but the index was built "
                f"{built_with}; run `pincite index rebuild`."
            )
        if late is not None and self.late != late.sha256:
            built_with = "without late interaction" if self.late is None else f"with weights {self.late[:12]}…"
            raise ModelError(
                f"The index was built {built_with}, but the late interaction's weights here are {late.sha256[:12]}…; "
                "run `pincite index rebuild`."
            )
        found = model_of(encoder)
        for part, want in asdict(self.model).items():
            have = asdict(found)[part]
            if want != have:
                raise ModelError(
                    f"The index was built with model {self.model.name} ({part} {want}), but {found.name} ({part} "
                    f"{have}) is set; run `pincite index rebuild`, or set PINCITE_MODEL to the first."
                )


def model_of(encoder: Encoder) -> Model:
    return Model(encoder.name, encoder.sha256, encoder.dimension)


def file_entry(path: Path) -> FileEntry:
    return FileEntry(path.stat().st_size, file_sha256(path))


def list_files(folder: Path) -> dict[str, FileEntry]:
    """Every file under a folder but the manifest, sorted by path."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != NAME)
    return {p.relative_to(folder).as_posix(): file_entry(p) for p in paths}
