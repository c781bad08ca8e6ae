"""The page of one article: its text verbatim, the sentence of the address lit."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.articles import serve_article
from tests.browser.test_documents import HOSTILE, HOSTILE_SENTENCES

BACKGROUNDS = "spans => spans.map(span => getComputedStyle(span).backgroundColor)"


def test_a_permalink_lights_exactly_its_sentence(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    document = contract.first_document(page, server_url)
    citation = contract.citation(document, 24)
    page.goto(server_url + citation["link"])
    expect(page.locator(".sentence:target")).to_be_in_viewport(ratio=1)
    assert page.locator(".sentence:target").all_text_contents() == [citation["sentence"]]
    backgrounds = page.locator(".sentence").evaluate_all(BACKGROUNDS)
    plain = "rgba(0, 0, 0, 0)"
    assert [index for index, colour in enumerate(backgrounds) if colour != plain] == [24]


def test_the_text_is_the_documents(page: Page, server_url: str) -> None:
    document = contract.first_document(page, server_url)
    page.goto(f"{server_url}/documents/{quote(document['id'])}")
    expect(page.locator("article h2")).to_have_text(document["title"])
    assert page.locator(".text").all_text_contents() == [document["text"]]
    anchors = [f"s{each['start']}-{each['end']}" for each in document["sentences"]]
    assert page.locator(".sentence").evaluate_all("spans => spans.map(span => span.id)") == anchors


def test_hostile_text_stays_verbatim(page: Page, server_url: str) -> None:
    document = contract.document("hostile", "A <i>hostile</i> text", HOSTILE, HOSTILE_SENTENCES)
    serve_article(page, document, f"{server_url}/hostile")
    page.goto(f"{server_url}/hostile")
    expect(page.locator("article h2")).to_have_text("A <i>hostile</i> text")
    assert page.locator(".text").all_text_contents() == [HOSTILE]
    assert page.locator(".sentence").all_text_contents() == HOSTILE_SENTENCES


def test_a_missing_article_says_so(page: Page, server_url: str) -> None:
    response = page.goto(f"{server_url}/documents/no-such-article")
    assert response is not None
    assert response.status == 404
    expect(page.locator(".code")).to_have_text("404")
    expect(page.get_by_role("link", name="Back to the questions")).to_have_attribute("href", "/")
