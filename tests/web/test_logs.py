"""The log: one JSON line a request, an id in both places, and no question unless asked for."""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.networks.encoder import Encoder
from index.settings import Settings
from tests.web.conftest import make_app
from web.logs import configure_logs

QUESTION = "Who is Yuri Ushakov?"


def test_a_request_is_logged_with_its_id_but_without_its_question(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "pincite.request"):
        response = client.post("/ask", json={"question": QUESTION}, headers={"X-Request-ID": "abc-1"})
    (record,) = caplog.records
    assert response.headers["X-Request-ID"] == record.__dict__["request_id"] == "abc-1"
    assert [record.__dict__[f] for f in ("method", "path", "status")] == ["POST", "/ask", 200]
    assert QUESTION not in str(record.__dict__)


def test_the_question_is_logged_when_asked_for(built: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture) -> None:
    client = make_app(Settings(index=built, log_questions=True), encoder).test_client()
    with caplog.at_level(logging.INFO, "pincite.request"):
        client.post("/ask", json={"question": QUESTION})
    assert caplog.records[0].__dict__["question"] == QUESTION


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "{}"])
def test_an_unsafe_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    shown = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert shown != given
    assert int(shown, 16) >= 0


@pytest.fixture
def configured() -> Iterator[None]:
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    configure_logs()
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks


@pytest.mark.usefixtures("configured")
def test_a_log_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()  # with the standard error of this test
    logging.getLogger("pincite.request").info("request", extra={"status": 200})
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["message"], line["status"]) == ("INFO", "request", 200)


@pytest.mark.usefixtures("configured")
def test_requests_to_a_store_are_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    logging.getLogger("httpx").info("HTTP Request: GET http://qdrant:6333/aliases")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("configured")
def test_a_thread_that_ends_by_a_bug_and_a_warning_are_lines_of_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    thread = threading.Thread(target=lambda: 1 / 0, name="reader")
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    sys.excepthook(ValueError, ValueError("x"), None)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["level"] for line in lines] == ["CRITICAL", "WARNING", "CRITICAL"]
    assert lines[0]["message"] == "reader ended by a bug"
    assert "ZeroDivisionError" in lines[0]["exc_info"]
