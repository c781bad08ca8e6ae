"""Connections to public addresses alone: a name is looked up once, and what was checked is what is connected to."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from ssl import SSLContext
from typing import Any

import httpcore2

from index.errors import FetchError

PORTS = (80, 443)
CONNECT_SECONDS = 10.0  # for one address

# Python's `is_global` is true of NAT64, 6to4, multicast, and of old forms that hold an IPv4 address; so of IPv6 only
# what IANA has given out for global unicast, without 6to4; of IPv4 not the relays of 6to4.
_UNICAST, _SIX_TO_FOUR = IPv6Network("2000::/3"), IPv6Network("2002::/16")
_RELAYS = IPv4Network("192.88.99.0/24")
_DOCUMENTATION = IPv6Network("3fff::/20")  # newer than Python 3.11

Lookup = Callable[[str, int], Sequence[str]]


class Deadline:
    """One for a whole fetch: looking up, connecting, sending, and every piece that comes."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds.

        Raises:
            FetchError: there are none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> FetchError:
        """What is said once it has passed."""
        return FetchError(f"cannot be fetched: it takes longer than {self.seconds:g} seconds.")


class PublicBackend(httpcore2.NetworkBackend):
    """Connects to the public address that a name stands for, and to no other."""

    def __init__(self, deadline: Deadline, lookup: Lookup, backend: httpcore2.NetworkBackend) -> None:
        self._deadline, self._lookup, self._backend = deadline, lookup, backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        if port not in PORTS:
            raise FetchError(f"cannot be fetched: port {port} is none of 80 and 443.")
        addresses = self._look_up(host, port)
        if not addresses:
            raise FetchError(f"cannot be fetched: {host} has no address.")
        for address in addresses:
            if not is_public(address):
                raise FetchError(f"is not fetched: {host} is {address}, which is not a public address.")
        error: Exception | None = None
        for address in addresses:
            try:
                wait = min(CONNECT_SECONDS, self._deadline.left())
                return _Stream(self._backend.connect_tcp(address, port, wait), self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                error = failed
        raise FetchError(f"cannot be fetched: {host} cannot be reached ({error}).")

    def _look_up(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a name; a thread asks, because asking knows no time limit."""
        answer: SimpleQueue[Sequence[str] | OSError] = SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self._lookup(host, port))
            except OSError as error:
                answer.put(error)

        threading.Thread(target=ask, name="look-up", daemon=True).start()
        try:
            found = answer.get(timeout=self._deadline.left())
        except Empty:
            raise self._deadline.passed() from None
        if isinstance(found, OSError):
            raise FetchError(f"cannot be fetched: there is no address of {host} ({found.strerror}).")
        return found


class _Stream(httpcore2.NetworkStream):
    """A connection that ends at the deadline, however slowly its pieces come."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def look_up(host: str, port: int) -> list[str]:
    """All addresses of a name, in the system's order, each once.

    Raises:
        OSError: there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the internet's hosts, and of no network that is somebody's own."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    if not found.is_global or found.is_multicast:
        return False
    if isinstance(found, IPv4Address):
        return found not in _RELAYS
    return _is_public_unicast(found)


def _is_public_unicast(found: IPv6Address) -> bool:
    return found in _UNICAST and found not in _SIX_TO_FOUR and found not in _DOCUMENTATION
