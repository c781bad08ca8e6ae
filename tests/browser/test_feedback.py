"""Saying what was right: one click, stored by the server, shown after a reload."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import contract
from tests.browser.conversation import CALL, JAPAN, answer_with, ask, visit


def taken(page: Page, status: int = 204) -> list[Any]:
    sent: list[Any] = []

    def take(route: Any) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=status, body="")

    page.route("**/feedback", take)
    return sent


def pressed(button: Locator) -> bool:
    return button.get_attribute("aria-pressed") == "true"


def test_a_sentence_is_right_or_wrong_and_an_answer_should_have_been_none(page: Page, server_url: str) -> None:
    visit(page, server_url)
    sent = taken(page)
    citation = contract.citation(contract.first_document(page, server_url), 1)
    answer_with(page, contract.refused(JAPAN, []), contract.found(CALL, [citation]))
    ask(page, JAPAN)
    turn = ask(page, CALL)
    right, wrong, refuse = (
        turn.get_by_role("button", name=name) for name in ("Right sentence", "Wrong sentence", "Should have refused")
    )
    place = {"document": citation["document"]["id"], "start": citation["start"], "end": citation["end"]}
    about = {"question": CALL, "history": [JAPAN], "documents": []}
    right.click()
    expect(right).to_have_attribute("aria-pressed", "true")
    wrong.click()
    expect(wrong).to_have_attribute("aria-pressed", "true")
    assert not pressed(right)
    refuse.click()
    expect(refuse).to_have_attribute("aria-pressed", "true")
    assert sent == [
        {"verdict": "right", **about, "sentence": place},
        {"verdict": "wrong", **about, "sentence": place},
        {"verdict": "refuse", **about},
    ]
    page.reload()
    assert [pressed(button) for button in (right, wrong, refuse)] == [False, True, True]


def test_a_closest_sentence_may_be_the_answer(page: Page, server_url: str) -> None:
    visit(page, server_url)
    nearest = contract.citation(contract.first_document(page, server_url), 1)
    answer_with(page, contract.refused(JAPAN, [nearest]))
    turn = ask(page, JAPAN)
    expect(turn.get_by_role("button", name="Wrong sentence")).to_have_count(0)
    with page.expect_response("**/feedback") as stored:
        turn.get_by_role("button", name="This answers it").click()
    assert stored.value.status == 204  # by the real server
    expect(page.get_by_role("status")).to_contain_text("The server has stored it with the question")


def test_what_could_not_be_stored_is_not_shown_as_said(page: Page, server_url: str) -> None:
    visit(page, server_url)
    taken(page, status=507)
    answer_with(page, contract.found(CALL, [contract.citation(contract.first_document(page, server_url), 1)]))
    button = ask(page, CALL).get_by_role("button", name="Right sentence")
    button.click()
    expect(page.locator("#problem")).to_be_visible()
    assert not pressed(button)
