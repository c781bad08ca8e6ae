"""Who sends requests, as far as limits tell clients apart, and how much one may ask."""

import math
import threading
import time
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from web.problems import TooManyQuestions

PREFIX = 64  # bits of an IPv6 address; whoever has one has all that begin with them (RFC 6177)


def client() -> str:
    """The client of this request, by its address."""
    return name_of(request.remote_addr or "")


def name_of(address: str) -> str:
    """What all addresses of a client have in common."""
    try:
        known = ip_address(address)
    except ValueError:
        return address  # of a socket that is a file
    known = getattr(known, "ipv4_mapped", None) or known
    if isinstance(known, IPv6Address) and not known.is_loopback:
        return str(ip_network((known, PREFIX), strict=False))
    return str(known)


def is_here(client: str) -> bool:
    """Whether a client is this machine."""
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return False


class Rate:
    """So many questions a minute, counted from a client's first; this machine may ask as many as it likes."""

    def __init__(self, most: int) -> None:
        """0 is no limit."""
        self._most = RateLimitItemPerMinute(most) if most else None
        self._counted = FixedWindowRateLimiter(MemoryStorage())
        self._lock = threading.Lock()

    def count(self, client: str) -> None:
        """Count one more question.

        Raises:
            TooManyQuestions: it is one too many; it says when the client's next minute begins.
        """
        if self._most is None or is_here(client):
            return
        with self._lock:
            if self._counted.hit(self._most, client):
                return
            begins = self._counted.get_window_stats(self._most, client).reset_time
        seconds = max(1, math.ceil(begins - time.time()))
        raise TooManyQuestions(f"You asked {self._most.amount} questions within a minute.", seconds)
