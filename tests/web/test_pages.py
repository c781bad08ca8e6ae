"""The pages as HTML: whole, verbatim, escaped, and closed to everything foreign."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build import rebuild
from index.networks.encoder import Encoder
from index.settings import Settings
from tests.web.conftest import make_app
from web.app import SECURITY

HTML = {"Accept": "text/html"}
CALL = "When is the video call of the coalition of the willing?"
DOCUMENT = "ukraine-security-guarantees"


@pytest.mark.parametrize("address", ["/", "/documents", "/ask", "/nowhere", "/static/page.css", "/openapi.json"])
def test_every_response_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    assert {name: headers[name] for name in SECURITY} == SECURITY


def test_the_chat_page_lists_the_documents(client: FlaskClient) -> None:
    assert "Security guarantees for Ukraine" in client.get("/").text


def test_an_address_with_a_question_comes_with_its_answer(client: FlaskClient) -> None:
    response = client.get("/", query_string={"question": CALL, "documents": DOCUMENT})
    answer = client.get("/ask", query_string={"question": CALL}).get_json()
    assert response.status_code == 200
    assert f"<title>{CALL} · pincite</title>" in response.text
    assert answer["citations"][0]["sentence"] in response.text
    assert 'href="/documents/ukraine-security-guarantees#s227-341"' in response.text
    data = re.search(r'<script id="asked" type="application/json">(.*?)</script>', response.text)
    assert data
    asked = json.loads(data[1])
    assert asked["documents"] == [DOCUMENT]
    assert {**asked["answer"], "took_ms": 0} == {**answer, "took_ms": 0}


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ({"question": "x" * 1001}, 422, "A field of the request is out of range"),
        ({"question": CALL, "documents": "none"}, 404, "There is nothing here"),
    ],
)
def test_a_question_in_the_address_that_cannot_be_answered_is_kept(
    client: FlaskClient, query: dict[str, str], status: int, title: str
) -> None:
    response = client.get("/", query_string=query)
    assert response.status_code == status
    assert f"<strong>{title}</strong>" in response.text
    assert f">{query['question']}</textarea>" in response.text


def test_a_question_in_the_address_without_an_index_says_when_to_come_back(empty_client: FlaskClient) -> None:
    response = empty_client.get("/?question=Who")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert "There is no article to answer from yet" in response.text


def test_markup_in_the_address_is_shown_as_text(client: FlaskClient) -> None:
    hostile = "</script><script>alert(1)</script> & “who”?"
    text = client.get("/", query_string={"question": hostile}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_blank_question_in_the_address_asks_nothing(client: FlaskClient) -> None:
    assert 'id="asked"' not in client.get("/?question=%20").text


def test_without_a_generation_the_chat_page_says_how_to_build_one(empty_client: FlaskClient) -> None:
    response = empty_client.get("/")
    assert response.status_code == 200
    assert "pincite add FILE" in response.text


def test_an_article_with_markup_and_a_folder_is_shown_as_text(tmp_path: Path, encoder: Encoder) -> None:
    article = tmp_path / "seeds/a b/ünï.txt"
    article.parent.mkdir(parents=True)
    article.write_text("He said <script>alert(1)</script> & left. 😀 Then rain fell.", encoding="utf-8")
    rebuild(tmp_path / "seeds", tmp_path / "built", encoder, keep=2)
    client = make_app(Settings(index=tmp_path / "built"), encoder).test_client()
    answer = client.post("/ask", json={"question": "Then what fell, rain?"}).get_json()
    citation = (answer["citations"] + answer["nearest"])[0]
    assert citation["document"]["id"] == "a b/ünï"
    page = client.get(citation["link"].partition("#")[0], headers=HTML)
    assert page.status_code == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; left." in page.text
    assert "<script>alert" not in page.text
    assert f'id="s{citation["start"]}-{citation["end"]}"' in page.text
