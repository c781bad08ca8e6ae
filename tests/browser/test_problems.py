"""When asking fails, the page says what happened and what to do, and keeps the question."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import contract
from tests.browser.articles import article_page
from tests.browser.conversation import CALL, answer_with, ask, field, lit, submit, texts, visit
from tests.browser.rendering import HTML, serve_chat


def fail_with(page: Page, status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> None:
    problem: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    sent = {**(headers or {}), "Content-Type": "application/problem+json"}
    page.route("**/ask", lambda route: route.fulfill(status=status, headers=sent, body=json.dumps(problem)))


def shown(page: Page) -> Locator:
    return page.locator("#ask").get_by_role("alert")


def assert_kept(page: Page, question: str = CALL) -> None:
    expect(field(page)).to_have_value(question)
    expect(field(page)).to_be_editable()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()


def test_an_unreachable_server(page: Page, server_url: str) -> None:
    visit(page, server_url)
    page.route("**/ask", lambda route: route.abort("connectionrefused"))
    submit(page, CALL)
    expect(shown(page).locator("strong")).to_have_text("The server could not be reached")
    expect(shown(page).locator("span")).to_have_text("Check that pincite is running.")
    expect(page.locator("#again")).to_contain_text("Asking again by itself in")
    assert_kept(page)


@pytest.mark.parametrize(
    ("status", "headers", "advice"),
    [
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


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [(429, {"Retry-After": "70"}, 30), (429, {"Retry-After": "20"}, 20), (503, {}, 3)],
)
def test_what_passes_by_itself_is_asked_again_by_itself(
    page: Page, server_url: str, status: int, headers: dict[str, str], seconds: int
) -> None:
    page.clock.install()
    visit(page, server_url)
    fail_with(page, status, "It failed", "Because.", headers)
    submit(page, CALL)
    again = page.locator("#again")
    expect(again).to_have_text(f"Asking again by itself in {seconds} seconds. Ask now")
    assert_kept(page)
    page.unroute("**/ask")
    sent = answer_with(page, contract.refused(CALL, []))
    page.clock.run_for(1000 * (seconds - 1))
    expect(again).to_have_text("Asking again by itself in 1 second. Ask now")
    assert sent == []
    page.clock.run_for(2000)
    expect(page.locator(".turn.refused")).to_have_count(1)
    expect(page.locator("#problem")).to_be_hidden()
    expect(field(page)).to_have_value("")


def test_it_waits_longer_each_time_and_a_person_may_ask_at_once(page: Page, server_url: str) -> None:
    page.clock.install()
    visit(page, server_url)
    fail_with(page, 503, "It failed", "Because.")
    submit(page, CALL)
    again = page.locator("#again")
    for seconds in (3, 6, 12, 24, 30, 30):
        expect(again).to_contain_text(f"in {seconds} seconds")
        again.get_by_role("button", name="Ask now").click()


def test_changing_the_question_stops_asking_by_itself(page: Page, server_url: str) -> None:
    page.clock.install()
    visit(page, server_url)
    fail_with(page, 503, "It failed", "Because.")
    submit(page, CALL)
    expect(page.locator("#again")).to_be_visible()
    page.unroute("**/ask")
    sent = answer_with(page)
    field(page).fill("Something else")
    expect(page.locator("#again")).to_be_hidden()
    page.clock.run_for(60_000)
    assert sent == []


def test_a_question_can_be_stopped_and_is_kept(page: Page, server_url: str) -> None:
    visit(page, server_url)
    page.route("**/ask", lambda route: None)
    submit(page, CALL)
    page.get_by_role("button", name="Stop").click()
    assert_kept(page)
    expect(page.locator("#problem")).to_be_hidden()
    submit(page, CALL)
    expect(page.locator(".waiting")).to_be_visible()
    field(page).press("Escape")
    assert_kept(page)


def test_the_length_is_shown_as_the_limit_comes_near(page: Page, server_url: str) -> None:
    visit(page, server_url)
    length = page.locator("#length")
    field(page).fill("x" * 799)
    expect(length).to_be_hidden()
    field(page).fill("🙂" * 800)
    expect(length).to_have_text("800 of 1,000 characters")


def test_the_page_without_an_index_goes_on_by_itself(page: Page, server_url: str) -> None:
    page.clock.install()
    serve_chat(page, server_url, [])
    page.route("**/readyz", lambda route: route.fulfill(status=503, json={}))
    page.goto(server_url)
    expect(page.get_by_role("heading", name="No article yet")).to_be_visible()
    page.unroute(f"{server_url}/")
    page.unroute("**/readyz")
    page.clock.run_for(2500)
    expect(page.locator("#article .sentence").first).to_be_attached()
    expect(field(page)).to_be_editable()


def test_what_was_typed_is_there_after_a_reload(page: Page, server_url: str) -> None:
    visit(page, server_url)
    field(page).fill("Half a quest")
    page.reload()
    expect(field(page)).to_have_value("Half a quest")


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
        version = waiting.pop(0) if len(waiting) > 1 else waiting[0]  # a click may come while it loads
        route.fulfill(body=article_page(version), content_type=HTML)

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
