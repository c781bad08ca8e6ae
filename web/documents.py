"""`/documents`, each with its page, and `/suggestions` for one."""

from dataclasses import asdict
from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from index.documents import Document
from index.store import Entry
from qa.service import Service
from web.bodies import respond, varying
from web.pages import document_page
from web.problems import prefers_html
from web.ranges import block_ranges, ranges
from web.schema import (
    DocumentList,
    DocumentPath,
    DocumentSummary,
    DocumentText,
    SuggestionList,
    SuggestionModel,
    SuggestionQuery,
    problems,
)


def make_documents(service: Service) -> APIBlueprint:
    """The routes that show documents."""
    api = APIBlueprint("documents", __name__)

    @api.get("/documents", responses={200: DocumentList, **problems(503)})
    def documents() -> Response:
        """The documents that can be asked about."""
        entries, generation = service.documents()
        listed = [DocumentSummary(**_described(entry), sentences=entry.sentences) for entry in entries]
        return respond(DocumentList(documents=listed, index=generation))

    @api.get("/documents/<path:document_id>", responses={200: DocumentText, **problems(404, 503)})
    def document(path: DocumentPath) -> Response:
        """A document's text with the ranges of its sentences and blocks; for a browser, its page."""
        found, sentences = service.document(path.document_id)
        if prefers_html():
            return varying(Response(document_page(found, sentences)))
        shown = DocumentText(
            **_described(found),
            text=found.text,
            sentences=list(ranges(found.text, sentences)),
            blocks=list(block_ranges(found)),
        )
        return varying(respond(shown))

    @api.get("/suggestions", responses={200: SuggestionList, **problems(404, 422, 503)})
    def suggestions(query: SuggestionQuery) -> Response:
        """Questions to begin with, formed from a document's own sentences and answered by them."""
        known = service.suggestions(query.document)
        shown = [SuggestionModel.model_validate(suggestion) for suggestion in known or ()]
        return respond(SuggestionList(document=query.document, ready=known is not None, suggestions=shown))

    return api


def _described(document: Document | Entry) -> dict[str, Any]:
    """What is known of a document, beside its text."""
    return {"id": document.id} | asdict(document.about) | {"title": document.title}
