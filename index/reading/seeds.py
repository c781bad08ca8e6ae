"""Read the source articles, each with an optional `.toml` sidecar."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Strict, TypeAdapter, ValidationError, with_config

from index.documents import About, Document
from index.errors import SeedError
from index.reading.formats import format_of
from index.reading.language import detect_language
from index.reading.parsed import decode


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Sidecar:
    """What `name.toml` beside `name.txt` may say of the article."""

    title: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | Annotated[date, Strict()] | Annotated[datetime, Strict()] | None = None
    language: str | None = None

    def about(self) -> About:
        """The same, dates as text."""
        published = self.published.isoformat() if isinstance(self.published, date) else self.published
        return About(self.title or None, self.url, self.author, published, self.language)


_SIDECAR = TypeAdapter(Sidecar)


def find_seeds(folder: Path) -> list[Path]:
    """The article files under a folder, sub-folders too, sorted by path; hidden files are left out.

    Raises:
        SeedError: the folder is missing or holds no article, or two files would get the same document id.
    """
    if not folder.is_dir():
        raise SeedError(f"The seeds folder {folder} does not exist; create it and put .txt or .md articles into it.")
    paths = sorted(p for p in folder.rglob("*") if format_of(p) is not None and p.is_file() and not _hidden(p, folder))
    if not paths:
        raise SeedError(f"The seeds folder {folder} holds no .txt or .md file; put an article into it.")
    by_id: dict[str, Path] = {}
    for path in paths:
        _check_name(path)
        twin = by_id.setdefault(document_id(path, folder), path)
        if twin is not path:
            raise SeedError(f"{twin} and {path} would both be document {document_id(path, folder)!r}; rename one.")
    return paths


def read_seeds(folder: Path) -> Iterator[Document]:
    """Read every article under a folder, one at a time.

    Raises:
        SeedError: names the file, and the byte or line, that cannot be read.
    """
    for path in find_seeds(folder):
        yield read_seed(path, folder)


def document_id(path: Path, folder: Path) -> str:
    """A document is named by its path under the seeds folder, without the ending."""
    return path.relative_to(folder).with_suffix("").as_posix()


def read_seed(path: Path, folder: Path) -> Document:
    """Read one article and its sidecar, which wins over what the article says of itself.

    Raises:
        SeedError: names the file and what is wrong with it.
    """
    found = format_of(path)
    if found is None:
        raise SeedError(f"{path} is of no format that is read.")
    data = _bytes(path)
    try:
        parsed = found.read(data)
    except SeedError as error:
        raise SeedError(f"{path} {error}") from None
    if not parsed.text.strip():
        raise SeedError(f"{path} is empty; write the article into it or remove it.")
    named = About(title=path.stem.replace("-", " ").replace("_", " "))
    about = _read_sidecar(path.with_suffix(".toml")).about().over(parsed.about.over(named))
    if about.language is None:
        about = replace(about, language=detect_language(parsed.text))
    return Document(document_id(path, folder), about, parsed.text, parsed.blocks, parsed.markup)


def _check_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise SeedError(f"The file name {str(path)!r} is not UTF-8; rename it.") from None


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SeedError(f"{path} cannot be read: {error.strerror}.") from None


def _read_sidecar(path: Path) -> Sidecar:
    if not path.is_file():
        return Sidecar()
    data = _bytes(path)
    try:
        text = decode(data)
    except SeedError as error:
        raise SeedError(f"{path} {error}") from None
    try:
        return _SIDECAR.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"][:1]))
        raise SeedError(
            f"{path}: {field}: {problem['msg']}. A sidecar may set title, url, author, published and language."
        ) from None
