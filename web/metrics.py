"""Counters and times for Prometheus."""

import time
from http import HTTPMethod

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from qa.answer import Answer
from qa.quotes.checked import Check

METHODS = {method.value for method in HTTPMethod}


class Metrics:
    """The metrics of one application.

    Routes are labelled by their rule, so that ids do not multiply them, and methods by those that HTTP has.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pincite_requests", "Requests.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram("pincite_request_seconds", "Time to answer.", ["route"], registry=self._registry)
        self._answers = Counter("pincite_answers", "Questions answered.", ["found"], registry=self._registry)
        self._quotes = Counter("pincite_quotes", "Quotes checked.", ["verdict"], registry=self._registry)

    def register(self, app: Flask) -> None:
        """Count every request of an application."""

        @app.before_request
        def begin() -> None:
            g.counted_from = time.perf_counter()

        @app.after_request
        def end(response: Response) -> Response:
            route = request.url_rule.rule if request.url_rule else "none"
            method = request.method if request.method in METHODS else "other"
            self._requests.labels(method, route, str(response.status_code)).inc()
            self._seconds.labels(route).observe(time.perf_counter() - g.counted_from)
            return response

    def count(self, answer: Answer) -> None:
        """Count an answer or a refusal."""
        self._answers.labels(str(answer.found).lower()).inc()

    def count_quotes(self, check: Check) -> None:
        """Count quotes that were checked."""
        for quote in check.quotes:
            self._quotes.labels(quote.verdict).inc()

    def response(self) -> Response:
        """All metrics in Prometheus's text format."""
        return Response(generate_latest(self._registry), content_type=CONTENT_TYPE_LATEST)
