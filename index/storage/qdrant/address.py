"""The address of a store in Qdrant, and a client of it.

qdrant://host:6333             qdrants:// speaks TLS
qdrant://host:6333/team        what is stored is called team-…, not pincite-…
qdrant://host:6333?shards=6&replicas=2     of each generation that is built from now on
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl, urlsplit

from index.errors import SettingsError

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

PORT = 6333
PREFIX = "pincite"
SECONDS = 20  # that a request may take
_SCHEMES = {"qdrant": "http", "qdrants": "https"}
_COUNTS = ("shards", "replicas")


@dataclass(frozen=True, slots=True)
class Address:
    """Where generations are in Qdrant.

    Attributes:
        url: of the server or cluster.
        prefix: of the names of its collections.
        shards, replicas: of a new collection.
    """

    url: str
    prefix: str = PREFIX
    shards: int = 1
    replicas: int = 1

    def __str__(self) -> str:
        return f"{self.url}/{self.prefix}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address that a setting gives.

        Raises:
            SettingsError: it is none.
        """
        parts = urlsplit(text)
        prefix, options = parts.path.strip("/"), dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            port = parts.port or PORT
        except ValueError:
            raise _unusable(text, "its port is no number below 65536") from None
        if parts.scheme not in _SCHEMES or not parts.hostname or parts.username:
            raise _unusable(text, "it has another form")
        if not re.fullmatch(r"[\w-]*", prefix):
            raise _unusable(text, f"{prefix!r} has other characters than letters, digits, - and _")
        if unknown := sorted(options.keys() - set(_COUNTS)):
            raise _unusable(text, f"it has no {unknown[0]}, only {' and '.join(_COUNTS)}")
        counts = {name: int(value) for name, value in options.items() if re.fullmatch(r"[1-9]\d{0,3}", value)}
        if len(counts) < len(options):
            raise _unusable(text, f"{' and '.join(_COUNTS)} are numbers from 1")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(f"{_SCHEMES[parts.scheme]}://{host}:{port}", prefix or PREFIX, **counts)


def connect(address: Address, key: str | None = None) -> "QdrantClient":
    """A client that threads may share; nothing is sent yet.

    Raises:
        SettingsError: what it needs is not installed.
    """
    try:
        from qdrant_client import QdrantClient
    except ImportError:
        raise SettingsError("PINCITE_STORE needs another package; run `pip install 'pincite[qdrant]'`.") from None
    headers = None if key is None else {"api-key": key}  # its own parameter warns of networks that are private
    return QdrantClient(url=address.url, timeout=SECONDS, headers=headers, check_compatibility=False)


def key_of(key: str | None, file: Path | None) -> str | None:
    """The key of the setting, or the one in its file.

    Raises:
        SettingsError: both are given, or the file cannot be read.
    """
    if file is None:
        return key
    if key is not None:
        raise SettingsError("PINCITE_STORE_KEY and PINCITE_STORE_KEY_FILE are both set; set one.")
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"PINCITE_STORE_KEY_FILE is {str(file)!r}, which cannot be read ({error}).") from None


def _unusable(text: str, why: str) -> SettingsError:
    return SettingsError(f"PINCITE_STORE is {text!r}: {why}; it should look like qdrant://host:6333/prefix.")
