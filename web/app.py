"""The Flask application: it loads everything at start, and fails at start if something is amiss."""

from importlib.metadata import version

from flask import Flask, Response
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from index.jobs import Jobs
from index.settings import Settings
from qa.service import Service
from web.access import register_access
from web.answering import Answering, Queue
from web.ask import make_ask
from web.check_page import register_check
from web.documents import make_documents
from web.feedback import make_feedback
from web.library import DocumentConverter, Fetch, add_changes
from web.logs import register_logs
from web.metrics import Metrics
from web.opened import make_opener
from web.page_images import make_page_images
from web.pages import register_pages
from web.problems import raise_invalid_field, register_problems
from web.quotes import make_quotes
from web.reading import make_reading
from web.schema import MAX_BODY, Problem
from web.speaking import register_speaking
from web.status import make_status, register_openapi

# Nothing from another host, nothing inline, and no page may frame this one.
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# What is read here is for one person, and another once the index was rebuilt.
CACHED = "private, no-cache"


def create_app(settings: Settings, service: Service | None = None) -> Flask:
    """The application, warm and ready.

    Raises:
        SettingsError: a token cannot be used.
        ModelError, DamagedGeneration: the model or the index cannot be used.
    """
    app = OpenAPI(
        __name__,
        info=Info(title="pincite", version=version("pincite"), description="Questions in, exact sentences out."),
        security_schemes={},
        doc_ui=False,
        validation_error_model=Problem,
        validation_error_callback=raise_invalid_field,
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.converters["document"] = DocumentConverter
    metrics = Metrics()
    register_logs(app, questions=settings.log_questions)
    metrics.register(app)
    register_problems(app)
    register_access(app, settings)
    register_speaking(app)
    service = service or Service.follow(settings)  # takes seconds, so what the settings have wrong comes before
    queue = Queue(settings.queue, settings.rate)
    app.extensions["pincite"] = service
    answering = Answering(service, metrics, queue)
    app.register_api(make_ask(answering))
    app.register_api(make_quotes(answering))
    opened = make_opener(service)
    documents = make_documents(service, opened, queue)
    if service.library is not None:
        jobs = Jobs(service.apply, service.refresh, service.merge)
        add_changes(documents, service, jobs, _fetch() if settings.fetch else None)
    app.register_api(documents)
    app.register_api(make_reading(opened))
    app.register_api(make_page_images(service))
    app.register_api(make_status(service, metrics))
    if settings.feedback is not None:
        app.register_api(make_feedback(service, settings.feedback))
    register_openapi(app)
    register_check(app, service, answering)
    if settings.mcp:
        _register_mcp(app, service, queue)
    register_pages(
        app,
        service,
        answering,
        takes_feedback=settings.feedback is not None,
        changes=service.library is not None,
        fetches=settings.fetch,
    )

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(SECURITY)
        response.headers.setdefault("Cache-Control", CACHED)
        return response

    return app


def _fetch() -> Fetch:
    from index.fetch import fetch  # it takes longer than a start should, and is seldom allowed

    return fetch


def _register_mcp(app: Flask, service: Service, queue: Queue) -> None:
    """Only here is the SDK imported: it is not needed to serve people.

    Raises:
        SettingsError: it is not installed.
    """
    from web.mcp import make_server

    server = make_server(service)
    from web.mcp_http import register_mcp

    register_mcp(app, server, queue)
