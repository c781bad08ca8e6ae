"""When asking fails, the page says what happened and what to do, and keeps the question."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import contract
from tests.browser.conversation import CALL, answer_with, ask, field, lit, submit, texts, visit


def fail_with(page: Page, status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> None:
    problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    sent = {**(headers or {}), "Content-Type": "application/problem+json"}
    page.route("**/ask", lambda route: route.fulfill(status=status, headers=sent, body=json.dumps(problem)))


def shown(page: Page) -> Locator:
    return page.locator("#ask").get_by_role("alert")


def assert_kept(page: Page, question: str = CALL) -> None:
    expect(field(page)).to_have_value(question)
    expect(field(page)).to_be_editable()
    expect(page.get_by_role("button", name="Ask")).to_be_enabled()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()


def test_an_unreachable_server(page: Page, server_url: str) -> None:
    visit(page, server_url)
    page.route("**/ask", lambda route: route.abort("connectionrefused"))
    submit(page, CALL)
    expect(shown(page).locator("strong")).to_have_text("The server could not be reached")
    expect(shown(page).locator("span")).to_have_text("Check that pincite is running, then try again.")
    assert_kept(page)


@pytest.mark.parametrize(
    ("status", "headers", "advice"),
    [
        (429, {"Retry-After": "7"}, "Try again in 7 seconds."),
        (429, {"Retry-After": "1"}, "Try again in 1 second."),
        (503, {}, "Wait a moment, then try again."),
        (500, {}, "Try again; if it keeps happening, the server’s log says why."),
        (422, {}, "Change the question, then try again."),
    ],
)
def test_a_problem_says_what_happened_and_what_to_do(
    page: Page, server_url: str, status: int, headers: dict[str, str], advice: str
) -> None:
    visit(page, server_url)
    fail_with(page, status, "It <b>failed</b>", "Because.", headers)
    submit(page, CALL)
    expect(shown(page).locator("strong")).to_have_text("It <b>failed</b>")
    expect(shown(page).locator("span")).to_have_text(f"Because. {advice}")
    assert_kept(page)


def test_an_error_that_is_no_problem_document(page: Page, server_url: str) -> None:
    visit(page, server_url)
    page.route("**/ask", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html"))
    submit(page, CALL)
    expect(shown(page).locator("strong")).to_have_text("The server could not answer")
    assert_kept(page)


def test_a_reply_that_is_not_json(page: Page, server_url: str) -> None:
    visit(page, server_url)
    page.route("**/ask", lambda route: route.fulfill(status=200, body="<p>hello", content_type="text/html"))
    submit(page, CALL)
    expect(shown(page).locator("strong")).to_have_text("The reply could not be read")
    assert_kept(page)


def test_a_question_too_long_is_kept_and_not_sent(page: Page, server_url: str) -> None:
    visit(page, server_url)
    sent = answer_with(page)
    question = "🙂" * 1_001
    submit(page, question)
    expect(shown(page).locator("strong")).to_have_text("The question is too long")
    advice = "It has 1,001 characters; the limit is 1,000. Shorten it, then ask again."
    expect(shown(page).locator("span")).to_have_text(advice)
    assert_kept(page, question)
    assert sent == []


def test_asking_again_after_a_failure_succeeds_and_clears_it(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    fail_with(page, 500, "It failed", "")
    submit(page, CALL)
    expect(shown(page)).to_be_visible()
    page.unroute("**/ask")
    sent = answer_with(page, contract.found(CALL, [contract.citation(document, 1)]))
    ask(page, CALL)
    expect(page.locator("#problem")).to_be_hidden()
    assert sent == [{"question": CALL, "history": []}]


def test_an_article_that_cannot_be_loaded(page: Page, server_url: str) -> None:
    visit(page, server_url)
    gone = contract.document("gone", "Gone", "It went.", ["It went."])
    answer_with(page, contract.found(CALL, [contract.citation(gone, 0)]))
    ask(page, CALL).locator(".citation").click()
    notice = page.get_by_role("region", name="Text of the article").get_by_role("alert")
    expect(notice).to_contain_text("Reload the page to see the articles there are now.")
    expect(lit(page)).to_have_count(0)


def test_an_article_rebuilt_since_is_loaded_again(page: Page, server_url: str) -> None:
    texts_in_turn = ["Old first. Old second.", "A new start. Old first. Old second."]
    versions = [contract.document("news", "News", text, ["Old first.", "Old second."]) for text in texts_in_turn]
    waiting = list(versions)

    def reply(route: Route) -> None:
        route.fulfill(json=waiting.pop(0))

    page.route("**/documents/**", reply)
    visit(page, server_url)
    fresh = contract.citation({**versions[1], "id": page.locator("#article").get_attribute("data-document") or ""}, 1)
    answer_with(page, contract.found(CALL, [fresh]))
    ask(page, CALL).locator(".citation").click()
    expect(lit(page)).to_have_text(["Old second."])
    assert texts(page.locator("#article .text")) == [texts_in_turn[1]]


def test_a_sentence_that_is_gone_from_the_article(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    stale = contract.citation(document, 3)
    stale["sentence"] = "It said something else."
    answer_with(page, contract.found(CALL, [stale]))
    ask(page, CALL).locator(".citation").click()
    notice = page.get_by_role("region", name="Text of the article").get_by_role("alert")
    expect(notice).to_have_text("The article has changedThis sentence is no longer in it. Ask again.")
    expect(lit(page)).to_have_count(0)
