"""Back and Forward walk the questions, each of which has an entry; the arrow keys bring questions back."""

from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.conversation import answer_with, ask, field, texts, visit

QUESTIONS = ["One?", "Two?", "Three?"]


def answered(page: Page, server_url: str) -> list[contract.Citation]:
    """Three answers, each with a sentence of its own."""
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citations = [contract.citation(document, index) for index in (1, 12, 30)]
    answer_with(page, *(contract.found(q, [citation]) for q, citation in zip(QUESTIONS, citations, strict=True)))
    for question in QUESTIONS:
        ask(page, question)
    return citations


def assert_at(page: Page, question: str, citation: contract.Citation) -> None:
    expect(page.locator(".turn.current .question")).to_have_text(question)
    expect(page).to_have_title(f"{question} · pincite")
    assert page.evaluate("new URL(location).searchParams.get('question')") == question
    expect(page.locator(".sentence.cited")).to_have_text([citation["sentence"]])
    expect(page.locator(".sentence.cited")).to_be_in_viewport(ratio=1)


def test_back_and_forward_walk_the_questions(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    citations = answered(page, server_url)
    assert page.evaluate("history.length") == 5  # with the empty tab and the first visit
    for index in (1, 0):
        page.go_back()
        assert_at(page, QUESTIONS[index], citations[index])
    for index in (1, 2):
        page.go_forward()
        assert_at(page, QUESTIONS[index], citations[index])
    assert texts(page.locator(".question")) == QUESTIONS


def test_back_from_the_first_question_is_the_beginning_and_loses_nothing(page: Page, server_url: str) -> None:
    citations = answered(page, server_url)
    for _ in QUESTIONS:
        page.go_back()
    expect(page.locator(".turn.current")).to_have_count(0)
    expect(page.locator(".sentence.cited")).to_have_count(0)
    assert page.url == f"{server_url}/"
    page.go_forward()
    assert_at(page, QUESTIONS[0], citations[0])
    assert texts(page.locator(".question")) == QUESTIONS


def test_back_from_a_new_conversation_leads_to_the_one_before(page: Page, server_url: str) -> None:
    citations = answered(page, server_url)
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.go_back()
    assert_at(page, QUESTIONS[2], citations[2])
    page.go_forward()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_question_asked_after_going_back_follows_all_that_were_asked(page: Page, server_url: str) -> None:
    answered(page, server_url)
    page.go_back()
    expect(page.locator(".turn.current .question")).to_have_text("Two?")
    page.unroute("**/ask")
    answer_with(page, contract.refused("Four?", []))
    ask(page, "Four?")
    assert texts(page.locator(".question")) == [*QUESTIONS, "Four?"]
    page.go_back()
    expect(page.locator(".turn.current .question")).to_have_text("Two?")


def test_arrow_keys_bring_questions_back_while_nothing_else_is_written(page: Page, server_url: str) -> None:
    answered(page, server_url)
    for key, value in (
        ("ArrowUp", "Three?"),
        ("ArrowUp", "Two?"),
        ("ArrowUp", "One?"),
        ("ArrowUp", "One?"),
        ("ArrowDown", "Two?"),
        ("ArrowDown", "Three?"),
        ("ArrowDown", ""),
        ("ArrowDown", ""),
    ):
        field(page).press(key)
        expect(field(page)).to_have_value(value)
    field(page).fill("Something of my own")
    field(page).press("ArrowUp")
    expect(field(page)).to_have_value("Something of my own")
