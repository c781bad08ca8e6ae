"""Single keys, the help that lists them, and their switch; the colours' switch."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.conversation import answer_with, ask, field, lit, texts, visit


def answered(page: Page, server_url: str) -> contract.Document:
    """Two answers, the first of one sentence, the second of two; focus is on the last answer's first citation."""
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    one, *two = [contract.citation(document, index, number) for index, number in ((1, 1), (2, 1), (3, 2))]
    answer_with(page, contract.found("One?", [one]), contract.found("Two?", two))
    ask(page, "One?")
    ask(page, "Two?")
    page.keyboard.press("Escape")
    expect(page.locator(".citation").nth(1)).to_be_focused()
    return document


def test_a_number_opens_that_sentence_of_the_answer(page: Page, server_url: str) -> None:
    document = answered(page, server_url)
    page.keyboard.press("2")
    expect(lit(page)).to_have_text([contract.sentence(document, 3)])
    page.keyboard.press("9")
    expect(lit(page)).to_have_text([contract.sentence(document, 3)])


def test_j_and_k_step_through_all_sentences_and_their_answers(page: Page, server_url: str) -> None:
    document = answered(page, server_url)
    citations = page.locator(".citation")
    for key, index in (("j", 2), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(citations.nth(index)).to_be_focused()
    assert texts(page.locator(".sentence.cited")) == [contract.sentence(document, 1)]


def test_v_goes_to_the_article_and_back(page: Page, server_url: str) -> None:
    answered(page, server_url)
    page.keyboard.press("Enter")
    expect(lit(page)).to_have_count(1)
    page.keyboard.press("v")
    expect(page.get_by_role("region", name="Text of the article")).to_be_focused()
    page.keyboard.press("v")
    expect(page.locator(".citation").nth(1)).to_be_focused()


def test_e_n_and_slash_write_questions(page: Page, server_url: str) -> None:
    answered(page, server_url)
    page.keyboard.press("e")
    expect(field(page)).to_have_value("Two?")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("n/?")
    expect(field(page)).to_have_value(re.compile("n/\\?$"))
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator(".turn")).to_have_count(0)


def test_the_help_lists_every_key_and_gives_focus_back(page: Page, server_url: str) -> None:
    answered(page, server_url)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Help")
    expect(dialog).to_be_visible()
    chat = (Path(__file__).parents[2] / "web/static/chat.js").read_text(encoding="utf-8")
    listened = set(re.findall(r'"(.)": ', chat)) | set(re.findall(r"\b([a-z]): ", chat[chat.index("const keys =") :]))
    listed = set(texts(dialog.locator("kbd"))) - {"Esc", "1", "9", "↑"}
    assert listed == listened == {"/", "?", "e", "f", "j", "k", "n", "v"}
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".citation").nth(1)).to_be_focused()


def test_single_keys_can_be_switched_off_for_good(page: Page, server_url: str) -> None:
    answered(page, server_url)
    page.keyboard.press("?")
    page.get_by_label("Single keys work outside the question").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("n")
    expect(page.locator(".turn")).to_have_count(2)
    page.reload()
    page.locator(".citation").last.focus()
    page.keyboard.press("n")
    expect(page.locator(".turn")).to_have_count(2)


def test_a_menu_closes_with_escape_and_gives_focus_back(page: Page, server_url: str) -> None:
    answered(page, server_url)
    summary = page.locator("#conversations > summary")
    summary.press("Enter")
    expect(page.locator("#conversations .menu-body")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#conversations .menu-body")).to_be_hidden()
    expect(summary).to_be_focused()


PAPER = {"light": "rgb(252, 251, 248)", "dark": "rgb(25, 26, 28)"}


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_the_colours_follow_the_system_or_the_switch(page: Page, server_url: str, system: str, other: str) -> None:
    page.emulate_media(color_scheme="light" if system == "light" else "dark")
    visit(page, server_url)
    head = page.locator(".masthead")
    switch = page.get_by_role("button", name=re.compile("^Colours"))
    expect(switch).to_have_accessible_name("Colours: Auto")
    expect(head).to_have_css("background-color", PAPER[system])
    switch.click()
    if other == "dark":
        switch.click()
    expect(switch).to_have_accessible_name(f"Colours: {other.title()}")
    expect(head).to_have_css("background-color", PAPER[other])
    page.reload()
    expect(head).to_have_css("background-color", PAPER[other])
    page.goto(f"{server_url}/documents/ukraine-security-guarantees")
    expect(head).to_have_css("background-color", PAPER[other])
