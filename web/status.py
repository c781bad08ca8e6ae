"""Whether the process is up and can answer, its counters, and the OpenAPI document."""

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.openapi import OpenAPI

from qa.service import Service
from web.bodies import respond
from web.library_schema import request_body
from web.metrics import Metrics
from web.problems import Behind
from web.schema import Health, Ready, problems


def make_status(service: Service, metrics: Metrics) -> APIBlueprint:
    """The routes for who looks after the server."""
    api = APIBlueprint("status", __name__)

    @api.get("/healthz", responses={200: Health})
    def healthz() -> Response:
        """The process is up."""
        return respond(Health(status="up"))

    @api.get("/readyz", responses={200: Ready, **problems(503)})
    def readyz() -> Response:
        """The live generation is served and the models are warm."""
        generation = service.generation().generation
        if (reason := service.behind()) is not None:
            said = reason.partition(": ")[0]  # behind it stands where on the server
            raise Behind(f"{said[0].upper()}{said[1:]}; the log says why.")
        return respond(Ready(status="ready", generation=generation))

    @api.get("/metrics", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}})
    def metrics_text() -> Response:
        """Counters and times for Prometheus."""
        return metrics.response()

    return api


def register_openapi(app: OpenAPI) -> None:
    """Serve the OpenAPI document that the routes and their schemas make."""
    document: dict[str, Any] = app.api_doc
    if "post" in document["paths"]["/documents"]:
        document["paths"]["/documents"]["post"]["requestBody"] = request_body()

    @app.get("/openapi.json", doc_ui=False)
    def openapi() -> Response:
        return jsonify(document)
