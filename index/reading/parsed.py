"""What a format makes of a source."""

import codecs
from dataclasses import dataclass
from typing import Protocol

from index.documents import About, Block, Markup, Places, check_blocks
from index.errors import SeedError


@dataclass(frozen=True, slots=True)
class Parsed:
    """A source as text.

    Attributes:
        text: what is cited.
        blocks: its blocks, in order.
        about: what the source says about itself.
        markup: what the text is written in.
        places: where the text stands in the source.
        missing: what of the source is not in the text, in words that follow its name: "has no text on page 3 …".
    """

    text: str
    blocks: tuple[Block, ...]
    about: About = About()
    markup: Markup | None = None
    places: Places | None = None
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_blocks(self.blocks, self.text, "a source")


class Format(Protocol):
    """Reads the sources of some suffixes."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of file names, in lower case with their full stop."""
        ...

    def read(self, data: bytes) -> Parsed:
        """The source as text.

        Raises:
            SeedError: what is wrong, in words that follow the file's name: "is not UTF-8: …".
        """
        ...


def decode(data: bytes) -> str:
    """A text in strict UTF-8, without its byte order mark; line ends stay as they are.

    Raises:
        SeedError: names the byte, its position and its line.
    """
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start + len(data) - len(body)
        line = data.count(b"\n", 0, position) + 1
        raise SeedError(
            f"is not UTF-8: byte 0x{data[position]:02x} at position {position} (line {line}): {error.reason}. "
            "Save it as UTF-8."
        ) from None
