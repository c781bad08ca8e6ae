"""Serve the application with gunicorn: one process that shares its models among threads.

Gunicorn, not waitress, because it lets requests in flight finish when it is told to stop.
"""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from index.errors import PinciteError
from index.settings import Settings
from web.app import create_app
from web.logs import configure_logs

SPARE_THREADS = 4  # for pages, health and refusals while the queue is full
GRACE_SECONDS = 30
LOAD_FAILED = 4  # gunicorn's own code for an application that could not be loaded


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with pincite's settings instead of a configuration file."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        options: dict[str, Any] = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.queue + SPARE_THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 0,  # the model may take long to load
            "loglevel": "warning",
            "post_worker_init": lambda _: _announce(settings),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        configure_logs()
        try:
            return create_app(self._settings)
        except PinciteError as error:
            print(f"pincite: {error}", flush=True)
            raise SystemExit(LOAD_FAILED) from None


def serve(settings: Settings) -> None:
    """Serve until told to stop; the exit code is gunicorn's."""
    Server(settings).run()


def _announce(settings: Settings) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"pincite is ready at http://{host}:{settings.port}", flush=True)
