"""A long article: it comes in portions, wherever one scrolls, searches, or follows a citation to."""

from playwright.sync_api import Page, expect

from index.documents import About, Document, Sentence
from index.reading.markdown import markdown_blocks
from index.reading.sentences import split_sentences
from tests.browser import contract
from tests.browser.accessibility import violations
from tests.browser.articles import serve_long
from tests.browser.conversation import answer_with, ask, lit, texts, visit

CHAPTERS = 60
PORTIONS = "[...document.querySelectorAll('#article .portion')]"
FILLED = f"{PORTIONS}.map((portion, number) => portion.firstChild ? number : -1).filter(number => number >= 0)"


def book() -> tuple[Document, list[Sentence]]:
    """Chapters of some 4,000 characters, each with a sentence of its own at its end."""
    body = "The ferry 🛳 of the island runs every day. *Nobody* on board is ever in a hurry.\n\n" * 45
    text = "# The book\n\n" + "".join(
        f"## Chapter {n}\n\n{body}The secret of chapter {n} is {n * n}.\n\n" for n in range(CHAPTERS)
    )
    identifier = "ukraine-security-guarantees"  # the one that the page asks for first
    document = Document(identifier, About("The book"), text, tuple(markdown_blocks(text)), "markdown")
    return document, split_sentences(text, document.blocks)


def cited(document: Document, sentences: list[Sentence], words: str, number: int = 1) -> contract.Citation:
    ranges = [
        contract.span(document.text, s.start, s.end) for s in sentences if words in document.text[s.start : s.end]
    ]
    made: contract.Document = {
        **contract.document(document.id, "The book", document.text, []),
        "sentences": ranges,
    }
    return contract.citation(made, 0, number)


def test_it_opens_with_what_is_seen_and_goes_on_as_one_scrolls(page: Page, server_url: str) -> None:
    document, sentences = book()
    serve_long(page, document, sentences)
    visit(page, server_url)
    count = page.evaluate(f"{PORTIONS}.length")
    assert count > 15
    assert len(page.evaluate(FILLED)) <= 3
    page.evaluate("document.getElementById('article-scroll').scrollTop = 1e9")
    expect(page.locator("#article .portion").last).to_contain_text(f"The secret of chapter {CHAPTERS - 1} is")
    assert len(page.evaluate(FILLED)) <= 7
    for part in range(0, 101, 2):
        page.evaluate(f"s = document.getElementById('article-scroll'); s.scrollTop = s.scrollHeight * {part / 100}")
        page.wait_for_timeout(30)
    page.wait_for_function(f"{FILLED}.length === {count}")
    assert texts(page.locator("#article .text")) == [document.text]


def test_a_citation_far_away_is_loaded_lit_and_in_view(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    document, sentences = book()
    serve_long(page, document, sentences)
    visit(page, server_url)
    citations = [cited(document, sentences, f"chapter {n} is {n * n}", k) for k, n in enumerate((50, 2, 31), 1)]
    answer_with(page, contract.found("Which?", citations))
    turn = ask(page, "Which?")
    expect(page.locator(".tick")).to_have_text(["1", "2", "3"])  # of those too that have not come yet
    for number in range(3):
        turn.locator(".citation").nth(number).click()
        expect(lit(page)).to_have_text([citations[number]["sentence"]])
        expect(lit(page)).to_be_in_viewport(ratio=1)
        page.wait_for_timeout(400)  # what comes above it does not push it away
        expect(lit(page)).to_be_in_viewport(ratio=1)
    assert len(page.evaluate(FILLED)) < 14


def test_words_are_found_in_all_of_it(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    document, sentences = book()
    serve_long(page, document, sentences)
    visit(page, server_url)
    page.get_by_role("button", name="Find").click()
    field = page.get_by_role("searchbox", name="Find in this article")
    expect(field).to_be_focused()
    field.fill("SECRET of  chapter")
    expect(page.locator("#find-count")).to_have_text(f"1 of {CHAPTERS}")
    expect(page.locator("#article .sentence", has_text="The secret of chapter 0 is 0.")).to_be_in_viewport()
    field.press("Shift+Enter")
    expect(page.locator("#find-count")).to_have_text(f"{CHAPTERS} of {CHAPTERS}")
    expect(page.locator("#article .sentence", has_text="The secret of chapter 59 is")).to_be_in_viewport()
    marked = "[...CSS.highlights.get('found-here')].map(String)"
    assert page.evaluate(marked) == ["secret of chapter"]
    assert violations(page) == []
    field.fill("no such words")
    expect(page.locator("#find-count")).to_have_text("Not in this article")
    field.press("Escape")
    expect(page.locator("#find")).to_be_hidden()
    expect(page.get_by_role("button", name="Find")).to_be_focused()


def test_the_outline_leads_to_a_chapter(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    document, sentences = book()
    serve_long(page, document, sentences)
    visit(page, server_url)
    page.get_by_text("Contents").click()
    assert violations(page) == []
    page.get_by_role("link", name="Chapter 40", exact=True).click()
    heading = page.get_by_role("heading", name="Chapter 40", exact=True)
    expect(heading).to_be_in_viewport(ratio=1)
    frame, box = page.locator("#article-scroll").bounding_box(), heading.bounding_box()
    assert frame
    assert box
    assert box["y"] < frame["y"] + 100
    expect(page.get_by_role("link", name="Chapter 40", exact=True)).to_be_hidden()
