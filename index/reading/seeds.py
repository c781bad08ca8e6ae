"""Read the source articles: `.txt` and `.md`, strict UTF-8, each with an optional `.toml` sidecar."""

import codecs
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Strict, TypeAdapter, ValidationError, with_config

from index.documents import Document
from index.errors import SeedError

SUFFIXES = (".txt", ".md")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Sidecar:
    """What `name.toml` beside `name.txt` may say of the article."""

    title: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | Annotated[date, Strict()] | Annotated[datetime, Strict()] | None = None
    language: str = "en"


_SIDECAR = TypeAdapter(Sidecar)


@dataclass(frozen=True, slots=True)
class Seed:
    """A document and the kind of text it is."""

    document: Document
    markdown: bool


def find_seeds(folder: Path) -> list[Path]:
    """The article files under a folder, sub-folders too, sorted by path; hidden files are left out.

    Raises:
        SeedError: the folder is missing or holds no article, or two files would get the same document id.
    """
    if not folder.is_dir():
        raise SeedError(f"The seeds folder {folder} does not exist; create it and put .txt or .md articles into it.")
    paths = sorted(
        p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not _hidden(p, folder)
    )
    if not paths:
        raise SeedError(f"The seeds folder {folder} holds no .txt or .md file; put an article into it.")
    by_id: dict[str, Path] = {}
    for path in paths:
        _check_name(path)
        twin = by_id.setdefault(document_id(path, folder), path)
        if twin is not path:
            raise SeedError(f"{twin} and {path} would both be document {document_id(path, folder)!r}; rename one.")
    return paths


def read_seeds(folder: Path) -> Iterator[Seed]:
    """Read every article under a folder, one at a time.

    Raises:
        SeedError: names the file, and the byte or line, that cannot be read.
    """
    for path in find_seeds(folder):
        yield read_seed(path, folder)


def document_id(path: Path, folder: Path) -> str:
    """A document is named by its path under the seeds folder, without the ending."""
    return path.relative_to(folder).with_suffix("").as_posix()


def read_seed(path: Path, folder: Path) -> Seed:
    """Read one article and its sidecar."""
    text = _read_text(path)
    if not text.strip():
        raise SeedError(f"{path} is empty; write the article into it or remove it.")
    sidecar = _read_sidecar(path.with_suffix(".toml"))
    published = sidecar.published
    document = Document(
        id=document_id(path, folder),
        title=sidecar.title or path.stem.replace("-", " ").replace("_", " "),
        text=text,
        url=sidecar.url,
        author=sidecar.author,
        published=published.isoformat() if isinstance(published, date) else published,
        language=sidecar.language,
    )
    return Seed(document, markdown=path.suffix.lower() == ".md")


def _check_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise SeedError(f"The file name {str(path)!r} is not UTF-8; rename it.") from None


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _read_text(path: Path) -> str:
    # Decoded from bytes: text mode would turn CRLF into LF and shift every offset.
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SeedError(f"{path} cannot be read: {error.strerror}.") from None
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start + len(data) - len(body)
        line = data.count(b"\n", 0, position) + 1
        raise SeedError(
            f"{path} is not UTF-8: byte 0x{data[position]:02x} at position {position} (line {line}): "
            f"{error.reason}. Save it as UTF-8."
        ) from None


def _read_sidecar(path: Path) -> Sidecar:
    if not path.is_file():
        return Sidecar()
    try:
        return _SIDECAR.validate_python(tomllib.loads(_read_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"][:1]))
        raise SeedError(
            f"{path}: {field}: {problem['msg']}. A sidecar may set title, url, author, published and language."
        ) from None
