"""Structured logs: one JSON line for each request, with an id that the response carries too."""

import logging
import re
import sys
import time
import uuid

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
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)


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
