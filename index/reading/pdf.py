"""PDF, by PDFium: its characters and their boxes; what they make of a page is ours.

pypdfium2 is BSD and Apache licensed; it gives every character's box, which pypdf does not, and PyMuPDF is AGPL.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from index.documents import About
from index.errors import SeedError
from index.reading.characters import Sheet, read_page
from index.reading.layout import lay_out
from index.reading.parsed import Parsed

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

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
            sheets, missing = _sheets(document)
            about = _about(document)
        finally:
            document.close()
        if not sheets:
            raise SeedError("has no page that can be read; it may be damaged.")
        if not any(sheet.stretches for sheet in sheets):
            raise SeedError("has no text: it is scanned. Run it through OCR and save it with its text.")
        text, blocks, places = lay_out(sheets)
        title = next((" ".join(text[b.start : b.end].split()) for b in blocks if b.kind == "title"), None)
        return Parsed(text, blocks, about.over(About(title=title)), places=places, missing=missing)


def _open(data: bytes) -> "PdfDocument":
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise SeedError("is encrypted and needs a password; save it without one.") from None
        raise SeedError(f"is not a PDF that can be opened: {error}") from None


def _sheets(document: "PdfDocument") -> tuple[list[Sheet], tuple[str, ...]]:
    """The pages that can be read, and what is said of the others, which they do without."""
    import pypdfium2

    sheets, damaged, scanned = [], [], []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            damaged.append(number)
            continue
        try:
            sheets.append(read_page(page, number))
            if not sheets[-1].stretches and _has_image(page):
                scanned.append(number)
        except pypdfium2.PdfiumError:
            damaged.append(number)
        finally:
            page.close()
    missing = []
    if damaged:
        missing.append(f"is damaged on {_pages(damaged)}, which cannot be read.")
    if scanned:
        missing.append(f"has no text on {_pages(scanned)}, only images: run it through OCR and save it with its text.")
    return sheets, tuple(missing)


def _has_image(page: "PdfPage") -> bool:
    from pypdfium2 import raw

    return any(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


def _pages(numbers: list[int]) -> str:
    """Numbers of pages in words: "page 3", "pages 1, 4-6"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    said = ", ".join("-".join(map(str, run)) for run in runs)
    return f"page {said}" if len(numbers) == 1 else f"pages {said}"


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
