"""Printed, a conversation is there as a whole, with the source of each quote, on no more pages than it needs."""

import pypdfium2
from playwright.sync_api import Page

from tests.browser import contract
from tests.browser.conversation import answer_with, ask, visit


def printed(page: Page) -> list[str]:
    """The words of each page of paper."""
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    return [" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in paper]


def test_eight_turns_are_printed_whole_with_their_sources(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    questions = [f"Is this question number {number}?" for number in range(8)]
    citations = [contract.citation(document, number, 1) for number in range(8)]
    answer_with(page, *(contract.found(q, [c]) for q, c in zip(questions, citations, strict=True)))
    for question in questions:
        ask(page, question)
    sheets = printed(page)
    words = " ".join(sheets).replace("- ", "-")
    assert [question for question in questions if question not in words] == []
    for citation in citations:
        assert citation["sentence"].split()[-1] in words
        assert f"#s{citation['start']}-{citation['end']}" in words.replace(" ", "")
    assert words.count("Security guarantees for Ukraine, http") == 8
    assert not any(
        label in words for label in ("Copy link", "In context", "Ask the article", "Article on its own page")
    )
    assert len(sheets) <= 2


def test_on_a_phone_that_shows_the_article_the_conversation_is_printed(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    answer_with(page, contract.found("Where?", [contract.citation(document, 30)]))
    ask(page, "Where?").locator(".citation").click()
    (sheet,) = printed(page)
    assert sheet.startswith("Where? ")
    assert "“If they lack the will to carry out a simple order" in sheet
