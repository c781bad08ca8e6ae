"""No client sees a traceback, and a JSON client never sees HTML."""

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.networks.encoder import Encoder
from index.settings import Settings
from tests.web.conftest import make_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_a_browser_sees_a_page(client: FlaskClient) -> None:
    response = client.get("/documents/missing", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "There is nothing here" in response.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json", "image/png", ""])
def test_everyone_else_sees_json(client: FlaskClient, accept: str) -> None:
    response = client.get("/nowhere", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.get_json(force=True) == {
        "type": "/problems/not-found",
        "title": "There is nothing here",
        "status": 404,
        "detail": "No page or resource has this address.",
    }


@pytest.mark.parametrize("headers", [BROWSER, {"Accept": "application/json"}])
def test_a_bug_is_logged_with_its_request_and_not_shown(
    broken_app: Flask, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = broken_app.test_client().get("/broken", headers={**headers, "X-Request-ID": "r1"})
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "request r1" in response.text
    assert "secret" in str(caplog.records[0].exc_info)


@pytest.fixture
def broken_app(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = make_app(Settings(index=tmp_path_factory.mktemp("none")), encoder)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret")

    return app


@pytest.mark.parametrize("address", ["/readyz", "/documents", "/ask?question=x"])
def test_a_problem_does_not_tell_where_things_are_on_the_server(encoder: Encoder, tmp_path: Path, address: str) -> None:
    response = make_app(Settings(index=tmp_path), encoder).test_client().get(address)
    assert response.status_code == 503
    assert str(tmp_path) not in response.text
