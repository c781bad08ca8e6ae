"""At twice and four times the size of a window of 1440 by 900 an answer can be read, and a lit sentence seen whole."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import contract
from tests.browser.articles import serve_article
from tests.browser.conversation import CALL, answer_with, ask, field, lit, visit

ZOOMED = {"200%": (720, 450), "400%": (360, 225)}

# Lines of an element that are seen: their boxes lie in the window and nothing covers them.
LINES = """element => {
  const words = document.createRange();
  words.selectNodeContents(element);
  return [...words.getClientRects()];
}"""
SEEN_LINES = f"""element => ({LINES})(element).filter(({{ left, right, top, bottom }}) => {{
  const points = [[left + 3, top + 3], [(left + right) / 2, (top + bottom) / 2], [right - 3, bottom - 3]];
  return points.every(([x, y]) => element.contains(document.elementFromPoint(x, y)));
}})"""


def seen_whole(sentence: Locator) -> bool:
    return len(sentence.evaluate(SEEN_LINES)) == len(sentence.evaluate(LINES))


def at(page: Page, zoom: str) -> None:
    width, height = ZOOMED[zoom]
    page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("zoom", ZOOMED)
def test_the_lit_sentence_is_seen_whole(page: Page, server_url: str, zoom: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    at(page, zoom)
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citations = [contract.citation(document, index, number) for number, index in enumerate((1, 12, 30, -1), 1)]
    answer_with(page, contract.found("All?", citations))
    turn = ask(page, "All?")
    for number in range(len(citations)):
        page.evaluate("document.getElementById('view-ask').click()")
        turn.locator(".citation").nth(number).click()
        expect(lit(page)).to_have_text([citations[number]["sentence"]])
        assert seen_whole(lit(page)), citations[number]["sentence"]


def test_it_stays_in_view_while_the_window_is_zoomed(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, server_url)
    answer_with(page, contract.found("Where?", [contract.citation(contract.first_document(page, server_url), 20)]))
    ask(page, "Where?").locator(".citation").click()
    for zoom in ZOOMED:
        at(page, zoom)
        expect(lit(page)).to_be_in_viewport(ratio=1)
        assert seen_whole(lit(page))


@pytest.mark.parametrize(("zoom", "lines"), [("200%", 6), ("400%", 3)])
def test_an_answer_can_be_read(page: Page, server_url: str, zoom: str, lines: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    at(page, zoom)
    visit(page, server_url)
    turn = ask(page, CALL)
    turn.locator(".quote").evaluate("quote => quote.scrollIntoView({ block: 'center' })")
    quote = turn.locator(".quote")
    assert len(quote.evaluate(SEEN_LINES)) >= min(lines, len(quote.evaluate(LINES)))
    expect(field(page)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == ZOOMED[zoom][0]


def test_a_number_never_stands_alone_on_a_line(page: Page, server_url: str) -> None:
    words = " ".join(f"w{'o' * (n % 7)}rd" for n in range(24)) + "."
    document: Any = contract.document("ukraine-security-guarantees", "Words", words, [words])
    serve_article(page, document)
    visit(page, server_url)
    answer_with(page, contract.found("Which?", [contract.citation(document, 0)]))
    ask(page, "Which?")
    sentence = page.locator(".sentence.cited")
    narrowest = page.evaluate(
        """sentence => Math.min(...Array.from({ length: 120 }, (_, step) => {
          sentence.parentElement.style.width = `${260 + step}px`;
          return [...sentence.getClientRects()].at(-1).width;
        }))""",
        sentence.element_handle(),
    )
    assert narrowest > 30  # pixels: the number takes ten
