"""The JSON API: `/ask`, `/documents`, `/suggestions`, health, metrics and the OpenAPI document."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from index.documents import Document, Sentence
from index.storage.texts import Entry
from qa.answer import utf16_length
from qa.interpret import Turn
from qa.service import Service
from web.answering import Answering
from web.metrics import Metrics
from web.pages import document_page
from web.problems import Behind, prefers_html
from web.schema import (
    MAX_BODY,
    AnswerModel,
    AskBody,
    AskQuery,
    DocumentList,
    DocumentPath,
    DocumentSummary,
    DocumentText,
    Health,
    Range,
    SuggestionList,
    SuggestionModel,
    SuggestionQuery,
    problems,
)


def make_api(service: Service, metrics: Metrics, answering: Answering) -> APIBlueprint:
    """The routes that answer with JSON."""
    api = APIBlueprint("api", __name__)
    api.before_request(check_body)

    @api.post("/ask", responses={200: AnswerModel, **problems(400, 404, 413, 415, 422, 429, 503)})
    def ask(body: AskBody) -> Response:
        """Answer a question with the sentences that answer it, or say that the article does not."""
        history = [Turn(turn.question, turn.answer) for turn in body.history]
        return respond(AnswerModel(answering.ask(body.question, history, body.documents, body.max_citations)))

    @api.get("/ask", responses={200: AnswerModel, **problems(404, 422, 429, 503)})
    def ask_by_address(query: AskQuery) -> Response:
        """The same, for a browser's address bar and curl."""
        found = answering.ask(query.question, documents=query.documents, max_citations=query.max_citations)
        return respond(AnswerModel(found))

    @api.get("/documents", responses={200: DocumentList, **problems(503)})
    def documents() -> Response:
        """The documents that can be asked about."""
        entries, generation = service.documents()
        listed = [DocumentSummary(**_described(entry), sentences=entry.sentences) for entry in entries]
        return respond(DocumentList(documents=listed, index=generation))

    @api.get("/documents/<path:document_id>", responses={200: DocumentText, **problems(404, 503)})
    def document(path: DocumentPath) -> Response:
        """A document's text and sentence ranges; for a browser, its page."""
        found, sentences = service.document(path.document_id)
        if prefers_html():
            return _varying(Response(document_page(found, sentences)))
        return _varying(_document_text(found, sentences))

    @api.get("/suggestions", responses={200: SuggestionList, **problems(404, 422, 503)})
    def suggestions(query: SuggestionQuery) -> Response:
        """Questions to begin with, formed from a document's own sentences and answered by them."""
        known = service.suggestions(query.document)
        shown = [SuggestionModel.model_validate(suggestion) for suggestion in known or ()]
        return respond(SuggestionList(document=query.document, ready=known is not None, suggestions=shown))

    @api.get("/healthz", responses={200: Health})
    def healthz() -> Response:
        """The process is up."""
        return respond(Health(status="up"))

    @api.get("/readyz", responses={200: Health, **problems(503)})
    def readyz() -> Response:
        """A generation is live and the models are warm."""
        service.generation()
        if (reason := service.behind()) is not None:
            raise Behind(reason[0].upper() + reason[1:])
        return respond(Health(status="ready"))

    @api.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
    def metrics_text() -> Response:
        """Counters and times for Prometheus."""
        return metrics.response()

    return api


def register_openapi(app: OpenAPI) -> None:
    """Serve the OpenAPI document that the routes and their schemas make."""
    document: dict[str, Any] = app.api_doc

    @app.get("/openapi.json", doc_ui=False)
    def openapi() -> Response:
        return jsonify(document)


def respond(model: BaseModel) -> Response:
    """A model as JSON."""
    return Response(model.model_dump_json(), mimetype="application/json")


def _document_text(document: Document, sentences: Sequence[Sentence]) -> Response:
    ranges = list(_ranges(document.text, sentences))
    return respond(DocumentText(**_described(document), text=document.text, sentences=ranges))


def _described(document: Document | Entry) -> dict[str, Any]:
    """What is known of a document, beside its text."""
    return {"id": document.id} | asdict(document.about) | {"title": document.title}


def _varying(response: Response) -> Response:
    """Tell caches that the same address has JSON and a page."""
    response.vary.add("Accept")
    return response


def check_body() -> None:
    """Before a request: what is posted must be a JSON object.

    Raises:
        UnsupportedMediaType, RequestEntityTooLarge, BadRequest: it is not.
    """
    if request.method != "POST":
        return
    if not request.is_json:
        raise UnsupportedMediaType(f"The body has Content-Type {request.mimetype or 'none'}; send application/json.")
    # A chunked body longer than the limit arrives cut off at it.
    if request.content_length is None and len(request.get_data()) >= MAX_BODY:
        raise RequestEntityTooLarge
    try:
        body = request.get_json()
    except BadRequest:
        raise BadRequest("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")


def _ranges(text: str, sentences: Sequence[Sentence]) -> Iterator[Range]:
    """Sentence ranges with their UTF-16 twins, in one pass over the text."""
    cursor = utf16 = 0
    for sentence in sentences:
        start_utf16 = utf16 + utf16_length(text[cursor : sentence.start])
        utf16 = start_utf16 + utf16_length(text[sentence.start : sentence.end])
        cursor = sentence.end
        yield Range(start=sentence.start, end=sentence.end, start_utf16=start_utf16, end_utf16=utf16)
