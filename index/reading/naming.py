"""The name under which a given source is kept: safe on every file system, and never one that is taken."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count
from pathlib import PurePosixPath

LONGEST = 120  # bytes of a name in UTF-8; file systems take 255, and a number and a hidden draft's ending come on top
MOST_PARTS = 8  # folders and the file
NAMELESS = "source"

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+')  # on Windows, or in any terminal
_WORDS = 8  # of a text's first line, for its name


def safe_name(given: str, *, folders: bool = False) -> str:
    """A relative path in NFC of what may stand in a name everywhere.

    Args:
        given: a name or a path, of whatever system.
        folders: keep the folders before the name.
    """
    parts = [_safe(part) for part in unicodedata.normalize("NFC", given).replace("\\", "/").split("/")]
    parts = [part for part in parts if part]
    if not parts:
        return NAMELESS
    kept = parts[-MOST_PARTS:] if folders else parts[-1:]
    return "/".join([*(_cut(part, "") for part in kept[:-1]), _cut_name(kept[-1])])


def name_of_text(text: str, title: str | None) -> str:
    """The name of a pasted text: its title's, or its first words'."""
    words = (title or text.strip().partition("\n")[0]).replace("/", " ").replace("\\", " ").replace(".", " ").split()
    return safe_name(" ".join(words if title else words[:_WORDS]) + ".txt")


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind its stem where the stem is taken: two files of one stem share a sidecar.

    Args:
        name: a safe one.
        taken: the stems that are, as `stem_key` gives them.
    """
    path = PurePosixPath(name)
    for number in count(2):
        if stem_key(path.as_posix()) not in taken:
            return path.as_posix()
        path = PurePosixPath(name).with_stem(f"{PurePosixPath(name).stem}-{number}")
    raise AssertionError("numbers never end")


def stem_key(name: str) -> str:
    """A path without its ending, alike for names that some file system takes for the same."""
    return unicodedata.normalize("NFC", PurePosixPath(name).with_suffix("").as_posix()).casefold()


def _safe(part: str) -> str:
    return " ".join(_FORBIDDEN.sub(" ", part).split()).lstrip(". ").rstrip(". ")


def _cut_name(name: str) -> str:
    path = PurePosixPath(name)
    return _cut(path.stem, path.suffix)


def _cut(stem: str, suffix: str) -> str:
    room = LONGEST - len(suffix.encode())
    return (stem.encode()[: max(room, 1)].decode(errors="ignore").rstrip(". ") or NAMELESS) + suffix
