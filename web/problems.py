"""Errors as `application/problem+json` (RFC 9457), or as a page for a browser. The only map from error to status."""

import json
import logging

from flask import Flask, Response, g, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from index.errors import (
    DocumentNotFound,
    GenerationGone,
    JobNotFound,
    LibraryFull,
    NoGeneration,
    QuestionError,
    QuoteError,
    StoreUnavailable,
)
from qa.feedback import FeedbackFull
from web.said import marked
from web.schema import Problem

log = logging.getLogger(__name__)

RETRY_SECONDS = 1

# What a person reads; the `type` of a problem is /problems/ and this page's word for it.
_TITLES = {
    400: ("malformed", marked("The request is malformed")),
    401: ("token-needed", marked("This needs a token")),
    403: ("forbidden", marked("This is not allowed here")),
    404: ("not-found", marked("There is nothing here")),
    405: ("method-not-allowed", marked("This address does not take that method")),
    413: ("too-large", marked("The request is too large")),
    415: ("unsupported-media-type", marked("The request is not JSON")),
    421: ("unknown-name", marked("This server has another name")),
    422: ("invalid-field", marked("A field of the request is out of range")),
    429: ("too-many-questions", marked("Too many questions at once")),
    500: ("internal-error", marked("Something went wrong on our side")),
    503: ("no-index", marked("There is no article to answer from yet")),
    507: ("no-room", marked("There is no room to store this")),
}

# Where Flask's own words are not for the person who asked.
_DETAILS = {
    404: marked("No page or resource has this address."),
    405: "The header Allow lists the methods that this address takes.",
    413: "The body of a request to this address may have at most {most:,} bytes.",
}


class InvalidField(Exception):
    """A field of the request is missing or out of range."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


class SentenceNotFound(Exception):
    """A range that is judged is no sentence of its document."""


class PageNotFound(Exception):
    """A document has no page of this number, or it cannot be drawn."""


class UnknownName(Exception):
    """The server is called by a name that is not its own: DNS rebinding, or a name that the settings lack."""


class ForeignSite(Exception):
    """A page of another site sent the request."""


class TokenNeeded(Exception):
    """The request has no token that allows it."""


class NoWriting(Exception):
    """Nobody may change anything, for want of a token."""


class SourceNotFound(Exception):
    """A document was not read from a source."""


class NoFetching(Exception):
    """A link is to be fetched, and the setting does not allow it."""


class TooManyQuestions(Exception):
    """As many questions as the queue holds wait, or a client asked too many; `seconds` until one more may be asked."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(f"{reason} Ask again in {seconds} second{'s' if seconds > 1 else ''}.")
        self.seconds = seconds


class TooMuchFeedback(Exception):
    """A client has sent its share of feedback."""

    seconds = 60 * 60


class NotStored(Exception):
    """What was sent could not be written to disk."""


class Behind(Exception):
    """What is served is not the live generation."""


_STATUS: dict[type[Exception], int] = {
    TokenNeeded: 401,
    ForeignSite: 403,
    NoWriting: 403,
    DocumentNotFound: 404,
    SentenceNotFound: 404,
    PageNotFound: 404,
    SourceNotFound: 404,
    JobNotFound: 404,
    NoFetching: 403,
    UnknownName: 421,
    InvalidField: 422,
    QuestionError: 422,
    QuoteError: 422,
    TooManyQuestions: 429,
    LibraryFull: 429,
    TooMuchFeedback: 429,
    NoGeneration: 503,
    Behind: 503,
    StoreUnavailable: 503,
    GenerationGone: 503,
    FeedbackFull: 507,
    NotStored: 507,
}

# Where the title of the status is not what happened.
_UNREACHED = ("store-unavailable", marked("The articles cannot be reached right now"))
_OWN_TITLES: dict[type[Exception], tuple[str, str]] = {
    StoreUnavailable: _UNREACHED,
    GenerationGone: _UNREACHED,
    Behind: ("behind", marked("An older index is served")),
    TooMuchFeedback: ("too-much-feedback", marked("Too much feedback in one day")),
    LibraryFull: ("too-many-sources", marked("Too many sources at once")),
    NoFetching: ("no-fetching", marked("Links are not fetched here")),
}


def register_problems(app: Flask) -> None:
    """Turn every error into a problem response."""
    app.register_error_handler(HTTPException, _from_http)
    for kind in _STATUS:
        app.register_error_handler(kind, lambda error: respond(problem_of(error), seconds_of(error)))
    app.register_error_handler(Exception, _from_bug)


def problem_of(error: Exception) -> Problem:
    """The problem of an error that a person can mend, which is one of `_STATUS`."""
    field = error.field if isinstance(error, InvalidField | QuestionError) else None
    if isinstance(error, SentenceNotFound):
        field = "sentence"
    detail = str(error)
    if isinstance(error, DocumentNotFound):
        field = "document_id" if "document_id" in (request.view_args or {}) else "documents"
        field = "document" if request.blueprint == "quotes" else field
        detail += " GET /documents lists those there are."
    if isinstance(error, NoGeneration):
        # Where the index should be is not for clients.
        detail = marked("Add one: on the page, by `pincite add FILE`, or by `POST /documents`.")
    if isinstance(error, StoreUnavailable):
        log.error("%s", error)
        detail = marked("Ask again in a moment.")
    return describe(_STATUS[type(error)], detail, field, _OWN_TITLES.get(type(error)))


def describe(status: int, detail: str, field: str | None = None, titled: tuple[str, str] | None = None) -> Problem:
    """A problem with its kind and title; those of its status where it has none of its own."""
    kind, title = titled or _TITLES.get(status, ("error", marked("The request cannot be answered")))
    return Problem(type=f"/problems/{kind}", title=title, status=status, detail=detail, field=field)


def raise_invalid_field(error: ValidationError) -> Response:
    """What flask-openapi3 calls where a request does not fit its schema."""
    raise invalid_field(error) from None


def invalid_field(error: ValidationError) -> InvalidField:
    """The first thing in a request that does not fit its schema."""
    first = error.errors()[0]
    field = ".".join(map(str, first["loc"]))
    return InvalidField(field, f"{field}: {first['msg']}.")


def seconds_of(error: Exception) -> int:
    """When who met with an error may try again."""
    return error.seconds if isinstance(error, TooManyQuestions | TooMuchFeedback) else RETRY_SECONDS


def respond(problem: Problem, seconds: int = RETRY_SECONDS) -> Response:
    """A problem as JSON, or as HTML where the client prefers that."""
    if prefers_html():
        response = Response(render_template("problem.html", problem=problem), problem.status, mimetype="text/html")
    else:
        body = json.dumps(problem.model_dump(exclude_none=True), ensure_ascii=False)
        response = Response(body, problem.status, mimetype="application/problem+json")
    response.vary.add("Accept")
    if problem.status == 401:
        _ask_for_token(response)
    return say_when(response, seconds)


def say_when(response: Response, seconds: int = RETRY_SECONDS) -> Response:
    """Tell a client that may try again when."""
    if response.status_code in (429, 503):
        response.headers["Retry-After"] = str(seconds)
    return response


def _ask_for_token(response: Response) -> None:
    """Name the ways to send a token. A browser then asks for it, unless a program sent one (RFC 9110, 11.6.1)."""
    response.headers.add("WWW-Authenticate", 'Bearer realm="pincite"')
    if request.authorization is None or request.authorization.type != "bearer":
        response.headers.add("WWW-Authenticate", 'Basic realm="pincite", charset="UTF-8"')


def prefers_html() -> bool:
    """Whether the client asks for HTML before JSON, as a browser's address bar does."""
    accepted = request.accept_mimetypes
    return accepted["text/html"] > max(accepted["application/json"], accepted["application/problem+json"])


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = _DETAILS.get(status, "").format(most=request.max_content_length or 0)
    response = respond(describe(status, detail or error.description or error.name))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _from_bug(_: Exception) -> Response:
    log.exception("bug in request %s", g.get("request_id"))
    return respond(describe(500, f"It was logged as request {g.get('request_id')}."))
