"""Links that last: to a question with its answer, to a sentence, into the original; and what is copied."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import contract
from tests.browser.conversation import CALL, CITED, answer_with, ask, texts, visit

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def copied(page: Page, turn: Any, what: str) -> str:
    page.context.grant_permissions(CLIPBOARD)
    turn.locator("summary", has_text="Copy").click()
    turn.get_by_role("button", name=what, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("is copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_link_to_a_question_opens_it_with_its_answer_in_a_private_window(
    page: Page, browser: Browser, server_url: str
) -> None:
    visit(page, server_url)
    page.context.grant_permissions(CLIPBOARD)
    turn = ask(page, CALL)
    turn.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("The link to this question is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    with browser.new_context() as private:
        other = private.new_page()
        sent: list[str] = []
        other.on("request", lambda request: sent.append(request.url))
        other.goto(link)
        expect(other.locator(".turn.found .question")).to_have_text(CALL)
        assert texts(other.locator(".quote")) == texts(page.locator(".quote")) == [CITED]
        assert texts(other.locator("#article .sentence.cited")) == [CITED]
        assert f"{server_url}/ask" not in sent  # the page came with the answer


def test_the_link_to_a_follow_up_needs_no_conversation(page: Page, browser: Browser, server_url: str) -> None:
    visit(page, server_url)
    ask(page, "When will Trump host Zelenskiy?")
    turn = ask(page, "Who else may take part?")
    quotes = texts(turn.locator(".quote"))
    with browser.new_context() as private:
        other = private.new_page()
        other.goto(page.url)
        expect(other.locator(".question")).to_have_text("Who else may take part?")
        expect(other).to_have_title("Who else may take part? · pincite")
        expect(other.locator(".asked-as")).to_contain_text("Volodymyr Oval Office: Who else may take part?")
        assert texts(other.locator(".quote")) == quotes


def test_the_link_to_a_sentence_opens_the_article_with_exactly_that_sentence_lit(
    page: Page, browser: Browser, server_url: str
) -> None:
    visit(page, server_url)
    link = copied(page, ask(page, CALL), "Link")
    assert link == f"{server_url}/documents/ukraine-security-guarantees#s227-341"
    with browser.new_context() as private:
        other = private.new_page()
        other.goto(link)
        assert texts(other.locator(".sentence:target")) == [CITED]
        expect(other.locator(".sentence:target")).to_be_in_viewport(ratio=1)


def test_a_sentence_whose_place_has_moved_is_said_to_be_gone(page: Page, server_url: str) -> None:
    address = f"{server_url}/documents/ukraine-security-guarantees"
    notice = page.get_by_role("alert")
    page.goto(f"{address}#s227-341")
    expect(notice).to_be_hidden()
    page.goto(f"{address}#s228-341")
    expect(notice).to_contain_text("This sentence is not where the link says")


def test_a_quote_is_copied_with_its_source(page: Page, server_url: str) -> None:
    visit(page, server_url)
    link = f"{server_url}/documents/ukraine-security-guarantees#s227-341"
    assert copied(page, ask(page, CALL), "Quote") == f"“{CITED}”\n— Security guarantees for Ukraine, {link}"


def test_markdown_shows_the_quote_verbatim(page: Page, server_url: str) -> None:
    visit(page, server_url)
    hostile = contract.document("odd", "A [b]", "*Two*\r\nlines_here <b> 1. & #.", ["*Two*\r\nlines_here <b> 1. & #."])
    answer_with(page, contract.found("Odd?", [contract.citation(hostile, 0)]))
    assert copied(page, ask(page, "Odd?"), "Markdown") == (
        f"> \\*Two\\*\n> lines\\_here \\<b\\> 1. \\& \\#.\n>\n> — [A \\[b\\]]({server_url}/documents/odd#s0-29)"
    )


def test_a_document_with_an_address_has_a_link_into_the_original(page: Page, server_url: str) -> None:
    visit(page, server_url)
    source = "https://example.org/a#:~:text=One."
    citation: contract.Citation = {
        **contract.citation(contract.first_document(page, server_url), 1),
        "source_link": source,
    }
    answer_with(page, contract.found("Where?", [citation]))
    assert copied(page, ask(page, "Where?"), "Link in the original") == source


def test_without_an_address_there_is_none(page: Page, server_url: str) -> None:
    visit(page, server_url)
    turn = ask(page, CALL)
    turn.locator("summary", has_text="Copy").click()
    assert texts(turn.locator(".menu-actions > *")) == ["Quote", "Markdown", "Link", "Open in a new tab"]


def test_copying_works_where_the_browser_has_no_clipboard_for_the_page(page: Page, server_url: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    visit(page, server_url)
    turn = ask(page, CALL)
    turn.locator("summary", has_text="Copy").click()
    turn.get_by_role("button", name="Quote", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("The quote is copied.")
    expect(turn.locator("summary", has_text="Copy")).to_be_focused()


@pytest.mark.parametrize("target", ["exact", "prefix"])
def test_a_text_fragment_lights_the_quote_in_the_original(page: Page, server_url: str, target: str) -> None:
    # Chromium reports what a text fragment found through the scroll position alone.
    text = "<p>" + "</p><p>".join(["It rained."] + ["x"] * 200 + ["Later, in May. It rained."]) + "</p>"
    page.route("**/original", lambda route: route.fulfill(body=text, content_type="text/html"))
    fragment = {"exact": "Later%2C%20in%20May.", "prefix": "May.-,It%20rained."}[target]
    page.goto(f"{server_url}/original#:~:text={fragment}")
    expect(page.locator("p").last).to_be_in_viewport()
