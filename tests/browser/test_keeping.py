"""A conversation is kept in the browser: through a reload, beside others, in two tabs; and goes where a person says."""

import json
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Download, Page, Route, expect

from tests.browser import contract
from tests.browser.conversation import CALL, JAPAN, answer_with, ask, field, lit, submit, texts, visit
from tests.browser.test_documents import visit_with


def menu(page: Page) -> None:
    page.locator("#conversations > summary").click()
    expect(page.locator("#kept li, #kept-none:visible").first).to_be_visible()


def test_a_reload_loses_nothing(page: Page, server_url: str) -> None:
    visit(page, server_url)
    ask(page, JAPAN)
    ask(page, CALL)
    quotes = texts(page.locator(".quote"))
    page.locator(".question").first.click()
    page.reload()
    expect(page.locator(".question")).to_have_text([JAPAN, CALL])
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
    assert texts(page.locator("#kept .title")) == ["Two?2", "One?1"]
    expect(page.locator("#kept [aria-current]")).to_have_text("Two?2")
    page.get_by_role("button", name="One? (1)", exact=True).click()
    expect(page.locator(".question")).to_have_text(["One?"])
    page.reload()
    expect(page.locator(".question")).to_have_text(["One?"])


def test_a_conversation_is_named_found_and_deleted_alone(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    answer_with(page, contract.refused("One?", []), contract.found("Two?", [contract.citation(document, 1)]))
    ask(page, "One?")
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, "Two?")
    menu(page)
    names, search = page.locator("#kept .title"), page.get_by_label("Search the conversations")
    page.once("dialog", lambda dialog: dialog.accept("My <b>own</b> name"))
    page.get_by_role("button", name="Name One?").click()
    expect(names).to_have_text(["Two?1", "My <b>own</b> name1"])
    for words, found in (
        ("OWN my", ["My <b>own</b> name1"]),
        ("coalition", ["Two?1"]),
        ("one?", ["My <b>own</b> name1"]),
    ):
        search.fill(words)
        expect(names).to_have_text(found)
    search.fill("no such words")
    expect(page.locator("#kept-none")).to_have_text("None has these words.")
    search.fill("")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Delete Two?").click()
    expect(names).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete Two?").click()
    expect(names).to_have_text(["My <b>own</b> name1"])
    expect(page.locator(".turn")).to_have_count(0)  # it was the one on the page
    page.reload()
    menu(page)
    expect(names).to_have_text(["My <b>own</b> name1"])


def test_a_new_tab_begins_anew_and_finds_the_others(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []))
    ask(page, "One?")
    other = page.context.new_page()
    visit(other, server_url)
    expect(other.locator(".turn")).to_have_count(0)
    menu(other)
    assert texts(other.locator("#kept .title")) == ["One?1"]


def test_two_tabs_on_one_conversation_do_not_write_over_each_other(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused("One?", []), contract.refused("Three?", []))
    ask(page, "One?")
    other = page.context.new_page()
    visit(other, server_url)
    menu(other)
    other.get_by_role("button", name="One? (1)", exact=True).click()
    expect(other.locator(".question")).to_have_text(["One?"])
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
    head = f"# {CALL}\n\n{datetime.now(UTC).date()}\n\n## {CALL}\n\n> {citation['sentence']}\n>\n"
    assert text.startswith(f"{head}> — [Security guarantees for Ukraine](")
    assert "\n\nConfidence 0.93\n\n<http" in text
    assert f"## {JAPAN}\n\n*I found no sentence that says it.* Closest sentences, not an answer:\n\n> " in text
    assert "## Who, and when?\n\n*Author: Ada \\**\\\n*Published: not known*\n\n<http" in text
    if not page.locator("#conversations .menu-body").is_visible():
        menu(page)
    with page.expect_download() as as_json:
        page.get_by_role("button", name="Export as JSON").click()
    turns = json.loads(read(as_json.value))["turns"]
    assert [turn["question"] for turn in turns] == [CALL, JAPAN, "Who, and when?"]
    assert [turn["result"] for turn in turns] == answers
    known = {"title": "Security guarantees for Ukraine", "author": None, "published": None, "url": None, "page": None}
    link = f"{server_url}{citation['link']}"
    assert turns[0]["quotes"] == [{"quote": citation["sentence"], "source": {**known, "link": link}}]


def test_what_is_taken_along_says_author_date_and_page_of_each_quote(page: Page, server_url: str) -> None:
    report: contract.Document = {
        **contract.document("reports/one", "A *report*", "It is so.", ["It is so."]),
        "author": "Ada B",
        "published": "2024-05-01",
        "url": "https://example.org/one",
    }
    visit_with(page, server_url, report)
    citation = {**contract.citation(report, 0), "place": {"page": 7, "boxes": [], "seconds": None}}
    answer_with(page, contract.found("How?", []) | {"citations": [citation]})
    ask(page, "How?")
    menu(page)
    with page.expect_download() as markdown:
        page.get_by_role("button", name="Export as Markdown").click()
    link = f"{server_url}/documents/reports/one#s0-9"
    assert f"> It is so.\n>\n> — Ada B, [A \\*report\\*]({link}), 2024-05-01, page 7\n" in read(markdown.value)
    with page.expect_download() as as_json:
        page.get_by_role("button", name="Export as JSON").click()
    assert json.loads(read(as_json.value))["turns"][0]["quotes"][0]["source"] == {
        "title": "A *report*",
        "author": "Ada B",
        "published": "2024-05-01",
        "url": "https://example.org/one",
        "page": 7,
        "link": link,
    }


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
    assert texts(page.locator("#kept .title")) == ["Two?1", "One?1"]
