"""Zip archives of XML, as Office files and e-books are, within limits that are counted while reading."""

import lzma
import zipfile
import zlib
from io import BytesIO
from typing import Any

from index.errors import SeedError
from index.reading.markup import refuse_others

MOST_ENTRIES, MOST_UNPACKED = 5_000, 200_000_000

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError, OverflowError
)  # fmt: skip


# What a library that reads an archive raises where a part is missing, cut short or not what it says it is.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)


class Archive:
    """The parts of an archive by their names.

    Raises:
        SeedError: it is damaged or encrypted, or passes a limit.
    """

    def __init__(self, data: bytes, expected: str) -> None:
        if data.startswith(_OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in data
            kind = "is encrypted; save it without a password" if locked else "is in an old Office format; save it anew"
            raise SeedError(f"{kind} as {expected}.")
        if not data.startswith(b"PK"):
            refuse_others(data, expected)
            raise SeedError(f"is not {expected}: it is no zip archive." if data else "is empty.")
        if data.count(b"PK\x01\x02") > MOST_ENTRIES:
            raise SeedError(f"holds more than {MOST_ENTRIES:,} files; no {expected} does.")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise SeedError(f"is damaged or cut short: {error}.") from None
        self._expected = expected
        self._names = frozenset(self._zip.namelist())
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """A part, unpacked."""
        if name not in self:
            raise SeedError(f"is not {self._expected}: it has no part {name}.")
        if self._zip.getinfo(name).flag_bits & 1:
            raise SeedError("is encrypted; save it without a password.")
        chunks: list[bytes] = []
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > MOST_UNPACKED:
                        raise SeedError(f"unpacks to more than {MOST_UNPACKED // 10**6} MB; it is not read.")
                    chunks.append(chunk)
        except _BROKEN as error:
            raise SeedError(f"is damaged or cut short: {name}: {error}.") from None
        return b"".join(chunks)

    def unpack(self) -> None:
        """Read every part, within the limits, for a library that has none; an Office file names its parts' types."""
        self.xml("[Content_Types].xml")
        for name in sorted(self._names):
            self.read(name)

    def xml(self, name: str) -> Any:
        """The root element of a part, an `lxml.etree._Element`; entities, which hide or multiply text, are refused."""
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            raise SeedError(f"is damaged or nested too deep: {name}: {error}.") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise SeedError(f"has a DOCTYPE in {name}, which no {self._expected} needs; save it anew.")
        return root


def local(element: Any) -> str:
    """An element's name without its namespace: strict and transitional Office files differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace; nothing where there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def child(element: Any, *path: str) -> Any:
    """The first element at the end of a path of local names; None where there is none."""
    for name in path:
        element = next((e for e in element if local(e) == name), None)
        if element is None:
            return None
    return element


def dublin_core(root: Any) -> dict[str, str]:
    """The texts of a metadata element by local name, those of one name joined by commas."""
    found: dict[str, str] = {}
    for element in root.iter():
        if (text := " ".join((element.text or "").split())) and len(element) == 0:
            name = local(element)
            found[name] = f"{found[name]}, {text}" if name in found else text
    return found
