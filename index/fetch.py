"""What is at an address, fetched because a person asked for it and a setting allows it."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from functools import cache
from importlib.metadata import version
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpcore2
import httpx2

from index.changes import Add
from index.errors import FetchError
from index.public import PORTS, Deadline, Lookup, PublicBackend, look_up
from index.reading.formats import FORMATS
from index.reading.naming import safe_name

MOST_BYTES = 20 * 2**20
MOST_REDIRECTS = 5
SECONDS = 30.0  # for all of it

_REDIRECTS = {301, 302, 303, 307, 308}
_SUFFIXES = {
    "application/epub+zip": ".epub",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-subrip": ".srt",
    "application/xhtml+xml": ".xhtml",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
}
_TEXT = {".csv", ".htm", ".html", ".markdown", ".md", ".srt", ".text", ".tsv", ".txt", ".vtt", ".xhtml"}
_BY_NAME = {"application/octet-stream", "binary/octet-stream", "text/plain"}  # says little: the address may say more
_ASKED: dict[bytes | str, bytes | str] = {
    "Accept": ", ".join([*_SUFFIXES, "text/plain;q=0.9", "*/*;q=0.1"]),
    "Accept-Encoding": "identity",  # so that what is counted is what is kept
    "User-Agent": f"pincite/{version('pincite')}",
}


def fetch(
    address: str,
    *,
    lookup: Lookup = look_up,
    backend: httpcore2.NetworkBackend | None = None,
    seconds: float = SECONDS,
) -> Add:
    """The source at an address, with the address that it came from.

    No proxy and no password of the environment is used, nothing is kept between two fetches, and no script is run.

    Args:
        address: http or https.
        lookup: the addresses of a name.
        backend: what connects to one of them.
        seconds: after which it is given up.

    Raises:
        FetchError: what is wrong, in words that follow the address.
    """
    deadline = Deadline(seconds)
    checked = PublicBackend(deadline, lookup, backend or httpcore2.SyncBackend())
    url = _url(address)
    with httpcore2.ConnectionPool(ssl_context=_trusted(), network_backend=checked) as pool:
        for _ in range(MOST_REDIRECTS + 1):
            with _asking(pool, url, deadline) as response:
                if response.status not in _REDIRECTS:
                    return _source(url, response)
                url = _url(_header(response, "location"), url)
    raise FetchError(f"cannot be fetched: it leads from address to address, more than {MOST_REDIRECTS} times.")


@cache
def _trusted() -> ssl.SSLContext:
    """What knows whom to trust: a list that takes longer to read than many a page."""
    return httpx2.create_ssl_context(trust_env=False)


@contextmanager
def _asking(pool: httpcore2.ConnectionPool, url: httpx2.URL, deadline: Deadline) -> Iterator[httpcore2.Response]:
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    headers: dict[bytes | str, bytes | str] = {**_ASKED, "Host": url.netloc.decode("ascii"), "Connection": "close"}
    try:
        with pool.stream("GET", target, headers=headers) as response:
            yield response
    except httpcore2.TimeoutException:
        raise deadline.passed() from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise FetchError(f"cannot be fetched: {error or type(error).__name__}.") from None


def _url(address: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """An address, or one that another leads to, if it is one that is fetched."""
    try:
        url = httpx2.URL(address) if base is None else base.join(address)
    except httpx2.InvalidURL as error:
        raise FetchError(f"is no address: {error}.") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(f"is not fetched: {str(url)!r} is no http or https address.")
    if url.userinfo:
        raise FetchError("is not fetched: it holds a name or a password.")
    if url.port is not None and url.port not in PORTS:
        raise FetchError(f"is not fetched: port {url.port} is none of 80 and 443.")
    return url.copy_with(fragment=None)


def _source(url: httpx2.URL, response: httpcore2.Response) -> Add:
    if response.status != 200:
        raise FetchError(f"cannot be fetched: the server answers {response.status}.")
    if (encoding := _header(response, "content-encoding")) not in ("", "identity"):
        raise FetchError(f"cannot be fetched: the server sends it in {encoding}, which was not asked for.")
    kind, charset = _type(_header(response, "content-type"))
    suffix = _suffix(url, kind)
    data = _body(response)
    if charset is not None and suffix in _TEXT:  # others have an encoding of their own
        data = _as_utf8(data, charset)
    stem = PurePosixPath(unquote(url.path)).stem or url.host
    return Add(safe_name(f"{stem}{suffix}".replace("/", " ")), data, {"url": str(url)})


def _body(response: httpcore2.Response) -> bytes:
    """The whole body, unless it is too large."""
    said = _header(response, "content-length")
    data = bytearray()
    too_large = FetchError(f"is not fetched: it has more than the {MOST_BYTES:,} bytes that are fetched.")
    if said.isdecimal() and int(said) > MOST_BYTES:
        raise too_large
    for piece in response.iter_stream():
        data += piece
        if len(data) > MOST_BYTES:
            raise too_large
    return bytes(data)


def _suffix(url: httpx2.URL, kind: str) -> str:
    """The ending of a format that reads what is sent: by its type, or by its name where the type says little."""
    named = PurePosixPath(url.path).suffix.lower()
    if (suffix := _SUFFIXES.get(kind)) is not None:
        return named if FORMATS.get(named) is FORMATS[suffix] else suffix
    if kind in _BY_NAME and named in FORMATS:
        return named
    if kind == "text/plain":
        return ".txt"
    raise FetchError(f"is not read: it is sent as {kind or 'nothing that is said'}, which no format reads.")


def _type(content_type: str) -> tuple[str, str | None]:
    """The type and the charset of a Content-Type."""
    message = EmailMessage()
    message["Content-Type"] = content_type or "application/octet-stream"
    return message.get_content_type() if content_type else "", message.get_content_charset()


def _as_utf8(data: bytes, charset: str) -> bytes:
    """What a server says is in another charset, in UTF-8: its file would not say so any more."""
    if charset in ("utf-8", "utf8", "us-ascii"):
        return data
    try:
        return "\ufeff".encode() + data.decode(charset).encode()
    except LookupError:
        raise FetchError(f"is not read: its charset {charset!r} is not known.") from None
    except UnicodeDecodeError as error:
        raise FetchError(f"is not {charset}, as the server says: {error.reason}.") from None


def _header(response: httpcore2.Response, name: str) -> str:
    """The first header of a name; empty where there is none."""
    found = (value for key, value in response.headers if key.lower() == name.encode())
    return next(found, b"").decode("latin-1").strip()
