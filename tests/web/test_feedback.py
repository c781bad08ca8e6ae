"""Verdicts are stored as the article's own words, and nothing of who gave them."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.local import LocalStore
from qa import feedback
from tests.web.conftest import make_app

DOCUMENT = "ukraine-security-guarantees"
CALL = {"document": DOCUMENT, "start": 227, "end": 341}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feedback.jsonl"


@pytest.fixture
def taking(built: Path, encoder: Encoder, path: Path) -> FlaskClient:
    return make_app(Settings(index=built, feedback=path), encoder).test_client()


def give(client: FlaskClient, **body: Any) -> int:
    return client.post("/feedback", json=body, headers={"User-Agent": "secret"}).status_code


def test_a_verdict_is_stored_with_the_sentence_of_the_article(
    taking: FlaskClient, path: Path, store: LocalStore
) -> None:
    given = {"verdict": "right", "question": " When? ", "history": ["What?"], "documents": [DOCUMENT, "gone"]}
    assert give(taking, **given, sentence=CALL) == 204
    (line,) = path.read_text(encoding="utf-8").splitlines()
    stored = json.loads(line)
    at = stored.pop("at")
    assert at.endswith("+00:00")
    assert stored == {
        "verdict": "right",
        "question": "When?",
        "history": ["What?"],
        "documents": [DOCUMENT],
        "quote": {**CALL, "sentence": store.document(DOCUMENT).text[227:341]},
        "generation": store.manifest.generation,
    }
    assert "127.0.0.1" not in line


def test_each_verdict_is_a_line(taking: FlaskClient, path: Path) -> None:
    assert give(taking, verdict="wrong", question="When?", sentence=CALL) == 204
    assert give(taking, verdict="refuse", question="When?") == 204
    assert [f.verdict for f in feedback.read(path)] == ["wrong", "refuse"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"verdict": "maybe", "question": "When?"}, 422, "verdict"),
        ({"verdict": "right", "question": ""}, 422, "question"),
        ({"verdict": "right", "question": "When?"}, 422, "sentence"),
        ({"verdict": "refuse", "question": "When?", "sentence": CALL}, 422, "sentence"),
        ({"verdict": "right", "question": "When?", "sentence": {**CALL, "end": 340}}, 404, "sentence"),
        ({"verdict": "right", "question": "When?", "sentence": {**CALL, "start": -5}}, 404, "sentence"),
        ({"verdict": "right", "question": "When?", "sentence": {**CALL, "document": "x"}}, 404, "documents"),
        ({"verdict": "refuse", "question": "When?", "who": "me"}, 422, "who"),
    ],
)
def test_what_is_no_verdict_is_refused_and_not_stored(
    taking: FlaskClient, path: Path, body: dict[str, Any], status: int, field: str
) -> None:
    response = taking.post("/feedback", json=body)
    assert (response.status_code, response.get_json(force=True)["field"]) == (status, field)
    assert not path.exists()


def test_a_full_file_is_a_problem(taking: FlaskClient, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "FULL", 0)
    response = taking.post("/feedback", json={"verdict": "refuse", "question": "When?"})
    assert (response.status_code, response.get_json(force=True)["type"]) == (507, "/problems/no-room")


def test_a_write_that_fails_is_an_error_without_the_servers_paths(
    built: Path, encoder: Encoder, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    client = make_app(Settings(index=built, feedback=tmp_path / "file" / "f"), encoder).test_client()
    response = client.post("/feedback", json={"verdict": "refuse", "question": "When?"})
    assert (response.status_code, response.get_json(force=True)["type"]) == (507, "/problems/no-room")
    assert str(tmp_path) not in response.text


def test_one_client_cannot_fill_the_file(taking: FlaskClient, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.feedback.SHARE", 100)
    body = {"verdict": "refuse", "question": "When?"}  # 43 bytes

    def sent(client: str) -> int:
        return taking.post("/feedback", json=body, environ_overrides={"REMOTE_ADDR": client}).status_code

    assert [sent("10.0.0.1") for _ in range(5)] == [204, 204, 204, 429, 429]
    assert sent("10.0.0.2") == 204
    assert [sent("127.0.0.1") for _ in range(5)] == [204] * 5
    assert len(list(feedback.read(path))) == 9


def test_a_setting_switches_it_off(built: Path, encoder: Encoder) -> None:
    client = make_app(Settings(index=built, feedback=None), encoder).test_client()
    assert give(client, verdict="refuse", question="When?") == 404
    assert "/feedback" not in client.get("/openapi.json").get_json()["paths"]
    assert 'data-feedback="false"' in client.get("/").text
