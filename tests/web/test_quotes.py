"""`/quotes/check`, on the real article."""

from typing import Any

import pytest
from flask.testing import FlaskClient

DOCUMENT = "ukraine-security-guarantees"
CALL = "plan a video call on Sunday"
CALL_SENTENCE = f"Officials from the so-called coalition-of-the-willing countries {CALL} to work toward a plan."


def check(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = client.post("/quotes/check", json=body)
    assert response.status_code == 200, response.text
    return dict(response.get_json())


def test_a_check_answers_in_the_shape_of_the_contract(client: FlaskClient) -> None:
    found = check(client, text=f"🐟 Officials “{CALL}” to talk.")
    assert found.pop("took_ms") > 0
    assert found.pop("index")["model"] == "pincite/multilingual-e5-small"
    assert found == {
        "quotes": [
            {
                "number": 1,
                "quote": CALL,
                "start": 13,
                "end": 40,
                "start_utf16": 14,
                "end_utf16": 41,
                "verdict": "exact",
                "similarity": 1.0,
                "folded": [],
                "changes": [],
                "stands": [
                    {
                        "document": {
                            "id": DOCUMENT,
                            "title": "Security guarantees for Ukraine",
                            "url": None,
                            "language": "en",
                        },
                        "text": CALL,
                        "start": 291,
                        "end": 318,
                        "start_utf16": 291,
                        "end_utf16": 318,
                        "sentence": CALL_SENTENCE,
                        "sentence_start": 227,
                        "sentence_end": 341,
                        "link": f"/documents/{DOCUMENT}#s227-341",
                        "source_link": None,
                        "kind": "paragraph",
                        "heading": [],
                        "speaker": None,
                        "place": None,
                    }
                ],
                "also_in": [],
                "nearest": None,
            }
        ],
        "exact": 1,
        "near": 0,
        "absent": 0,
    }


def test_quotes_by_themselves_have_no_range_and_say_what_was_changed(client: FlaskClient) -> None:
    near, absent = check(client, quotes=[CALL.replace("Sunday", "Monday"), "Zebras quarrel over tea."])["quotes"]
    assert (near["verdict"], near["start"], near["start_utf16"]) == ("near", None, None)
    assert near["changes"] == [
        {
            "how": "changed",
            "what": "name",
            "quote": "Monday",
            "source": "Sunday",
            "start": 21,
            "end": 27,
            "source_start": 312,
            "source_end": 318,
        }
    ]
    assert (absent["verdict"], absent["stands"]) == ("absent", [])


def test_a_quote_may_name_its_own_document(client: FlaskClient) -> None:
    found = check(client, quotes=[{"quote": CALL, "document": DOCUMENT}, CALL], document=DOCUMENT)
    assert (found["exact"], len(found["quotes"])) == (2, 2)


def test_a_text_without_quotes_has_none(client: FlaskClient) -> None:
    assert check(client, text="Nothing is quoted here.")["quotes"] == []


# What is sent, and what comes back: status, type, and the field to blame.
ERRORS: list[tuple[str, dict[str, Any], int, str, str | None]] = [
    ("a form", {"data": {"text": "“x”"}}, 415, "unsupported-media-type", None),
    ("nothing", {"json": {}}, 422, "invalid-field", "text"),
    ("both", {"json": {"text": "“x”", "quotes": ["x"]}}, 422, "invalid-field", "text"),
    ("white space", {"json": {"text": " \n"}}, 422, "invalid-field", "text"),
    ("a text too long", {"json": {"text": "x" * 20_001}}, 422, "invalid-field", "text"),
    ("no quotes", {"json": {"quotes": []}}, 422, "invalid-field", "quotes"),
    ("too many quotes", {"json": {"quotes": ["x"] * 101}}, 422, "invalid-field", "quotes"),
    ("too many quotes in a text", {"json": {"text": "“x” " * 101}}, 422, "invalid-field", "text"),
    ("an empty quote", {"json": {"quotes": ["x", " "]}}, 422, "invalid-field", "quotes"),
    ("an unknown field", {"json": {"text": "x", "depth": 3}}, 422, "invalid-field", "depth"),
    ("an unknown document", {"json": {"quotes": ["x"], "document": "none"}}, 404, "not-found", "document"),
]


@pytest.mark.parametrize(("sent", "status", "kind", "field"), [e[1:] for e in ERRORS], ids=[e[0] for e in ERRORS])
def test_a_check_refuses(client: FlaskClient, sent: dict[str, Any], status: int, kind: str, field: str | None) -> None:
    response = client.post("/quotes/check", **sent)
    problem = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert problem["type"] == f"/problems/{kind}"
    assert problem.get("field") == field


def test_without_an_index_there_is_nothing_to_check_against(empty_client: FlaskClient) -> None:
    assert empty_client.post("/quotes/check", json={"quotes": ["x"]}).status_code == 503


def test_verdicts_are_counted(client: FlaskClient) -> None:
    check(client, quotes=["Zebras quarrel over tea."])
    assert 'pincite_quotes_total{verdict="absent"}' in client.get("/metrics").text
