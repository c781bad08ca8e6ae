"""Read the source articles, each with an optional `.toml` sidecar."""

import os
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Strict, TypeAdapter, ValidationError, with_config

from index.documents import About, Document
from index.errors import SeedError
from index.reading.formats import FORMATS, format_of
from index.reading.language import detect_language
from index.reading.parsed import Parsed, decode
from index.reading.sidecars import sidecar_of

MOST_BYTES = 50 * 2**20  # of one source


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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source that is not in the index: its path under the seeds folder, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A file that a format reads, and the id of its document; `sidecar` describes it, if it is there."""

    path: Path
    id: str
    name: str
    sidecar: Path


@dataclass(frozen=True, slots=True)
class Loaded:
    """A seed's bytes, and what the file beside it says of it."""

    data: bytes
    sha256: str
    sidecar: Sidecar
    sidecar_sha256: str


def find_seeds(folder: Path) -> tuple[list[Seed], list[LeftOut]]:
    """The sources under a folder, as `list_seeds` gives them.

    Raises:
        SeedError: the folder is missing or holds no source.
    """
    if not folder.is_dir():
        raise SeedError(f"The seeds folder {folder} does not exist; create it and put articles into it.")
    seeds, left_out = list_seeds(folder)
    if not seeds and not left_out:
        raise SeedError(
            f"The seeds folder {folder} holds no file that is read ({_readable()}); put an article into it."
        )
    return seeds, left_out


def list_seeds(folder: Path) -> tuple[list[Seed], list[LeftOut]]:
    """The sources under a folder, sub-folders too, sorted by path, and what is there beside them that is none.

    A document is named by its path without the ending; where two would have the same name, the later one in order
    keeps its ending. Hidden files and sidecars are passed over without a word.
    """
    left_out: list[LeftOut] = []
    paths = sorted(_files(folder, folder, left_out))
    seeds: dict[str, Seed] = {}
    for path in paths:
        relative = path.relative_to(folder)
        short = relative.with_suffix("").as_posix()
        name = relative.as_posix() if short in seeds else short
        seeds[name] = Seed(path, name, relative.as_posix(), sidecar_of(path))
    return list(seeds.values()), sorted(left_out, key=lambda out: out.path)


def load_seed(seed: Seed) -> Loaded:
    """A seed's bytes and its sidecar.

    Raises:
        SeedError: what is wrong, in words that follow the file's name.
    """
    data = _bytes(seed.path)
    beside = seed.sidecar
    try:
        said = _bytes(beside) if _is_file(beside) else b""
        sidecar = _sidecar(said)
    except SeedError as error:
        raise SeedError(f"has a bad file beside it: {beside.name} {error}") from None
    return Loaded(data, sha256(data).hexdigest(), sidecar, sha256(said).hexdigest() if said else "")


def seed_document(seed: Seed, parsed: Parsed, sidecar: Sidecar) -> Document:
    """The document of a source; what its sidecar says wins over what it says of itself.

    Raises:
        SeedError: it has no text.
    """
    if not parsed.text.strip():
        raise SeedError("is empty; write the article into it or remove it.")
    named = About(title=seed.path.stem.replace("-", " ").replace("_", " "))
    about = sidecar.about().over(parsed.about.over(named))
    if about.language is None:
        about = replace(about, language=detect_language(parsed.text))
    return Document(seed.id, about, parsed.text, parsed.blocks, parsed.markup)


def read_seed(path: Path, folder: Path) -> Document:
    """Read one article that is trusted, in this process; a rebuild reads each in another.

    Raises:
        SeedError: names the file and what is wrong with it.
    """
    found = format_of(path)
    if found is None:
        raise SeedError(f"{path} {_no_format()}")
    relative = path.relative_to(folder)
    seed = Seed(path, relative.with_suffix("").as_posix(), relative.as_posix(), sidecar_of(path))
    try:
        loaded = load_seed(seed)
        return seed_document(seed, found.read(loaded.data), loaded.sidecar)
    except SeedError as error:
        raise SeedError(f"{path} {error}") from None


def _files(within: Path, folder: Path, left_out: list[LeftOut]) -> Iterator[Path]:
    """The files under a folder that a format reads; what else is there is noted."""
    try:
        entries = list(os.scandir(within))
    except OSError as error:
        left_out.append(LeftOut(_shown(within, folder), f"cannot be read: {error.strerror}."))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or path.suffix.lower() == ".toml":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(path, folder, left_out)
        elif why := _unread(entry, path):
            left_out.append(LeftOut(_shown(path, folder), why))
        else:
            yield path


def _unread(entry: os.DirEntry[str], path: Path) -> str | None:
    """Why a file is no source; None where it is one."""
    if entry.is_symlink():
        return "is a link; links are not followed, so put the file itself here."
    if not entry.is_file(follow_symlinks=False):
        return "is not a file but a pipe, a socket or a device."
    if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in str(path)):
        return "has a name with a control character, or not in UTF-8; rename it."
    return None if format_of(path) else _no_format()


def _no_format() -> str:
    return f"is of no format that is read ({_readable()})."


def _readable() -> str:
    return ", ".join(sorted(FORMATS))


def _shown(path: Path, folder: Path) -> str:
    """A path under the folder on one line; what is no text in it as an escape."""
    name = path.relative_to(folder).as_posix().encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:  # none there, or a name that is too long to be one
        return False


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SeedError(f"has {size:,} bytes, more than the {MOST_BYTES:,} that are read; split it.")
        return path.read_bytes()
    except OSError as error:
        raise SeedError(f"cannot be read: {error.strerror}.") from None


def _sidecar(data: bytes) -> Sidecar:
    try:
        return _SIDECAR.validate_python(tomllib.loads(decode(data)))
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"is not TOML: {error}.") from None
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"][:1]))
        raise SeedError(
            f"says of {field}: {problem['msg']}. A sidecar may set title, url, author, published and language."
        ) from None
