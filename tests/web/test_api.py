"""The `/ask` contract and its neighbours, on the real article with the real model."""

import io
import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.documents import PassageText
from index.networks.encoder import EncodedPassage, EncodedQuestion, Encoder
from index.settings import Settings
from index.storage.local import LocalStore
from tests.web.conftest import make_app
from web.answering import Queue
from web.problems import TooManyQuestions

CALL = "When is the video call of the coalition of the willing?"
CALL_SENTENCE = (
    "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward a plan."
)
DOCUMENT = "ukraine-security-guarantees"


def ask(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = client.post("/ask", json=body)
    assert response.status_code == 200, response.text
    return dict(response.get_json())


def test_ask_answers_in_the_shape_of_the_contract(client: FlaskClient, store: LocalStore) -> None:
    answer = ask(client, question=f"  {CALL} ")
    took_ms, confidence, citation = answer.pop("took_ms"), answer.pop("confidence"), answer["citations"][0]
    score = citation.pop("score")
    assert took_ms > 0
    assert 0.4 < confidence <= 1
    assert 0.5 < score <= 1
    assert answer == {
        "question": CALL,
        "asked_as": CALL,
        "intent": "question",
        "language": "en",
        "found": True,
        "verdict": "answers",
        "answer": f"{CALL_SENTENCE} [1]",
        "citations": [
            {
                "number": 1,
                "document": {"id": DOCUMENT, "title": "Security guarantees for Ukraine", "url": None, "language": "en"},
                "sentence": CALL_SENTENCE,
                "start": 227,
                "end": 341,
                "start_utf16": 227,
                "end_utf16": 341,
                "highlight": {"text": "Sunday", "start": 312, "end": 318, "start_utf16": 312, "end_utf16": 318},
                "before": store.document(DOCUMENT).text[:226],
                "after": "They’re skeptical that a peace agreement can be rapidly reached, and that Russian President "
                "Vladimir Putin even wants one.",
                "link": f"/documents/{DOCUMENT}#s227-341",
                "source_link": None,
                "kind": "paragraph",
                "heading": [],
                "above": None,
                "speaker": None,
                "place": None,
                "group": None,
                "also_in": [],
            }
        ],
        "nearest": [],
        "details": [],
        "index": {
            "generation": store.manifest.generation,
            "model": "pincite/multilingual-e5-small",
            "built_at": store.manifest.built_at,
        },
    }


def test_ask_by_address_answers_as_post_does(client: FlaskClient) -> None:
    by_post = ask(client, question=CALL, max_citations=1, documents=[DOCUMENT])
    by_get = client.get("/ask", query_string={"question": CALL, "max_citations": 1, "documents": DOCUMENT}).get_json()
    assert {**by_get, "took_ms": 0} == {**by_post, "took_ms": 0}


def test_refusal_cites_nothing_and_shows_the_three_nearest(client: FlaskClient) -> None:
    answer = ask(client, question="What is the capital of Japan?")
    assert (answer["found"], answer["verdict"]) == (False, "silent")
    assert answer["answer"] == "I found no sentence that says it."
    assert answer["citations"] == []
    assert [c["number"] for c in answer["nearest"]] == [1, 2, 3]


def test_follow_up_is_searched_with_what_it_needs_of_the_conversation(client: FlaskClient) -> None:
    history = [{"question": "Who is Yuri Ushakov?", "answer": "A Russian presidential aide."}]
    asked_as = ask(client, question="How old is he?", history=history)["asked_as"]
    assert asked_as == "Yuri Ushakov Russian presidential aide: How old is he?"
    alone = "Which provinces does Donbas comprise?"
    assert ask(client, question=alone, history=history)["asked_as"] == alone


def test_a_german_question_of_little_certainty_still_shows_the_english_sentence_first(client: FlaskClient) -> None:
    answer = ask(client, question="Wann findet die Videokonferenz statt?")
    shown = [*answer["citations"], *answer["nearest"]]  # whether that is enough lies within .03 of the threshold
    assert (answer["language"], shown[0]["sentence"]) == ("de", CALL_SENTENCE)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Wann ist das Videogespräch?"),
        ("es", "¿Cuándo es la videollamada?"),
        ("fr", "Quand a lieu l'appel vidéo ?"),
    ],
)
def test_a_question_in_another_language_finds_the_english_sentence(
    client: FlaskClient, language: str, question: str
) -> None:
    answer = ask(client, question=question)
    assert (answer["language"], answer["found"], answer["citations"][0]["sentence"]) == (language, True, CALL_SENTENCE)
    said = ask(client, question=question, language=f"{language}-XX")
    assert (said["language"], said["citations"]) == (language, answer["citations"])


def test_what_is_no_language_is_refused(client: FlaskClient) -> None:
    for response in (
        client.post("/ask", json={"question": "x", "language": "english"}),
        client.get("/ask?question=x&language=en_GB"),
    ):
        assert (response.status_code, response.get_json()["field"]) == (422, "language")


@pytest.mark.parametrize("most", [1, 2, 10])
def test_max_citations_is_kept(client: FlaskClient, most: int) -> None:
    answer = ask(client, question="What does Zelenskiy say about Donbas and about Putin?", max_citations=most)
    assert [c["number"] for c in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))
    assert len(answer["citations"]) <= most


# The error table: what is sent, and what comes back: status, type, and the field to blame.
JSON = {"Content-Type": "application/json"}
TOO_LONG = "x" * 1001
ERRORS: list[tuple[str, dict[str, Any], int, str, str | None]] = [
    ("malformed JSON", {"data": "{", "headers": JSON}, 400, "malformed", None),
    ("JSON that is no object", {"data": '["x"]', "headers": JSON}, 400, "malformed", None),
    ("JSON in a string", {"data": '"{\\"question\\": \\"x\\"}"', "headers": JSON}, 400, "malformed", None),
    ("JSON nested a thousand deep", {"data": "[" * 1000 + "]" * 1000, "headers": JSON}, 400, "malformed", None),
    (
        "JSON nested five thousand deep",
        {"data": '{"question":' * 5000 + "0" + "}" * 5000, "headers": JSON},
        400,
        "malformed",
        None,
    ),
    ("no body", {"headers": JSON}, 400, "malformed", None),
    ("not UTF-8", {"data": b'{"question": "\xff"}', "headers": JSON}, 400, "malformed", None),
    ("a body too large", {"json": {"question": "x", "padding": "y" * 65536}}, 413, "too-large", None),
    ("a form", {"data": {"question": "x"}}, 415, "unsupported-media-type", None),
    ("no content type", {"data": '{"question": "x"}'}, 415, "unsupported-media-type", None),
    ("no question", {"json": {}}, 422, "invalid-field", "question"),
    ("an empty question", {"json": {"question": ""}}, 422, "invalid-field", "question"),
    ("white space", {"json": {"question": " \n\u00a0"}}, 422, "invalid-field", "question"),
    ("a question too long", {"json": {"question": TOO_LONG}}, 422, "invalid-field", "question"),
    ("a number for a question", {"json": {"question": 7}}, 422, "invalid-field", "question"),
    ("half a character", {"data": r'{"question": "\ud800"}', "headers": JSON}, 422, "invalid-field", "question"),
    ("no citations", {"json": {"question": "x", "max_citations": 0}}, 422, "invalid-field", "max_citations"),
    ("too many citations", {"json": {"question": "x", "max_citations": 11}}, 422, "invalid-field", "max_citations"),
    ("a string for a number", {"json": {"question": "x", "max_citations": "3"}}, 422, "invalid-field", "max_citations"),
    (
        "a long history",
        {"json": {"question": "x", "history": [{"question": "y"}] * 21}},
        422,
        "invalid-field",
        "history",
    ),
    (
        "an empty turn",
        {"json": {"question": "x", "history": [{"question": "y"}, {"question": ""}]}},
        422,
        "invalid-field",
        "history.1.question",
    ),
    ("an unknown field", {"json": {"question": "x", "depth": 3}}, 422, "invalid-field", "depth"),
    ("an unknown document", {"json": {"question": "x", "documents": ["y"]}}, 404, "not-found", "documents"),
]


@pytest.mark.parametrize(("sent", "status", "kind", "field"), [e[1:] for e in ERRORS], ids=[e[0] for e in ERRORS])
def test_ask_refuses(client: FlaskClient, sent: dict[str, Any], status: int, kind: str, field: str | None) -> None:
    response = client.post("/ask", **sent)
    problem = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert (problem["status"], problem["type"], problem.get("field")) == (status, f"/problems/{kind}", field)
    assert problem["detail"].endswith(".")
    assert field is None or field in problem["detail"] or field == "documents"


def test_ask_takes_what_is_just_inside_the_limits(client: FlaskClient) -> None:
    body = {
        "question": "x" * 1000,
        "history": [{"question": "y", "answer": None}] * 20,
        "documents": [DOCUMENT],
        "max_citations": 10,
    }
    assert client.post("/ask", json=body).status_code == 200
    text = json.dumps({"question": "x", "history": [{"question": "y", "answer": ""}]})
    padded = text.replace('"answer": ""', f'"answer": "{"z" * (65536 - len(text))}"')
    assert len(padded) == 65536
    assert client.post("/ask", data=padded, headers=JSON).status_code == 200


def test_a_chunked_body_too_large_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/ask",
        input_stream=io.BytesIO(b'{"question": "' + b"x" * 70_000 + b'"}'),
        headers=JSON,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413


def test_ask_by_address_names_the_field(client: FlaskClient) -> None:
    assert client.get("/ask").get_json(force=True)["field"] == "question"
    problem = client.get("/ask?question=x&max_citations=eleven").get_json(force=True)
    assert (problem["status"], problem["field"]) == (422, "max_citations")


def test_a_method_that_an_address_does_not_take_lists_those_it_does(client: FlaskClient) -> None:
    response = client.delete("/ask")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_documents_are_listed_with_their_generation(client: FlaskClient, store: LocalStore) -> None:
    listed = client.get("/documents").get_json()
    assert listed["documents"] == [
        {
            "id": DOCUMENT,
            "title": "Security guarantees for Ukraine",
            "url": None,
            "author": None,
            "published": None,
            "language": "en",
            "sentences": 33,
        }
    ]
    assert listed["index"]["generation"] == store.manifest.generation


def test_a_document_comes_with_its_text_and_ranges(client: FlaskClient, store: LocalStore) -> None:
    response = client.get(f"/documents/{DOCUMENT}")
    found = response.get_json()
    assert response.headers["Vary"] == "Accept"
    assert found["text"] == store.document(DOCUMENT).text
    assert found["sentences"][1] == {"start": 227, "end": 341, "start_utf16": 227, "end_utf16": 341}
    assert [found["text"][r["start"] : r["end"]] for r in found["sentences"]] == [
        text for _, text in store.texts.each_sentence()
    ]
    assert {block["kind"] for block in found["blocks"]} == {"paragraph"}


def test_a_missing_document_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/documents/no/such")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    detail = "No document has the id 'no/such'. GET /documents lists those there are."
    assert response.get_json(force=True)["detail"] == detail


@pytest.mark.slow
def test_suggestions_are_worked_out_once_and_answered_by_their_sentences(client: FlaskClient) -> None:
    address = f"/suggestions?document={DOCUMENT}"
    while not (listed := client.get(address).get_json())["ready"]:
        assert listed == {"document": DOCUMENT, "ready": False, "suggestions": []}
        time.sleep(0.1)
    assert len(listed["suggestions"]) >= 3
    for suggestion in listed["suggestions"]:
        citation = ask(client, question=suggestion["question"])["citations"][0]
        assert (citation["start"], citation["end"]) == (suggestion["start"], suggestion["end"])


def test_suggestions_of_a_document_that_is_not_there_are_a_problem(client: FlaskClient) -> None:
    assert client.get("/suggestions?document=none").status_code == 404
    assert client.get("/suggestions").get_json(force=True)["field"] == "document"


ADDRESSES = ["/documents", f"/documents/{DOCUMENT}", "/readyz", "/ask?question=x", "/suggestions?document=x"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_generation_everything_says_503(empty_client: FlaskClient, address: str) -> None:
    response = empty_client.get(address)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    problem = response.get_json(force=True)
    assert (problem["title"], problem["detail"]) == (
        "There is no article to answer from yet",
        "Add one: on the page, by `pincite add FILE`, or by `POST /documents`.",
    )


def test_health_does_not_need_a_generation(empty_client: FlaskClient, client: FlaskClient, store: LocalStore) -> None:
    assert empty_client.get("/healthz").get_json() == {"status": "up"}
    assert client.get("/readyz").get_json() == {"status": "ready", "generation": store.generation.generation}


def test_a_full_queue_says_come_back() -> None:
    queue = Queue(2)
    full = pytest.raises(TooManyQuestions, match=r"2 questions are being answered already\. Ask again in 1 second\.")
    with queue.place("::1"), queue.place("127.0.0.1"), full, queue.place("10.0.0.1"):
        pass
    with queue.place("127.0.0.1"):
        pass


def test_one_client_gets_a_share_of_the_queue() -> None:
    queue = Queue(8)
    full = pytest.raises(TooManyQuestions, match="2 questions of yours are being answered already")
    with queue.place("10.0.0.1"), queue.place("10.0.0.1"):
        with full, queue.place("10.0.0.1"):
            pass
        with queue.place("10.0.0.2"):
            pass
    with queue.place("10.0.0.1"):
        pass


def test_a_full_queue_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 40.0, 40.0, 40.0])
    monkeypatch.setattr("web.answering.time.monotonic", lambda: next(clock))
    queue = Queue(1)
    with queue.place("10.0.0.1"):
        pass  # takes 40 seconds, a sixteenth of which is 2.5
    with queue.place("10.0.0.1"), pytest.raises(TooManyQuestions) as refused, queue.place("10.0.0.1"):
        pass
    assert refused.value.seconds == 3


class Gate:
    """An encoder that answers only once it is opened; `entered` counts who waits."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.sha256, self.dimension = encoder.name, encoder.sha256, encoder.dimension
        self._encoder = encoder
        self.entered, self.opened = threading.Semaphore(0), threading.Event()

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        return self._encoder.passages(passages)

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        self.entered.release()
        assert self.opened.wait(timeout=60)
        return self._encoder.questions(texts)


def test_while_the_queue_is_full_questions_and_whole_documents_are_refused(built: Path, encoder: Encoder) -> None:
    gate = Gate(encoder)
    app = make_app(Settings(index=built, queue=2), gate)
    address = "/ask?question=Who+is+Ushakov"
    with ThreadPoolExecutor(2) as pool:
        held = [pool.submit(app.test_client().get, address) for _ in range(2)]
        for _ in held:
            assert gate.entered.acquire(timeout=60)
        refused = app.test_client().get(address)
        whole = app.test_client().get("/documents/ukraine-security-guarantees")
        healthy = app.test_client().get("/healthz")
        gate.opened.set()
        assert [future.result().status_code for future in held] == [200, 200]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert refused.get_json(force=True)["type"] == "/problems/too-many-questions"
    assert (whole.status_code, healthy.status_code) == (429, 200)
    assert app.test_client().get(address).status_code == 200


@pytest.mark.slow
def test_questions_at_once_are_each_answered_or_told_to_come_back(app: Any) -> None:
    barrier, statuses = threading.Barrier(8), []

    def one() -> None:
        with app.test_client() as client:
            barrier.wait()
            response = client.post("/ask", json={"question": CALL})
            statuses.append((response.status_code, response.get_json()["answer"]))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [(200, f"{CALL_SENTENCE} [1]")] * 8


def test_metrics_count_requests_by_route_and_answers(client: FlaskClient) -> None:
    before = _metric(client, 'pincite_answers_total{found="false"}')
    ask(client, question="What is the capital of Japan?")
    assert _metric(client, 'pincite_answers_total{found="false"}') == before + 1
    client.get(f"/documents/{DOCUMENT}")
    text = client.get("/metrics").text
    assert 'route="/documents/<path:document_id>"' in text
    assert DOCUMENT not in text


def test_made_up_methods_are_counted_as_one(client: FlaskClient) -> None:
    for number in range(3):
        client.open("/ask", method=f"MADEUP{number}")
    text = client.get("/metrics").text
    assert "MADEUP" not in text
    assert 'method="other"' in text


def _metric(client: FlaskClient, name: str) -> float:
    lines = [line for line in client.get("/metrics").text.splitlines() if line.startswith(name)]
    return float(lines[0].split()[-1]) if lines else 0.0
