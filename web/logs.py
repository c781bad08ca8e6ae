"""Structured logs: one JSON line for each request, with an id that the response carries too."""

import logging
import re
import sys
import threading
import time
import uuid
from types import TracebackType

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

log = logging.getLogger("pincite.request")

_SAFE_ID = re.compile(r"[\w.-]{1,64}")


def configure_logs() -> None:
    """Send every log record to standard error as one line of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level"},
            json_ensure_ascii=False,
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for talkative in ("sentence_transformers", "httpx"):  # the latter tells of every request to a store
        logging.getLogger(talkative).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_end_of_thread
    sys.excepthook = _log_end


def _log_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("ended by a bug", exc_info=(kind, error, trace))


def _log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        name = ended.thread.name if ended.thread else "a thread"
        log.critical("%s ended by a bug", name, exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback))


def register_logs(app: Flask, *, questions: bool) -> None:
    """Log every request; the text of questions only where `questions` is set."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        g.started = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        fields = {
            "request_id": g.request_id,
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - g.started), 1),
        }
        if questions and "question" in g:
            fields["question"] = g.question
        log.info("request", extra=fields)
        return response
