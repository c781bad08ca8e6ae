"""A plain text's units, lines that belong together, and how they begin and end."""

import re
from dataclasses import dataclass

from index.reading.lines import Line
from index.reading.turns import in_one_line

ITEM = re.compile(
    r"(?:(?P<bullet>[-*+•▪◦‣⁃–—])|\((?P<paren>\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|(?P<half>\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)"
    r"|(?P<dot>\d{1,3}|[a-zA-Z])\.\)?)[ \t]+(?=\S)"
)
UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})\Z")
FINAL = re.compile(
    r"[.!?;,:…。！？；，：、।؟؛،۔][\"'”’»」』）)\]]*(?:\[\^?\w{1,4}\]|[\u00b9\u00b2\u00b3\u2070-\u2079])*\Z"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that belong together; `first` where a blank line, or another kind of lines, is above them."""

    lines: tuple[Line, ...]
    first: bool
    table: bool = False
    code: bool = False

    @property
    def words(self) -> str:
        return in_one_line(line.words for line in self.lines)
