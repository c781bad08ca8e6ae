"""Writes the file beside a source that describes it: what a person changed, and nothing else of it."""

from collections.abc import Mapping
from pathlib import Path

import tomlkit

from index.reading.parsed import decode

FIELDS = ("title", "author", "published", "url", "language")


def described(before: bytes, fields: Mapping[str, str | None]) -> bytes:
    """A sidecar with these fields set, or gone where they are None; comments and the rest stay as they are.

    Raises:
        SeedError: it is not UTF-8.
        TOMLKitError: it is not TOML.
    """
    document = tomlkit.parse(decode(before))
    for field, value in fields.items():
        if value is not None:
            document[field] = value
        elif field in document:
            del document[field]
    return tomlkit.dumps(document).encode()


def sidecar_of(source: Path) -> Path:
    """The file beside a source that describes it, whether it is there or not."""
    return source.with_suffix(".toml")
