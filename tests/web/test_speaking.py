"""A page is in the language that was chosen there, else the browser's best; what is no page stays English."""

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

HTML = "text/html"
JAPAN = "What is the capital of Japan?"


def page(client: FlaskClient, address: str = "/", language: str = "de", **query: str) -> LexborHTMLParser:
    headers = {"Accept": HTML, "Accept-Language": language}
    return LexborHTMLParser(client.get(address, query_string=query, headers=headers).text)


def language_of(tree: LexborHTMLParser) -> tuple[str | None, str | None]:
    root = tree.root
    assert root
    return root.attributes["lang"], root.attributes["dir"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("xx, de;q=0.3", "de"),
        ("en;q=0.9, de;q=0.8", "en"),
        ("xx", "en"),
        ("", "en"),
    ],
)
def test_the_page_is_in_the_best_language_that_the_browser_asks_for(
    client: FlaskClient, asked: str, given: str
) -> None:
    for address in ("/", "/check", "/documents/ukraine-security-guarantees", "/nowhere"):
        assert language_of(page(client, address, asked)) == (given, "ltr")


def test_what_is_chosen_is_kept_and_leads_back_to_the_same_page(client: FlaskClient) -> None:
    query = {"question": "Wer?", "lang": "de", "documents": ["a b", "c"]}
    chosen = client.get("/", query_string=query, headers={"Accept": HTML, "Accept-Language": "en"})
    assert (chosen.status_code, chosen.location) == (303, "/?question=Wer%3F&documents=a+b&documents=c")
    cookie = chosen.headers["Set-Cookie"]
    assert cookie.startswith("pincite.language=de; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert language_of(page(client, language="en")) == ("de", "ltr")


def test_a_language_that_there_is_not_changes_nothing(client: FlaskClient) -> None:
    chosen = client.get("/check?lang=xx", headers={"Accept": HTML})
    assert (chosen.status_code, chosen.location) == (303, "/check")
    assert "Set-Cookie" not in chosen.headers


def test_choosing_leads_to_no_other_site(client: FlaskClient) -> None:
    assert client.get("//example.org/?lang=de", headers={"Accept": HTML}).location in {None, "/example.org/"}
    assert client.get("/%5Cexample.org/?lang=de", headers={"Accept": HTML}).location == "/%5Cexample.org/"


def test_each_language_is_offered_with_the_question_that_was_asked(client: FlaskClient) -> None:
    offered = page(client, question=JAPAN).css("#language a")
    german = next(link for link in offered if link.attributes["lang"] == "de")
    assert german.attributes["href"] == "?question=What+is+the+capital+of+Japan%3F&lang=de"
    assert (german.text(), german.attributes["aria-current"]) == ("Deutsch", "true")


def test_an_answer_without_a_script_is_in_the_readers_words(client: FlaskClient) -> None:
    tree = page(client, question=JAPAN)
    assert [each.text() for each in tree.css(".verdict")] == ["Ich habe keinen Satz gefunden, der das sagt."]
    assert [each.text() for each in tree.css(".nearest-label")] == ["Nächstliegende Sätze, keine Antwort"]


def test_a_problem_has_the_pages_words_and_the_servers_are_said_to_be_english(client: FlaskClient) -> None:
    missing = page(client, "/documents/none")
    assert [each.text() for each in missing.css("main h1")] == ["Hier ist nichts"]
    assert [each.attributes.get("lang") for each in missing.css("main h1 + p")] == ["en"]
    nowhere = page(client, "/nowhere").css("main h1 + p")
    assert [each.text() for each in nowhere] == ["Unter dieser Adresse gibt es weder Seite noch Ressource."]
    assert "lang" not in nowhere[0].attributes
    long = page(client, question="x " * 600)
    assert [each.text() for each in long.css("#said span")] == ["Sie hat 1.199 Zeichen; erlaubt sind 1.000."]


def test_the_api_speaks_english_whatever_is_asked_for(client: FlaskClient) -> None:
    headers = {"Accept": "application/json", "Accept-Language": "de"}
    assert client.get("/documents/none", headers=headers).get_json()["title"] == "There is nothing here"
    assert client.get("/ask", query_string={"question": JAPAN}, headers=headers).get_json()["answer"] == (
        "I found no sentence that says it."
    )


def test_caches_are_told_what_a_page_depends_on(client: FlaskClient) -> None:
    assert {"Accept-Language", "Cookie"} <= set(client.get("/", headers={"Accept": HTML}).vary)


def test_scripts_get_their_words(client: FlaskClient) -> None:
    words = client.get("/words/de").get_json()
    assert words["I found no sentence that says it."] == "Ich habe keinen Satz gefunden, der das sagt."
    assert words["%(num)s sentence"] == {"one": "%(num)s Satz", "other": "%(num)s Sätze"}
    assert client.get("/words/xx").status_code == 404
    assert page(client, language="en").css_first("#words") is None
