"""`/documents`, each with its page, and `/suggestions` for one."""

import threading
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from flask import Response, send_file
from flask_openapi3.blueprint import APIBlueprint

from index.documents import Document
from index.errors import DocumentNotFound
from index.store import Entry
from qa.service import Service
from web.answering import Queue
from web.bodies import respond, varying
from web.clients import client
from web.opened import Open
from web.pages import document_page
from web.problems import SourceNotFound, prefers_html
from web.ranges import block_ranges, ranges
from web.schema import (
    DocumentList,
    DocumentPath,
    DocumentsQuery,
    DocumentSummary,
    DocumentText,
    PageOfDocumentQuery,
    SuggestionList,
    SuggestionModel,
    SuggestionQuery,
    problems,
)


def make_documents(service: Service, opened: Open, queue: Queue) -> APIBlueprint:
    """The routes that show documents. One that is sent whole holds a place in the queue, as a question does."""
    api = APIBlueprint("documents", __name__)
    writing = threading.Lock()  # one of 5 MB takes 65 MB until it is written

    @api.get("/documents", responses={200: DocumentList, **problems(422, 503)})
    def documents(query: DocumentsQuery) -> Response:
        """The documents that can be asked about, by id; a page of them where `most` is given."""
        entries, generation = service.documents()
        found = [entry for entry in entries if matches(query.query, entry)]
        if query.sort == "newest":
            found.sort(key=lambda entry: _added(service, entry.id), reverse=True)
            at = next((number for number, entry in enumerate(found, 1) if entry.id == query.after), 0)
            behind = found[at:]
        else:
            behind = [entry for entry in found if entry.id > query.after]
        page = behind[: query.most]
        listed = [DocumentSummary(**_described(entry), sentences=entry.sentences) for entry in page]
        following = page[-1].id if len(page) < len(behind) else None
        return respond(DocumentList(documents=listed, index=generation, total=len(found), next=following))

    @api.get("/documents/<path:document_id>", responses={200: DocumentText, **problems(404, 422, 429, 503)})
    def document(path: DocumentPath, query: PageOfDocumentQuery) -> Response:
        """A document's text with the ranges of its sentences and blocks; for a browser, its page."""
        if prefers_html():
            return varying(Response(document_page(opened(path.document_id), query.at)))
        with queue.place(client(), counted=False), writing:
            found, sentences = service.document(path.document_id)
            shown = DocumentText(
                **_described(found),
                text=found.text,
                sentences=list(ranges(found.text, sentences)),
                blocks=list(block_ranges(found)),
            )
            return varying(respond(shown))

    @api.get(
        "/documents/<path:document_id>/source",
        responses={200: {"content": {"application/octet-stream": {}}}, **problems(404, 503)},
    )
    def source(path: DocumentPath) -> Response:
        """The source as it was given, byte for byte, to be saved: it is never shown as a page of this server."""
        file = service.source(path.document_id)
        if file is None or not file.is_file():
            raise SourceNotFound(f"{path.document_id!r} was not read from a source that was kept.")
        name = service.source_name(path.document_id)
        # Never in parts (Range): waitress reads a whole file as it is taken, while parts cost a slow client's thread.
        return send_file(
            file.absolute(),
            as_attachment=True,
            download_name=name,
            mimetype="application/octet-stream",
            conditional=False,
        )

    @api.get("/suggestions", responses={200: SuggestionList, **problems(404, 422, 503)})
    def suggestions(query: SuggestionQuery) -> Response:
        """Questions to begin with, formed from a document's own sentences and answered by them."""
        known = service.suggestions(query.document)
        shown = [SuggestionModel.model_validate(suggestion) for suggestion in known or ()]
        return respond(SuggestionList(document=query.document, ready=known is not None, suggestions=shown))

    return api


def matches(query: str, entry: Entry) -> bool:
    """Whether each word of a query stands in a document's id, title or author, in whatever case."""
    told = " ".join(filter(None, (entry.id, entry.title, entry.about.author))).casefold()
    return all(word in told for word in query.casefold().split())


def _added(service: Service, document_id: str) -> float:
    """When a document's source, as it is now, was first kept: seconds since the epoch; 0 where none was."""
    with suppress(DocumentNotFound, OSError):  # a rebuild came between
        if source := service.source(document_id):
            return source.stat().st_mtime
    return 0.0


def _described(document: Document | Entry) -> dict[str, Any]:
    """What is known of a document, beside its text."""
    return {"id": document.id} | asdict(document.about) | {"title": document.title}
