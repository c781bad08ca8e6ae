"""A conversation is kept in the browser: through a reload, beside others, in two tabs; and goes where a person says."""

import json
from pathlib import Path

from playwright.sync_api import Download, Page, Route, expect

from tests.browser import contract
from tests.browser.conversation import CALL, JAPAN, answer_with, ask, field, lit, submit, texts, visit


def menu(page: Page) -> None:
    page.locator("#conversations > summary").click()


def test_a_reload_loses_nothing(page: Page, server_url: str) -> None:
    visit(page, server_url)
    ask(page, JAPAN)
    ask(page, CALL)
    quotes = texts(page.locator(".quote"))
    page.locator(".question").first.click()
    page.reload()
    assert texts(page.locator(".question")) == [JAPAN, CALL]
    assert texts(page.locator(".quote")) == quotes
    expect(page.locator(".turn.current .question")).to_have_text(JAPAN)
    page.locator(".turn.found .citation").click()
    expect(lit(page)).to_have_text([quotes[-1]])


def test_the_history_goes_on_after_a_reload(page: Page, server_url: str) -> None:
    visit(page, server_url)
    sent = answer_with(page, contract.refused("One?", []), contract.refused("Two?", []))
    ask(page, "One?")
    page.reload()
    ask(page, "Two?")
    assert [turn["question"] for turn in sent[1]["history"]] == ["One?"]


def test_several_conversations_are_kept_and_gone_back_to(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, *(contract.refused(question, []) for question in ("One?", "Two?", "Three?")))
    ask(page, "One?")
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(field(page)).to_be_focused()
    ask(page, "Two?")
    ask(page, "Three?")
    menu(page)
    assert texts(page.locator("#kept button")) == ["Two?2", "One?1"]
    expect(page.locator("#kept [aria-current]")).to_have_text("Two?2")
    page.get_by_role("button", name="One? (1)").click()
    assert texts(page.locator(".question")) == ["One?"]
    page.reload()
    assert texts(page.locator(".question")) == ["One?"]


def test_a_new_tab_begins_anew_and_finds_the_others(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []))
    ask(page, "One?")
    other = page.context.new_page()
    visit(other, server_url)
    expect(other.locator(".turn")).to_have_count(0)
    menu(other)
    assert texts(other.locator("#kept button")) == ["One?1"]


def test_two_tabs_on_one_conversation_do_not_write_over_each_other(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []), contract.refused("Three?", []))
    ask(page, "One?")
    other = page.context.new_page()
    visit(other, server_url)
    menu(other)
    other.get_by_role("button", name="One? (1)").click()
    answer_with(other, contract.refused("Two?", []))
    ask(other, "Two?")
    expect(page.locator(".question")).to_have_text(["One?", "Two?"])  # it came by itself
    ask(page, "Three?")
    expect(other.locator(".question")).to_have_text(["One?", "Two?", "Three?"])


def test_a_question_is_changed_and_asked_again_in_its_place(page: Page, server_url: str) -> None:
    visit(page, server_url)
    sent = answer_with(page, *(contract.refused(question, []) for question in ("One?", "Two?", "Three?", "Four?")))
    for question in ("One?", "Two?", "Three?"):
        ask(page, question)
    page.locator(".turn").nth(1).get_by_role("button", name="Edit").click()
    expect(field(page)).to_have_value("Two?")
    expect(page.locator("#editing")).to_be_visible()
    submit(page, "Four?")
    expect(page.locator(".question")).to_have_text(["One?", "Four?"])
    expect(page.locator("#editing")).to_be_hidden()
    assert [turn["question"] for turn in sent[3]["history"]] == ["One?"]
    page.reload()
    expect(page.locator(".question")).to_have_text(["One?", "Four?"])


def test_changing_a_question_can_be_given_up_and_fails_without_loss(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []), contract.refused("Two?", []), contract.refused("Three?", []))
    ask(page, "One?")
    ask(page, "Two?")
    page.unroute("**/ask")
    page.route("**/ask", lambda route: route.fulfill(status=500, body=""))
    page.locator(".turn").first.get_by_role("button", name="Edit").click()
    submit(page, "Other?")
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator(".question")).to_have_text(["One?", "Two?"])
    page.get_by_role("button", name="Keep them").click()
    page.unroute("**/ask")
    answer_with(page, contract.refused("Three?", []))
    ask(page, "Three?")
    expect(page.locator(".question")).to_have_text(["One?", "Two?", "Three?"])


def read(download: Download) -> str:
    return Path(download.path()).read_text(encoding="utf-8")


def test_a_conversation_is_taken_along_as_markdown_and_json(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citation = contract.citation(document, 1)
    known = contract.refused("Who, and when?", []) | {
        "intent": "details",
        "answer": "Author: Ada *\nPublished: not known",
    }
    answers = [contract.found(CALL, [citation]), contract.refused(JAPAN, [contract.citation(document, 2)]), known]
    answer_with(page, *answers)
    for question in (CALL, JAPAN, "Who, and when?"):
        ask(page, question)
    menu(page)
    with page.expect_download() as markdown:
        page.get_by_role("button", name="Export as Markdown").click()
    text = read(markdown.value)
    assert markdown.value.suggested_filename.endswith(".md")
    assert text.startswith(f"## {CALL}\n\n> {citation['sentence']}\n>\n> — [Security guarantees for Ukraine](")
    assert "\n\nConfidence 0.93\n\n<http" in text
    assert f"## {JAPAN}\n\n*I found no sentence that says it.* The closest sentences, not an answer:\n\n> " in text
    assert "## Who, and when?\n\n*Author: Ada \\**\\\n*Published: not known*\n\n<http" in text
    if not page.locator("#conversations .menu-body").is_visible():
        menu(page)
    with page.expect_download() as as_json:
        page.get_by_role("button", name="Export as JSON").click()
    turns = json.loads(read(as_json.value))["turns"]
    assert [turn["question"] for turn in turns] == [CALL, JAPAN, "Who, and when?"]
    assert [turn["result"] for turn in turns] == answers


def test_clearing_all_asks_first_and_leaves_nothing(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []))
    ask(page, "One?")
    menu(page)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".turn")).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".turn")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('pincite.conversation'))") == []
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_browser_without_storage_still_answers(page: Page, server_url: str) -> None:
    refuse = "{ get() { throw new DOMException('no', 'SecurityError'); } }"
    page.add_init_script(
        f"for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {refuse});"
    )
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []), contract.refused("Two?", []))
    ask(page, "One?")
    ask(page, "Two?")
    expect(page.locator(".question")).to_have_text(["One?", "Two?"])
    expect(page.locator("#problem")).to_be_hidden()


def test_a_browser_without_room_says_so_and_still_answers(page: Page, server_url: str) -> None:
    page.add_init_script(
        "const set = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) {"
        "  if (key.startsWith('pincite.conversation')) throw new DOMException('full', 'QuotaExceededError');"
        "  set.call(this, key, value); };"
    )
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []))
    ask(page, "One?")
    expect(page.locator("#problem")).to_contain_text("The browser has no room for it.")


def test_an_answer_does_not_come_into_a_conversation_begun_meanwhile(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []))
    ask(page, "One?")
    page.unroute("**/ask")
    held: list[Route] = []
    page.route("**/ask", lambda route: held.append(route))
    submit(page, "Two?")
    expect(page.locator(".waiting")).to_be_visible()
    page.locator(".turn").first.get_by_role("button", name="Edit").click()
    expect(page.locator("#editing")).to_be_hidden()  # not while a question is being answered
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(field(page)).to_be_editable()
    expect(field(page)).to_have_value("Two?")
    page.unroute("**/ask")
    answer_with(page, contract.refused("Two?", []))
    ask(page, "Two?")
    expect(page.locator(".question")).to_have_text(["Two?"])
    menu(page)
    assert texts(page.locator("#kept button")) == ["Two?1", "One?1"]
