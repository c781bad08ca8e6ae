"""PDF, by PDFium: its characters and their boxes; what they make of a page is ours.

pypdfium2 is BSD and Apache licensed; it gives every character's box, which pypdf does not, and PyMuPDF is AGPL.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.documents import About
from index.errors import SeedError
from index.reading.characters import Sheet, read_page
from index.reading.layout import lay_out
from index.reading.parsed import Parsed

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_BYTES = 50 * 2**20
MOST_PAGES = 2_000

_NO_TITLE = re.compile(
    r"^microsoft \w+ - |^untitled|^\W*$|^\S+\.(docx?|pdf|indd|tex|rtf|pptx?|xlsx?|qxd|pub|odt|html?)$", re.I
)
_NO_AUTHOR = re.compile(r"^(admin\w*|user|owner|unknown|author|root|windows user|microsoft|\W*)$", re.I)
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


class Pdf:
    """Reads `.pdf`."""

    suffixes = (".pdf",)

    def read(self, data: bytes) -> Parsed:
        """The text of its pages in reading order, with the place of each character.

        Raises:
            SeedError: it is too large, encrypted, damaged, or has no text.
        """
        if len(data) > MOST_BYTES:
            raise SeedError(f"has {len(data):,} bytes, more than the {MOST_BYTES:,} that are read; split it.")
        document = _open(data)
        try:
            if len(document) > MOST_PAGES:
                raise SeedError(f"has {len(document):,} pages, more than the {MOST_PAGES:,} that are read; split it.")
            sheets = list(_sheets(document))
            about = _about(document)
        finally:
            document.close()
        if not sheets:
            raise SeedError("has no page that can be read; it may be damaged.")
        if not any(sheet.stretches for sheet in sheets):
            raise SeedError("has no text: it is scanned. Run it through OCR and save it with its text.")
        text, blocks, places = lay_out(sheets)
        title = next((" ".join(text[b.start : b.end].split()) for b in blocks if b.kind == "title"), None)
        return Parsed(text, blocks, about.over(About(title=title)), places=places)


def _open(data: bytes) -> "PdfDocument":
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise SeedError("is encrypted and needs a password; save it without one.") from None
        raise SeedError(f"is not a PDF that can be opened: {error}") from None


def _sheets(document: "PdfDocument") -> Iterator[Sheet]:
    """The pages that can be read. One that cannot be loaded leaves the others as they are."""
    import pypdfium2

    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            continue
        try:
            yield read_page(page, number)
        except pypdfium2.PdfiumError:
            continue
        finally:
            page.close()


def _about(document: "PdfDocument") -> About:
    """What its information dictionary says, where that is plausible."""
    info = {name: value.strip("\x00 ") for name, value in document.get_metadata_dict().items()}
    title, author = info.get("Title", ""), info.get("Author", "")
    return About(
        title=None if _NO_TITLE.search(title) or len(title) > 300 else title,
        author=None if _NO_AUTHOR.search(author) or len(author) > 300 else author,
        published=_date(info.get("CreationDate", "")),
        language=_language(document),
    )


def _date(written: str) -> str | None:
    found = _DATE.match(written)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def _language(document: "PdfDocument") -> str | None:
    """The catalogue's `/Lang`, a BCP 47 tag."""
    import ctypes

    from pypdfium2 import raw

    buffer = (ctypes.c_ushort * 64)()
    length = raw.FPDFCatalog_GetLanguage(document.raw, buffer, 128)  # bytes, with two for the end
    found = bytes(buffer)[: max(length - 2, 0)].decode("utf-16-le", errors="ignore") if length <= 128 else ""
    return found if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", found) else None
