"""What every resource does with JSON: check what comes in, write what goes out."""

from flask import Response, request
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType


def respond(model: BaseModel) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), mimetype="application/json")


def varying(response: Response) -> Response:
    """Tell caches that the same address has JSON and a page."""
    response.vary.add("Accept")
    return response


def check_body() -> None:
    """Before a request: what is posted must be a JSON object.

    Raises:
        UnsupportedMediaType, RequestEntityTooLarge, BadRequest: it is not.
    """
    if request.method not in ("POST", "PATCH"):
        return
    if not request.is_json:
        raise UnsupportedMediaType(f"The body has Content-Type {request.mimetype or 'none'}; send application/json.")
    # A chunked body longer than the limit arrives cut off at it.
    if request.content_length is None and len(request.get_data()) >= (request.max_content_length or 0):
        raise RequestEntityTooLarge
    try:
        body = request.get_json()
    except (BadRequest, RecursionError):  # the latter of a thousand brackets inside one another
        raise BadRequest("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
