"""Which format reads a file: a table by the ending of its name."""

from pathlib import PurePath

from index.reading.delimited import Delimited
from index.reading.docx import Docx
from index.reading.eml import Eml
from index.reading.epub import Epub
from index.reading.html import Html
from index.reading.markdown import Markdown
from index.reading.mhtml import Mhtml
from index.reading.odp import Odp
from index.reading.ods import Ods
from index.reading.odt import Odt
from index.reading.parsed import Format
from index.reading.pdf import Pdf
from index.reading.plain import PlainText
from index.reading.pptx import Pptx
from index.reading.rtf import Rtf
from index.reading.subtitles import Subtitles
from index.reading.xlsx import Xlsx

_ALL: tuple[Format, ...] = (
    PlainText(),
    Markdown(),
    Html(),
    Mhtml(),
    Docx(),
    Pptx(),
    Xlsx(),
    Delimited(),
    Epub(),
    Odt(),
    Odp(),
    Ods(),
    Rtf(),
    Eml(),
    Subtitles(),
    Pdf(),
)
FORMATS = {suffix: read_by for read_by in _ALL for suffix in read_by.suffixes}

# Raised when a format makes another text of the same source, so that a rebuild reads it again.
VERSIONS = {
    "Docx": 3,
    "Eml": 4,
    "Epub": 3,
    "Html": 4,
    "Markdown": 4,
    "Mhtml": 3,
    "Odt": 4,
    "Pdf": 4,
    "PlainText": 6,
    "Pptx": 3,
    "Rtf": 4,
}


def format_of(path: PurePath) -> Format | None:
    """The format that reads a file of this name; None where none does."""
    return FORMATS.get(path.suffix.lower())


def reader_of(path: PurePath) -> str:
    """The name and version of what reads a file of this name."""
    name = type(FORMATS[path.suffix.lower()]).__name__
    return f"{name} {VERSIONS.get(name, 1)}"
