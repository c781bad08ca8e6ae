"""Serve the application with gunicorn: one process that shares its models among threads.

Gunicorn, not waitress, because it lets requests in flight finish when it is told to stop.
"""

import logging
import os
import socket
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from index.errors import PinciteError, SettingsError
from index.settings import Settings
from index.terminal import FAILED
from web.app import create_app
from web.logs import configure_logs

SPARE_THREADS = 4  # for pages, health and refusals while the queue is full
GRACE_SECONDS = 30
LOAD_FAILED = 4  # gunicorn's own code for an application that could not be loaded


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with pincite's settings instead of a configuration file."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings = settings
        host, port = listener.getsockname()[:2]
        self._url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self._listener = listener.detach()  # gunicorn closes it
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"fd://{self._listener}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.queue + SPARE_THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 0,  # the model may take long to load
            "logger_class": ServerLogger,
            "loglevel": "warning",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # which proxy is believed, web/access.py decides
            "post_worker_init": lambda _: print(f"pincite is ready at {self._url}", flush=True),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        try:
            return create_app(self._settings)
        except PinciteError as error:
            print(f"pincite: {error}", file=sys.stderr, flush=True)
            raise SystemExit(LOAD_FAILED) from None


class ServerLogger(Logger):  # type: ignore[misc]
    """Gunicorn's warnings and errors among pincite's own log lines."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.addFilter(_not_a_failed_load)


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        SettingsError: the address cannot be bound.
        SystemExit: the model or the index cannot be used; the reason was printed.
    """
    configure_logs()
    listener = _bind(settings)
    master = os.getpid()
    try:
        Server(settings, listener).run()
    except SystemExit as stop:
        # The forked worker passes here too; its code tells the master not to start another.
        if os.getpid() == master and stop.code == LOAD_FAILED:
            raise SystemExit(FAILED) from None
        raise


def _bind(settings: Settings) -> socket.socket:
    address = (settings.host, settings.port)
    try:
        family = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server(address, family=family, backlog=1024)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]  # without the address again
        raise SettingsError(
            f"{settings.host}:{settings.port} cannot be bound: {reason}; choose another with --port or --host."
        ) from None
    listener.set_inheritable(True)
    return listener


def _not_a_failed_load(record: logging.LogRecord) -> bool:
    """Drop what gunicorn adds to the one line that said why the application could not be loaded."""
    message = record.getMessage()
    return not message.endswith((f"exited with code {LOAD_FAILED}.", "Shutting down: Master", "App failed to load."))
