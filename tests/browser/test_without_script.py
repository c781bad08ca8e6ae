"""Without JavaScript the page is a plain form: it asks, answers, and leads to the sentence."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conversation import CALL, CITED, JAPAN, field, texts


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


def ask(page: Page, question: str) -> None:
    field(page).fill(question)
    page.get_by_role("button", name="Ask").click()


def test_a_question_is_answered_and_leads_to_its_sentence(plain: Page, server_url: str) -> None:
    plain.goto(server_url)
    ask(plain, CALL)
    expect(plain.locator(".turn.found .question")).to_have_text(CALL)
    assert texts(plain.locator(".quote")) == [CITED]
    plain.locator(".citation").click()
    assert texts(plain.locator(".sentence:target")) == [CITED]


def test_a_refusal_says_so(plain: Page, server_url: str) -> None:
    plain.goto(server_url)
    ask(plain, JAPAN)
    expect(plain.locator(".verdict")).to_have_text("I found no sentence that says it.")
    expect(plain.locator(".nearest-label")).to_have_text("Closest sentences, not an answer")
    expect(plain.locator(".citation")).to_have_count(3)


def test_a_question_too_long_is_kept_with_what_to_do(plain: Page, server_url: str) -> None:
    plain.goto(server_url)
    question = "x " * 600
    ask(plain, question)
    expect(plain.get_by_role("alert")).to_contain_text("It has 1,199 characters; the limit is 1,000.")
    expect(field(plain)).to_have_value(question)


def test_what_needs_a_script_is_not_shown(plain: Page, server_url: str) -> None:
    plain.goto(server_url)
    assert texts(plain.locator("button:visible")) == ["Ask"]
    expect(plain.locator("#article a")).to_have_text(["Security guarantees for Ukraine"])
