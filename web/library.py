"""What changes documents: `POST /documents`, `PATCH` and `DELETE` of one, and the jobs that do it, `/jobs/{id}`."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from pydantic import ValidationError
from werkzeug.routing import PathConverter

from index.changes import Add, Describe, Remove
from index.errors import DocumentNotFound, NoGeneration
from index.example import example
from index.jobs import Job, Jobs
from index.reading.naming import name_of_text
from qa.service import Service
from web.bodies import check_body, respond
from web.library_schema import MOST_FILES, MOST_TEXT, AboutBody, AddBody, JobModel, JobPath
from web.problems import InvalidField, NoFetching, invalid_field
from web.schema import DocumentPath, SuggestionList, SuggestionModel, problems

Fetch = Callable[[str], Add]
Body = TypeVar("Body", bound=AboutBody)


def add_changes(api: APIBlueprint, service: Service, jobs: Jobs, fetch: Fetch | None = None) -> None:
    """Add the routes that change documents to those that show them: flask-openapi3 has one blueprint for an address.

    Args:
        api: the blueprint.
        service: knows the documents.
        jobs: carries out the changes.
        fetch: gets what is at an address, where the server may.
    """

    @api.before_request
    def limit() -> None:
        request.max_content_length = MOST_FILES if request.mimetype == "multipart/form-data" else MOST_TEXT
        if request.mimetype != "multipart/form-data":
            check_body()

    @api.post("/documents", responses={202: JobModel, **problems(400, 401, 403, 413, 415, 422, 429)})
    def add() -> Response:
        """Add files, a text, or what is at an address. The job says how far it is, and the ids of the documents."""
        if request.mimetype == "multipart/form-data":
            return _begun(jobs.submit(_files()))
        body = _checked(AddBody, request.get_json())
        if body.text is not None:
            return _begun(jobs.submit([Add(name_of_text(body.text, body.title), body.text.encode(), body.about())]))
        if body.example:
            return _begun(jobs.submit([example()]))
        if not body.url:
            raise InvalidField("text", "There is nothing to add: send a text, or the url of what is to be fetched.")
        if fetch is None:
            raise NoFetching("This server fetches no links; PINCITE_FETCH allows it. Save the page and add the file.")
        address, about = body.url or "", body.about()
        return _begun(jobs.submit_link(address, lambda: _with(fetch(address), about)))

    wrong = problems(400, 401, 403, 404, 413, 415, 422, 429, 503)

    @api.patch("/documents/<document:document_id>", responses={202: JobModel, **wrong})
    def change(path: DocumentPath, body: AboutBody) -> Response:
        """Say what is known of a document: its title, author, date, address and language."""
        if not body.about():
            raise InvalidField("title", "Nothing is changed: send title, author, published, url or language.")
        service.document(path.document_id)
        return _begun(jobs.submit([Describe(path.document_id, body.about())]))

    @api.delete("/documents/<document:document_id>", responses={202: JobModel, **problems(401, 403, 404, 503)})
    def remove(path: DocumentPath) -> Response:
        """Remove a document and its source from the seeds folder."""
        service.document(path.document_id)
        return _begun(jobs.submit([Remove(path.document_id)]))

    @api.get("/jobs/<job_id>", responses={200: JobModel, **problems(404)})
    def job(path: JobPath) -> Response:
        """How far a job is; when it is done, the first questions that the document answers."""
        found = jobs.get(path.job_id)
        response = respond(JobModel.of(found, _suggestions(service, found)))
        response.headers["Cache-Control"] = "no-store"
        return response


class DocumentConverter(PathConverter):
    """A document's id in an address that changes it: no address of its source or of a page, which are only shown."""

    regex = r"(?!.*/source$)(?!.*/pages/\d+\.png$)[^/].*?"


def _begun(job: Job) -> Response:
    response = respond(JobModel.of(job))
    response.status_code = 202
    response.headers["Location"] = f"{request.script_root}/jobs/{job.id}"
    return response


def _files() -> list[Add]:
    """The files of a form.

    Raises:
        InvalidField: there is none, or something else.
    """
    if other := next((name for name in (*request.form, *request.files) if name != "file"), None):
        raise InvalidField(other, f"{other}: a form has files alone; PATCH says what is known of a document.")
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        raise InvalidField("file", "There is no file: send one or more as parts named `file`, each with its name.")
    return [Add(file.filename or "", file.read()) for file in files]


def _checked(kind: type[Body], given: object) -> Body:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise invalid_field(error) from None


def _with(add: Add, about: dict[str, str | None]) -> Add:
    return Add(add.name, add.data, {**add.about, **about})


def _suggestions(service: Service, job: Job) -> SuggestionList | None:
    """Those of the first document that a job made live; None where there is none, or none any more."""
    documents = JobModel.of(job).documents
    if job.state != "done" or not documents:
        return None
    try:
        known = service.suggestions(documents[0])
    except (DocumentNotFound, NoGeneration):
        return None
    shown = [SuggestionModel.model_validate(suggestion) for suggestion in known or ()]
    return SuggestionList(document=documents[0], ready=known is not None, suggestions=shown)
