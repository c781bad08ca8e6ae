"""Who may do what: the names this server answers to, what other sites may start, who may read and who may write."""

import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import flask
from werkzeug import Request
from werkzeug.datastructures import Authorization
from werkzeug.middleware.proxy_fix import ProxyFix

from index.errors import SettingsError
from index.settings import Settings
from web.problems import ForeignSite, NoWriting, TokenNeeded, UnknownName

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ASKING = {"/ask", "/check", "/feedback", "/mcp", "/quotes/check"}  # what is posted here changes no document
OPEN = {"/healthz", "/readyz"}  # for whoever looks after the server
SHORTEST_TOKEN = 16  # characters; nobody guesses that many
_HOST = re.compile(r"(?:\[(?P<address>[^\]]*)\]|(?P<name>[^:]*))(?::\d*)?")
FORWARDING = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")  # what a proxy adds


@dataclass(frozen=True, slots=True)
class Access:
    """The rules for one server.

    Attributes:
        names: what it may be called in `Host`, beside addresses, which no DNS can rebind; `.x` means all below x.
        alone: it is reached from this machine only, as far as its settings say.
        writing: the token of who may change documents.
        reading: the token of who may ask and read; everybody may where there is none.
    """

    names: tuple[str, ...]
    alone: bool
    writing: str | None = field(default=None, repr=False)
    reading: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings say.

        Raises:
            SettingsError: a token is too short, set twice, or its file cannot be read.
        """
        return cls(
            names=tuple(map(str.lower, ("localhost", settings.host, *settings.hosts))),
            alone=_is_loopback(settings.host) and not settings.proxy,
            writing=_token("PINCITE_TOKEN", settings.token, settings.token_file),
            reading=_token("PINCITE_READ_TOKEN", settings.read_token, settings.read_token_file),
        )

    def check(self, request: Request) -> None:
        """Whether a request may be answered; its headers are enough to tell.

        Raises:
            UnknownName: it calls the server by a name that is not its own.
            ForeignSite: a page of another site sent it.
            TokenNeeded: it has no token that allows it.
            NoWriting: nobody may change anything here.
        """
        host = request.headers.get("Host")  # no browser leaves it out
        if host is not None and not self._is_mine(host):
            raise UnknownName(f"This server is not called {host[:255]!r}; PINCITE_HOSTS may list further names.")
        if is_foreign(request) and not _is_link(request):
            raise ForeignSite("A page of another site sent this request; open pincite's own page instead.")
        if request.method in SAFE_METHODS or request.path in ASKING:
            self._check_reading(request)
        else:
            self._check_writing(request)

    def _is_mine(self, host: str) -> bool:
        found = _HOST.fullmatch(host.lower())
        name = (found["address"] or found["name"] or "") if found else ""
        return _is_address(name) or any(
            f".{name}".endswith(known) if known.startswith(".") else name == known for known in self.names
        )

    def _check_reading(self, request: Request) -> None:
        if self.reading is not None and request.path not in OPEN and not _holds(request, self.reading, self.writing):
            raise TokenNeeded("Reading here needs the token that PINCITE_READ_TOKEN was set to.")

    def _check_writing(self, request: Request) -> None:
        if self.writing is not None:
            if not _holds(request, self.writing):
                raise TokenNeeded("Changing documents here needs the token that PINCITE_TOKEN was set to.")
        elif not self.alone or any(name in request.headers for name in FORWARDING):
            raise NoWriting(
                "Others than this machine can reach this server and it has no token, so nothing can be changed; "
                "set PINCITE_TOKEN, or serve on 127.0.0.1 without a proxy."
            )


def register_access(app: flask.Flask, settings: Settings) -> None:
    """Check every request, and believe the proxy that the settings name.

    Raises:
        SettingsError: as for `Access.of`.
    """
    access = Access.of(settings)
    app.before_request(lambda: access.check(flask.request))
    if settings.proxy:
        app.wsgi_app = BehindProxy(app.wsgi_app, settings.proxy)  # type: ignore[method-assign]


def make_admission(settings: Settings) -> Callable[[dict[str, Any]], bool]:
    """What tells from a request's headers alone, in a WSGI environment, whether it may be answered.

    Raises:
        SettingsError: as for `Access.of`.
    """
    access = Access.of(settings)

    def judge(environ: dict[str, Any], _: Any) -> list[bytes]:
        try:
            access.check(Request(environ))
        except (UnknownName, ForeignSite, TokenNeeded, NoWriting):
            return []
        return [b"admitted"]

    application = BehindProxy(judge, settings.proxy) if settings.proxy else judge
    return lambda environ: bool(application(environ, None))


class BehindProxy:
    """A WSGI application that believes the X-Forwarded headers of one proxy, and of nobody else."""

    def __init__(self, app: Callable[..., Iterable[bytes]], proxy: tuple[IPv4Network | IPv6Network, ...]) -> None:
        self._direct, self._proxy = app, proxy
        self._forwarded = ProxyFix(app, x_for=1, x_proto=1, x_host=1, x_port=0, x_prefix=1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        sender = ip_address(environ["REMOTE_ADDR"])
        sender = getattr(sender, "ipv4_mapped", None) or sender
        believed = any(sender in network for network in self._proxy)
        return (self._forwarded if believed else self._direct)(environ, start_response)


def is_foreign(request: Request) -> bool:
    """Whether a page of another site sent the request.

    By Fetch metadata where the browser sends it, else by `Origin`; no browser lets a page set either. After Go's
    `http.CrossOriginProtection`.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()


def _is_link(request: Request) -> bool:
    """Whether a person followed a link to a page: the one thing that another site may start."""
    sent = request.headers
    followed = (sent.get("Sec-Fetch-Mode"), sent.get("Sec-Fetch-Dest")) == ("navigate", "document")
    return followed and request.method in SAFE_METHODS and request.path not in ASKING


def _holds(request: Request, *tokens: str | None) -> bool:
    """Whether the request carries one of the tokens; how long it takes tells nothing about them."""
    given = _given(request.authorization)
    return any([hmac.compare_digest(given, token.encode()) for token in tokens if token is not None])  # noqa: C419, each is compared


def _given(sent: Authorization | None) -> bytes:
    """The token of `Authorization: Bearer`, or the password of `Basic`, which is what a browser's own dialog sends."""
    if sent is None:
        return b""
    return ((sent.token if sent.type == "bearer" else sent.password) or "").encode()


def _token(name: str, given: str | None, file: Path | None) -> str | None:
    if file is not None:
        if given is not None:
            raise SettingsError(f"{name} and {name}_FILE are both set; keep one.")
        name = f"{name}_FILE"
        try:
            given = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{name} is {str(file)!r}, which cannot be read: {error}.") from None
    if given is not None and len(given) < SHORTEST_TOKEN:
        raise SettingsError(
            f"{name} holds {len(given)} characters; use {SHORTEST_TOKEN} or more, as of `openssl rand -hex 32`."
        )
    return given


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
