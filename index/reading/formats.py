"""Which format reads a file: a table by the ending of its name."""

from pathlib import PurePath

from index.reading.docx import Docx
from index.reading.html import Html
from index.reading.markdown import Markdown
from index.reading.parsed import Format
from index.reading.plain import PlainText

FORMATS: dict[str, Format] = {suffix: f for f in (PlainText(), Markdown(), Html(), Docx()) for suffix in f.suffixes}


def format_of(path: PurePath) -> Format | None:
    """The format that reads a file of this name; None where none does."""
    return FORMATS.get(path.suffix.lower())
