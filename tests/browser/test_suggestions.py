"""Questions to begin with come from the article, and each is answered by it."""

from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.conversation import JAPAN, answer_with, ask, texts, visit
from tests.browser.test_documents import visit_with


def test_a_first_question_is_one_click_away_and_answered(page: Page, server_url: str) -> None:
    visit(page, server_url)
    first = page.locator("#suggestions a").first
    expect(first).to_be_visible(timeout=90_000)  # worked out on a busy machine
    question = first.inner_text()
    first.click()
    expect(page.locator(".turn.found .question")).to_have_text(question)
    expect(page.locator("#welcome")).to_be_hidden()


def test_they_come_when_the_server_has_worked_them_out(page: Page, server_url: str) -> None:
    replies = [
        {"document": "x", "ready": False, "suggestions": []},
        {"document": "x", "ready": True, "suggestions": [{"question": "What is <b>?", "start": 0, "end": 9}]},
    ]
    page.route("**/suggestions?*", lambda route: route.fulfill(json=replies.pop(0)))
    visit(page, server_url)
    expect(page.locator("#suggestions a")).to_have_text(["What is <b>?"])
    assert replies == []


def test_without_any_nothing_is_offered(page: Page, server_url: str) -> None:
    page.route("**/suggestions?*", lambda route: route.fulfill(json={"ready": True, "suggestions": []}))
    visit(page, server_url)
    expect(page.locator("#starters")).to_be_hidden()
    answer_with(page, contract.refused(JAPAN, []))
    expect(ask(page, JAPAN).locator(".suggestions")).to_have_count(0)


def test_a_refusal_offers_what_the_article_answers_nearest_first(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    places = [document["sentences"][index]["start"] for index in (1, 2, 3, 4, 5)]
    listed = [{"question": f"Question {n}?", "start": start, "end": start + 1} for n, start in enumerate(places)]
    page.route("**/suggestions?*", lambda route: route.fulfill(json={"ready": True, "suggestions": listed}))
    page.reload()
    expect(page.locator("#suggestions a")).to_have_count(4)
    nearest = [contract.citation(document, 4)]
    answer_with(page, contract.refused("Question 0?", []), contract.refused(JAPAN, nearest), contract.refused("x", []))
    ask(page, "Question 0?")
    turn = ask(page, JAPAN)
    assert texts(turn.locator(".suggestions a")) == ["Question 3?", "Question 1?", "Question 2?"]
    turn.locator(".suggestions a").first.click()
    expect(page.locator(".turn.refused .question").last).to_have_text("Question 3?")


def test_a_question_that_was_formed_from_an_article_is_asked_of_it(page: Page, server_url: str) -> None:
    one, two = (contract.document(name, name.upper(), "It is.", ["It is."]) for name in ("one", "two"))
    formed = [{"question": "What does the article say about Ada?", "start": 0, "end": 6}]
    page.route("**/suggestions?*", lambda route: route.fulfill(json={"ready": True, "suggestions": formed}))
    visit_with(page, server_url, one, two)
    sent = answer_with(page, *(contract.refused("x", []) for _ in range(2)))
    page.locator("#suggestions a").click()
    expect(page.locator(".turn.refused")).to_have_count(1)
    ask(page, "What else?")
    assert [body.get("documents") for body in sent] == [["one"], None]
