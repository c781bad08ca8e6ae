"""Errors as `application/problem+json` (RFC 9457), or as a page for a browser. The only map from error to status."""

import json
import logging

from flask import Flask, Response, g, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from index.errors import DocumentNotFound, NoGeneration
from web.schema import MAX_BODY, Problem

log = logging.getLogger(__name__)

RETRY_SECONDS = 1

# What a person reads; the `type` of a problem is /problems/ and this page's word for it.
_TITLES = {
    400: ("malformed", "The request is malformed"),
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "This address does not take that method"),
    413: ("too-large", "The request is too large"),
    415: ("unsupported-media-type", "The request is not JSON"),
    422: ("invalid-field", "A field of the request is out of range"),
    429: ("too-many-questions", "Too many questions at once"),
    500: ("internal-error", "Something went wrong on our side"),
    503: ("no-index", "There is no index to answer from yet"),
}

# Where Flask's own words are not for the person who asked.
_DETAILS = {
    404: "No page or resource has this address.",
    405: "The header Allow lists the methods that this address takes.",
    413: f"The body of a request may have at most {MAX_BODY:,} bytes; send a shorter history.",
}


class InvalidField(Exception):
    """A field of the request is missing or out of range."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


class TooManyQuestions(Exception):
    """As many questions as the queue holds are waiting."""


def register_problems(app: Flask) -> None:
    """Turn every error into a problem response."""
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(InvalidField, lambda e: problem_response(422, str(e), field=e.field))
    app.register_error_handler(DocumentNotFound, _from_unknown_document)
    app.register_error_handler(NoGeneration, lambda e: problem_response(503, str(e)))
    app.register_error_handler(TooManyQuestions, lambda e: problem_response(429, str(e)))
    app.register_error_handler(Exception, _from_bug)


def raise_invalid_field(error: ValidationError) -> Response:
    """What flask-openapi3 calls where a request does not fit its schema."""
    first = error.errors()[0]
    field = ".".join(map(str, first["loc"]))
    raise InvalidField(field, f"{field}: {first['msg']}.")


def problem_response(status: int, detail: str, field: str | None = None) -> Response:
    """A problem as JSON, or as HTML where the client prefers that."""
    kind, title = _TITLES.get(status, ("error", "The request cannot be answered"))
    problem = Problem(type=f"/problems/{kind}", title=title, status=status, detail=detail, field=field)
    if prefers_html():
        response = Response(render_template("problem.html", problem=problem), status, mimetype="text/html")
    else:
        body = problem.model_dump(exclude_none=True)
        response = Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
    response.vary.add("Accept")
    if status in (429, 503):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def prefers_html() -> bool:
    """Whether the client asks for HTML before JSON, as a browser's address bar does."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > max(accepted["application/json"], accepted["application/problem+json"])


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    response = problem_response(status, _DETAILS.get(status) or error.description or error.name)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _from_unknown_document(error: DocumentNotFound) -> Response:
    in_path = "document_id" in (request.view_args or {})
    return problem_response(404, str(error), field="document_id" if in_path else "documents")


def _from_bug(_: Exception) -> Response:
    log.exception("bug in request %s", g.get("request_id"))
    return problem_response(500, f"It was logged as request {g.get('request_id')}.")
