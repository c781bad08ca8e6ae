"""From the bytes of a page to its DOM, as a browser does it, within limits."""

import codecs
import re
from typing import TYPE_CHECKING

from index.errors import SeedError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MOST_BYTES = 10_000_000
DEEPEST, MOST_ATTRIBUTES = 10_000, 1_000  # the parser's time grows with the square of both


def names(written: str) -> frozenset[str]:
    """The names of elements in a string."""
    return frozenset(written.split())


_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Labels that mean another encoding on the web: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_WEB = re.compile(  # Python knows others that are no encodings of text, or that browsers leave out on purpose
    r"utf-8|iso8859-\d+|cp(?:866|874|932|949|125\d)|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|big5|euc_jp|iso2022_jp"
)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NESTING = names(
    "a abbr article aside b big blockquote center code dd del div dl em fieldset figure font footer form header i ins "
    "main nav ol s section small span strike strong sub sup table tt u ul"
)
_EMPTY = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_CLOSED = re.compile(rf"<(?!(?:{_EMPTY})\b)([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)/>")
_KINDS = (  # first bytes of what is saved under a wrong name
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, as DOCX, XLSX, PPTX, ODT and EPUB are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
)


def parse_page(data: bytes, *, xml: bool = False) -> "LexborHTMLParser":
    """The DOM of a page; in `xml`, `<a/>` is an element without content.

    Raises:
        SeedError: it is larger than 10 MB, something else than HTML, or nested deeper than any page.
    """
    if len(data) > MOST_BYTES:
        raise SeedError(f"is larger than {MOST_BYTES // 10**6} MB; save the article without its pictures.")
    refuse_others(data, "HTML")
    return parse_text(decode_page(data), xml=xml)


def parse_text(text: str, *, xml: bool = False) -> "LexborHTMLParser":
    """The DOM of a page that is decoded already.

    Raises:
        SeedError: it is nested deeper than any page.
    """
    from selectolax.lexbor import LexborHTMLParser

    if xml or text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        text = _CLOSED.sub(r"<\1\2></\1>", text)
    _check_nesting(text)
    return LexborHTMLParser(text)


def refuse_others(data: bytes, expected: str) -> None:
    """Raise SeedError if a source begins as another format does, or is binary."""
    for first, name in _KINDS:
        if data.startswith(first):
            raise SeedError(f"is {name}, not {expected}; give it the ending of its format.")
    if b"\0" in data[:1024] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SeedError(f"is binary, not {expected}; give it the ending of its format.")


def decode_page(data: bytes) -> str:
    """A page as text, by its byte order mark, the encoding that it declares, else UTF-8 or windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    declared = _DECLARED.search(data[:1024])
    if declared and (codec := codec_of(declared[1].decode())):
        return data.decode(codec, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        cut_short = error.reason == "unexpected end of data" and not data[: error.start].isascii()
        return data.decode("utf-8" if cut_short else "cp1252", errors="replace")


def codec_of(label: str) -> str | None:
    """Python's name of an encoding that the web knows by a label; None where it knows none."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _LABELS.get(name, name)
    return name if _WEB.fullmatch(name) else None


def _check_nesting(text: str) -> None:
    depth = 0
    for closing, name, rest in _TAG.findall(text):
        if name.lower() in _NESTING and not rest.endswith("/"):
            depth += -1 if closing else 1
        if depth > DEEPEST:
            raise SeedError(f"has more than {DEEPEST:,} elements inside one another; no browser shows such a page.")
        if len(rest) > MOST_ATTRIBUTES and len(_QUOTED.sub("", rest).split()) > MOST_ATTRIBUTES:
            raise SeedError(f"has an element with more than {MOST_ATTRIBUTES:,} attributes; no browser writes such.")
