"""The page that checks quotes, as it comes from the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from index.networks.encoder import Encoder
from index.settings import Settings
from tests.building import article, build
from tests.web.conftest import make_app
from web.check_page import differing, marked
from web.schema import CheckModel

TEXT = (
    "He says that officials “plan a video call on Sunday”,\n"
    "that “Trump met Zelenskiy in Kyiv to sign a treaty on fish” and that casualties "
    "were “nearly 3 million additional Russian casualties”. <b>\n"
)


def page(client: FlaskClient, text: str = TEXT, **fields: str) -> LexborHTMLParser:
    response = client.post("/check", data={"text": text, **fields})
    assert response.status_code == 200, response.text
    return LexborHTMLParser(response.text)


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def test_the_form_comes_empty_and_says_nothing_of_results(client: FlaskClient) -> None:
    tree = LexborHTMLParser(client.get("/check").text)
    assert texts(tree, "h1, h2") == ["Check quotes"]
    assert texts(tree, "textarea") == [""]


def test_every_quote_is_marked_with_a_sign_and_a_word(client: FlaskClient) -> None:
    tree = page(client)
    assert texts(tree, "#result-title") == ["3 quotes: 1 exact, 1 near, 1 absent"]
    assert texts(tree, ".badge") == ["✓ Exact", "✗ Absent", "≈ Near"]
    assert texts(tree, ".mark") == [
        "plan a video call on Sunday✓, exact, 1",
        "Trump met Zelenskiy in Kyiv to sign a treaty on fish✗, absent, 2",
        "nearly 3 million additional Russian casualties≈, near, 3",
    ]
    assert [mark.attributes["href"] for mark in tree.css(".mark")] == ["#q1", "#q2", "#q3"]
    assert texts(tree, "textarea") == [" ".join(TEXT.split())]


def test_a_difference_shows_both_and_leads_to_the_place(client: FlaskClient) -> None:
    tree = page(client)
    near = tree.css("#q3")[0]
    assert [node.text() for node in near.css("del")] == ["[instead of the source’s words: 3]"]
    assert [node.text() for node in near.css("ins")] == ["[in the source: 2]"]
    assert [" ".join(node.text().split()) for node in near.css("li.grave")] == ["Number changed: 3, the source has 2"]
    (link,) = near.css(".stand a")
    href = str(link.attributes["href"])
    assert href.startswith("/documents/ukraine-security-guarantees#s")
    article_page = LexborHTMLParser(client.get(href.partition("#")[0], headers={"Accept": "text/html"}).text)
    assert "2 million additional" in article_page.css(f"[id='{href.partition('#')[2]}']")[0].text()


def test_an_absent_quote_shows_the_closest_sentence_as_such(client: FlaskClient) -> None:
    (absent,) = page(client).css("#q2")
    assert "The closest sentence, which does not say it:" in absent.text()


def test_a_text_without_quotes_is_said_to_have_none(client: FlaskClient) -> None:
    assert texts(page(client, "nothing"), "#result-title") == ["No quotes in this text"]


@pytest.mark.parametrize(
    ("fields", "status", "title"),
    [
        ({"text": "  "}, 422, "A field of the request is out of range"),
        ({"text": "“x”", "document": "none"}, 404, "There is nothing here"),
    ],
)
def test_a_problem_keeps_what_was_typed(client: FlaskClient, fields: dict[str, str], status: int, title: str) -> None:
    response = client.post("/check", data=fields)
    tree = LexborHTMLParser(response.text)
    assert response.status_code == status
    assert texts(tree, "[role=alert] strong") == [title]
    assert texts(tree, "textarea") == [fields["text"].strip()]


def test_without_an_index_the_page_says_so(empty_client: FlaskClient) -> None:
    assert empty_client.get("/check").status_code == 200
    assert empty_client.post("/check", data={"text": "“x”"}).status_code == 503


@pytest.fixture
def two(tmp_path: Path, encoder: Encoder) -> Iterator[FlaskClient]:
    """A client of an application on two articles."""
    texts = {"cats": "Cats sleep all day long.", "dogs": "Dogs bark all night long."}
    build(tmp_path, encoder, *(article(text, name) for name, text in texts.items()))
    with make_app(Settings(index=tmp_path), encoder).test_client() as client:
        yield client


def test_of_several_articles_one_can_be_named(two: FlaskClient) -> None:
    tree = page(two, "“Cats sleep all day long.”", document="dogs")
    assert texts(tree, "option[selected]") == ["DOGS"]
    assert texts(tree, ".badge") == ["✗ Absent"]
    assert "No article that it is said to be from has it." in texts(tree, "#q1 > p")
    assert texts(tree, "#q1 .stand a")[-1] == "It also stands in"


def test_pieces_make_up_the_text_and_the_quote(client: FlaskClient) -> None:
    response = client.post("/quotes/check", json={"text": TEXT})
    found = CheckModel.model_validate_json(response.text).root
    assert "".join(piece.text for piece in marked(TEXT, found.quotes)) == TEXT
    for quote in found.quotes:
        assert "".join(piece.text for piece in differing(quote)) == quote.quote
