"""Waitress, told how long to be patient, and to finish what it began when it is stopped.

Waitress, not gunicorn's threads: one loop reads every request to its end before a thread has to do with it, and sends
every response, so that a slow client costs descriptors and no thread. What it lacks is here: a deadline for a request
to arrive, room for those who come when all connections are taken, large bodies from those alone who may send them, no
thread that waits until a response is taken, and a graceful stop.
"""

import copy
import errno
import resource
import socket
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.wasyncore import loop

MOST_CONNECTIONS = 2000
FILES_EACH = 3  # descriptors of a connection: itself, and files for a large body and a large response
SPARE_FILES = 128  # descriptors of the index, the log, sources that are read
AT_ONCE = 100  # connections accepted in one turn
ARRIVAL_SECONDS = 60  # for a request to arrive, from its first byte; so long a connection may also be idle
CLEANUP_SECONDS = 5  # between two looks for what is late
GRACE_SECONDS = 30  # for what had begun to arrive when the server was stopped
MOST_HEADER = 32 * 1024  # bytes; a question in an address has at most 12,000
MOST_BODY = 1024 * 1024  # bytes that are read, so that most of what is too large is told so by the application
MOST_UPLOAD = 256 * 2**20  # bytes, where sources are taken
MOST_IN_MEMORY = 64 * 1024  # bytes of a body, and of a response that is not taken; more goes to a file
MOST_UNTAKEN = 16 * 2**20  # bytes of responses that are not taken, while the next request has been sent
UPLOADS = "/documents"

Admits = Callable[[dict[str, Any]], bool]  # whether a WSGI environment's headers are those of a request that is allowed


class Request(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request as it arrives; it may be large where sources are taken, and from those alone who may add them."""

    adj: Adjustments
    body_rcv: Any
    chunked: bool
    expect_continue: bool

    def __init__(self, adj: Adjustments, admits: Admits, client: str) -> None:
        super().__init__(adj)
        self._admits, self._client = admits, client

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.path == UPLOADS and self.body_rcv is not None:
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = MOST_UPLOAD
            if not self._admits(self._environ()):
                self._keep_no_body()

    def _environ(self) -> dict[str, Any]:
        told = {"REQUEST_METHOD": self.command, "PATH_INFO": self.path, "REMOTE_ADDR": self._client}
        return {f"HTTP_{name}": value for name, value in self.headers.items()} | told

    def _keep_no_body(self) -> None:
        """Leave the application headers alone to refuse, which it does.

        A body whose length is known is read and dropped: a browser that is cut off while it sends never sees the
        refusal, and never asks for the token. Who waits for 100 (Continue) or sends chunks is answered at once.
        """
        if self.chunked or self.expect_continue:
            self.body_rcv, self.chunked, self.expect_continue = None, False, False
            self.headers["CONNECTION"] = "close"  # what still comes is no request
        else:
            self.body_rcv = FixedStreamReceiver(self.content_length, Nothing())
        self.headers["CONTENT_LENGTH"] = "0"


class Nothing:
    """A buffer that keeps nothing."""

    def append(self, _: bytes) -> None: ...

    def getfile(self) -> BytesIO:
        return BytesIO()

    def close(self) -> None: ...


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it has been waiting for a whole request."""

    def __init__(self, server: "Server", sock: socket.socket, addr: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(server, sock, addr, *arguments, **named)
        self.parser_class = partial(Request, admits=server.admits, client=addr[0])
        self.waiting_since = time.monotonic()

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.waiting_since = time.monotonic()
        return bool(super().received(data))

    def is_worked_on(self) -> bool:
        """Whether a thread has to do with it."""
        return bool(self.requests)

    def is_idle(self) -> bool:
        """Whether it could be closed without anybody missing anything."""
        return not (self.requests or self.request or self.total_outbufs_len)

    def _flush_outbufs_below_high_watermark(self) -> None:
        """What waitress calls before more is written. It would wait here, with a thread, until enough is taken.

        A response waits in its file instead, however slowly it is taken; who sends the next request at once, and takes
        too little, is closed.
        """
        if len(self.requests) > 1 and self.total_outbufs_len > MOST_UNTAKEN:
            self.connected, self.will_close = False, True
            self.server.pull_trigger()


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves an application on a socket until it is told to stop."""

    channel_class = Connection

    def __init__(
        self,
        application: Callable[..., Any],
        listener: socket.socket,
        threads: int,
        admits: Admits = lambda _: True,
    ) -> None:
        """Serve from so many threads; `admits` is asked before a large body is read."""
        self.admits = admits
        self._most, self._stopping, self._accepted = _connections(), False, False
        adjustments = Adjustments(
            sockets=[listener],
            threads=threads,
            connection_limit=2**31,  # `handle_accept` makes room instead
            channel_timeout=ARRIVAL_SECONDS,
            cleanup_interval=CLEANUP_SECONDS,
            asyncore_use_poll=True,  # select() knows 1,024 descriptors
            max_request_header_size=MOST_HEADER,
            max_request_body_size=MOST_BODY,
            inbuf_overflow=MOST_IN_MEMORY,
            outbuf_overflow=MOST_IN_MEMORY,
            outbuf_high_watermark=2**62,  # of a file for each response; `Connection` says when it is too much
            clear_untrusted_proxy_headers=False,  # which proxy is believed, web/access.py decides
            ident=None,
        )
        super().__init__(application, _sock=listener, adj=adjustments, sockinfo=_described(listener), bind_socket=False)
        self.task_dispatcher.set_thread_count(threads)

    def stop(self) -> None:
        """Let `run` end; a signal handler may call it."""
        if not self._stopping:
            self._stopping = True
            self.pull_trigger()

    def run(self) -> None:
        """Serve; once told to stop, answer what had begun to arrive, for so long as the grace lasts."""
        while not self._stopping:
            self._turn()
        self.accepting = False
        self.del_channel()
        self.socket.close()
        until = time.monotonic() + GRACE_SECONDS
        while self.active_channels and time.monotonic() < until:
            for connection in self.active_channels.values():
                connection.will_close |= connection.is_idle()
            self._turn(seconds=0.1)
        self.task_dispatcher.shutdown()
        self.trigger.close()

    def _turn(self, seconds: float = 1) -> None:
        loop(timeout=seconds, use_poll=True, map=self._map, count=1)

    def accept(self) -> Any:
        try:
            accepted = super().accept()
            self._accepted = accepted is not None
            return accepted
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self._make_room()
            return None  # who waits to be accepted is, in the next turn

    def handle_accept(self) -> None:
        """Accept all who wait, or so many that the others are not forgotten: a turn looks at every connection."""
        for _ in range(AT_ONCE):
            self._accepted = False
            super().handle_accept()
            if not self._accepted:
                return
            if len(self.active_channels) > self._most:
                self._make_room()

    def _make_room(self) -> None:
        """Close the connection that has been waiting longest for a whole request, or for its response to be taken."""
        waiting = [c for c in self.active_channels.values() if not c.is_worked_on()]
        if waiting:
            min(waiting, key=lambda c: c.waiting_since).handle_close()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)  # closes what is idle
        late = time.monotonic() - ARRIVAL_SECONDS
        for connection in self.active_channels.values():
            if connection.request is not None and not connection.requests and connection.waiting_since < late:
                connection.will_close = True


def _connections() -> int:
    """How many connections may be open: as many as the system gives descriptors for, after asking for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_EACH * MOST_CONNECTIONS + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(8, min(MOST_CONNECTIONS, (soft - SPARE_FILES) // FILES_EACH))


def _described(listener: socket.socket) -> tuple[Any, ...]:
    return listener.family, listener.type, listener.proto, listener.getsockname()
