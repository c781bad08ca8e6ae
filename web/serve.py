"""Serve the application: one process that shares its models among threads."""

import logging
import os
import signal
import socket
import sys
from typing import NoReturn

from index.errors import SettingsError
from index.settings import Settings
from web.access import make_admission
from web.app import create_app
from web.connections import Server
from web.logs import configure_logs

SPARE_THREADS = 4  # for pages, health and refusals while the queue is full


def serve(settings: Settings) -> NoReturn:
    """Serve until told to stop; the process ends with it.

    Raises:
        SettingsError: the address cannot be bound, or a token cannot be used.
        ModelError, DamagedGeneration: the model or the index cannot be used.
    """
    configure_logs()
    logging.getLogger("waitress").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # web/answering.py says when there are too many
    with _bind(settings) as listener:
        host, port = listener.getsockname()[:2]
        app = create_app(settings)
        server = Server(app, listener, settings.queue + SPARE_THREADS, make_admission(settings))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: _stop(server))
        print(f"pincite is ready at http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)
        server.run()
        app.extensions["pincite"].close()
    _leave()


def _leave() -> NoReturn:
    """End the process without Python's own end.

    That would abort a thread that is in native code then (python/cpython#87135), such as one that works out suggestions
    or adds a source; nobody waits for either, and a change may be cut off anywhere.
    """
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def _stop(server: Server) -> None:
    """Stop when what has begun is finished; told again, at once."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    server.stop()


def _bind(settings: Settings) -> socket.socket:
    address = (settings.host, settings.port)
    try:
        family = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server(address, family=family, backlog=1024)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]  # without the address again
        raise SettingsError(
            f"{settings.host}:{settings.port} cannot be bound: {reason}; choose another with --port or --host."
        ) from None
