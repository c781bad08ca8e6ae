"""Documents are added, changed and removed over the API; whoever asks sees how far it is."""

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.networks.encoder import Encoder
from index.settings import Settings
from qa.reader import PassageReader
from tests.pdfs import pdf
from tests.web.conftest import make_app
from web.library_schema import LONGEST_FIELD, MOST_FILES, MOST_TEXT

WAIT_SECONDS = 120
LIGHTHOUSE = "The lighthouse keeper counts ships. Seven ships passed the lighthouse on Tuesday."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("library")
    return Settings(seeds=folder / "seeds", index=folder / "built", feedback=None)


@pytest.fixture(scope="module")
def own(settings: Settings, encoder: Encoder, reader: PassageReader | None) -> Iterator[FlaskClient]:
    """A client of a server with a library of its own, empty at first, which these tests fill and empty."""
    with make_app(settings, encoder, reader).test_client() as client:
        yield client


def upload(client: FlaskClient, *files: tuple[str, bytes]) -> TestResponse:
    return client.post("/documents", data={"file": [(io.BytesIO(data), name) for name, data in files]})


def ended(client: FlaskClient, begun: TestResponse) -> dict[str, Any]:
    """The job of a response, once it is over."""
    assert begun.status_code == 202, begun.get_json()
    assert begun.headers["Location"] == f"/jobs/{begun.get_json()['id']}"
    give_up = time.monotonic() + WAIT_SECONDS
    while (job := client.get(begun.headers["Location"]).get_json())["state"] == "running":
        assert time.monotonic() < give_up, job
        time.sleep(0.05)
    return dict(job)


def ids(client: FlaskClient) -> list[str]:
    return [document["id"] for document in client.get("/documents").get_json().get("documents", [])]


def test_a_file_is_answerable_once_its_job_says_that_it_is_live(own: FlaskClient, settings: Settings) -> None:
    job = ended(own, upload(own, ("Lighthouse log.txt", LIGHTHOUSE.encode())))
    assert (job["state"], job["step"], job["error"]) == ("done", "live", None)
    assert [step["step"] for step in job["steps"]] == ["received", "reading", "indexing", "live"]
    assert job["sources"] == [
        {
            "name": "Lighthouse log.txt",
            "state": "added",
            "document": "Lighthouse log",
            "why": None,
            "partly": [],
        }
    ]
    assert job["documents"] == ["Lighthouse log"]
    assert job["suggestions"]["document"] == "Lighthouse log"
    answer = own.post("/ask", json={"question": "How many ships passed the lighthouse?"}).get_json()
    assert answer["citations"][0]["sentence"] == "Seven ships passed the lighthouse on Tuesday."
    assert answer["citations"][0]["document"]["title"] == "Lighthouse log"
    assert (settings.seeds / "Lighthouse log.txt").read_text() == LIGHTHOUSE


def test_the_source_comes_back_byte_for_byte_to_be_saved(own: FlaskClient) -> None:
    ended(own, upload(own, ("Brief.html", b"<h1>Tea</h1><p>Tea is green.</p>")))
    with own.get("/documents/Brief/source") as response:
        assert response.data == b"<h1>Tea</h1><p>Tea is green.</p>"
        assert response.headers["Content-Disposition"] == "attachment; filename=Brief.html"
        assert response.mimetype == "application/octet-stream"
    with own.get("/documents/Brief/source", headers={"Range": "bytes=1-"}) as part:
        assert (part.status_code, part.data) == (200, response.data)
    assert own.get("/documents/none/source").status_code == 404


def test_several_files_are_one_job_which_names_what_was_left_out(own: FlaskClient) -> None:
    files = [("a.txt", b"Apples are red."), ("b.png", b"x"), ("c.pdf", pdf(["Pears are green."])), ("d.txt", b"\xe9")]
    job = ended(own, upload(own, *files))
    assert [(s["name"], s["state"]) for s in job["sources"]] == [
        ("a.txt", "added"),
        ("b.png", "left_out"),
        ("c.pdf", "added"),
        ("d.txt", "left_out"),
    ]
    assert (job["state"], job["documents"]) == ("done", ["a", "c"])
    assert job["sources"][3]["why"].startswith("is not UTF-8: byte 0xe9 at position 0")


def test_a_file_that_cannot_be_read_fails_and_changes_nothing(own: FlaskClient, settings: Settings) -> None:
    before = ids(own)
    job = ended(own, upload(own, ("scan.pdf", pdf([""]))))
    assert (job["state"], job["documents"], job["suggestions"]) == ("failed", [], None)
    assert job["sources"][0]["why"] == "has no text: it is scanned. Run it through OCR and save it with its text."
    assert ids(own) == before
    assert not (settings.seeds / "scan.pdf").exists()


def test_a_text_is_added_with_its_title_and_the_same_text_is_there(own: FlaskClient) -> None:
    text = {"text": "Oak grows slowly.", "title": "Trees: an essay", "url": "https://example.org/oak"}
    assert ended(own, own.post("/documents", json=text))["documents"] == ["Trees an essay"]
    shown = own.get("/documents/Trees an essay").get_json()
    assert (shown["title"], shown["url"], shown["text"]) == (
        "Trees: an essay",
        "https://example.org/oak",
        "Oak grows slowly.",
    )
    again = ended(own, own.post("/documents", json=text))
    assert [(s["state"], s["document"]) for s in again["sources"]] == [("there", "Trees an essay")]


def test_what_is_known_of_a_document_changes(own: FlaskClient) -> None:
    ended(own, upload(own, ("known.txt", b"Birch is white.")))
    job = ended(own, own.patch("/documents/known", json={"title": "New", "published": "2024-05-01"}))
    assert [(s["state"], s["document"]) for s in job["sources"]] == [("changed", "known")]
    shown = own.get("/documents/known").get_json()
    assert (shown["title"], shown["published"]) == ("New", "2024-05-01")
    ended(own, own.patch("/documents/known", json={"title": None}))
    assert own.get("/documents/known").get_json()["title"] == "known"


def test_a_document_is_removed_with_its_source(own: FlaskClient, settings: Settings) -> None:
    ended(own, upload(own, ("gone.txt", b"Nobody keeps this.")))
    job = ended(own, own.delete("/documents/gone"))
    assert (job["state"], job["documents"], job["sources"][0]["state"]) == ("done", [], "removed")
    assert own.get("/documents/gone").status_code == 404
    assert not (settings.seeds / "gone.txt").exists()


def test_jobs_that_are_begun_at_once_all_succeed(own: FlaskClient) -> None:
    begun = [upload(own, ("same.txt", f"Number {n} waits.".encode())) for n in range(5)]
    jobs = [ended(own, response) for response in begun]
    assert [job["state"] for job in jobs] == ["done"] * 5
    assert len({job["documents"][0] for job in jobs}) == 5


def test_documents_come_in_pages_and_by_words(own: FlaskClient) -> None:
    ended(own, upload(own, ("page one.txt", b"One page."), ("page two.txt", b"Two pages."), ("page six.txt", b"Six.")))
    first = own.get("/documents?query=PAGE&most=2").get_json()
    assert [d["id"] for d in first["documents"]] == ["page one", "page six"]
    assert (first["total"], first["next"]) == (3, "page six")
    last = own.get("/documents", query_string={"query": "page", "most": 2, "after": first["next"]}).get_json()
    assert ([d["id"] for d in last["documents"]], last["total"], last["next"]) == (["page two"], 3, None)
    assert own.get("/documents?query=page+two").get_json()["total"] == 1
    assert own.get("/documents?most=0").status_code == 422


WRONG = [
    ({"json": {}}, 422, "invalid-field", "text"),
    ({"json": {"text": ""}}, 422, "invalid-field", "text"),
    ({"json": {"text": "x", "titel": "y"}}, 422, "invalid-field", "titel"),
    ({"json": {"text": "x", "language": "en us"}}, 422, "invalid-field", "language"),
    ({"json": {"text": "x", "title": "\xa0" + "y" * LONGEST_FIELD}}, 422, "invalid-field", "title"),
    ({"json": ["x"]}, 400, "malformed", None),
    ({"data": "x", "content_type": "text/plain"}, 415, "unsupported-media-type", None),
    ({"data": {}, "content_type": "multipart/form-data"}, 422, "invalid-field", "file"),
    ({"data": {"title": "x"}, "content_type": "multipart/form-data"}, 422, "invalid-field", "title"),
    ({"json": {"text": "x" * MOST_TEXT}}, 413, "too-large", None),
    ({"json": {"url": "https://example.org"}}, 403, "no-fetching", None),
]


@pytest.mark.parametrize(("request_", "status", "kind", "field"), WRONG)
def test_a_request_that_adds_nothing_is_a_problem(
    own: FlaskClient, request_: dict[str, Any], status: int, kind: str, field: str | None
) -> None:
    response = own.post("/documents", **request_)
    problem = response.get_json()
    assert (response.status_code, problem["type"], problem.get("field")) == (status, f"/problems/{kind}", field)


def test_files_that_are_too_large_together_are_a_problem(own: FlaskClient) -> None:
    response = own.post(
        "/documents",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(MOST_FILES + 1)},
        input_stream=io.BytesIO(b"--x--"),
    )
    assert response.status_code == 413
    assert response.get_json()["detail"] == "The body of a request to this address may have at most 209,715,200 bytes."


def test_what_is_not_there_cannot_be_changed(own: FlaskClient) -> None:
    assert own.delete("/documents/none").status_code == 404
    assert own.patch("/documents/none", json={"title": "x"}).status_code == 404
    assert own.patch("/documents/none", json={}).status_code == 422
    assert own.get("/jobs/none").get_json()["detail"] == (
        "No job has the id 'none': it was long ago, or the server was started anew."
    )


def test_an_index_of_another_folder_is_not_touched(client: FlaskClient, built: Path) -> None:
    live = (built / "live").read_text()
    job = ended(client, upload(client, ("a.txt", b"Apples are red.")))
    assert job["state"] == "failed"
    assert "documents would be lost. Start with --seeds " in job["error"]
    assert (built / "live").read_text() == live


def test_a_source_and_a_page_are_shown_and_never_changed(own: FlaskClient) -> None:
    for address in ("/documents/any/source", "/documents/any/pages/1.png"):
        response = own.delete(address)
        assert (response.status_code, set(response.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})
    other, missing = (own.delete(address).status_code for address in ("/documents/any/sources", "/documents/any"))
    assert other == missing != 405  # the name of a document like any other


def test_the_example_is_added_with_its_title(own: FlaskClient) -> None:
    job = ended(own, own.post("/documents", json={"example": True}))
    assert job["documents"] == ["ukraine-security-guarantees"]
    assert own.get("/documents/ukraine-security-guarantees").get_json()["title"] == "Security guarantees for Ukraine"
