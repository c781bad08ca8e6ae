"""What one sees first: what the article is about, in its own sentences, and questions that it answers."""

from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.conversation import CALL, ask, lit, texts, visit


def test_it_says_what_the_article_is_about_in_its_own_sentences(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    about = page.get_by_role("region", name=document["title"])
    assert texts(about.get_by_role("button")) == [contract.sentence(document, index) for index in range(3)]
    about.get_by_role("button").nth(1).click()
    expect(lit(page)).to_have_text([contract.sentence(document, 1)])


def test_four_questions_are_offered_and_no_pane_is_half_empty(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    visit(page, server_url)
    expect(page.locator("#suggestions a")).to_have_count(4, timeout=90_000)  # worked out on a busy machine
    pane, last, field = (page.locator(name).bounding_box() for name in ("#turns-scroll", "#suggestions", "#ask"))
    assert pane
    assert last
    assert field
    assert last["y"] + last["height"] > pane["y"] + 0.7 * pane["height"]


def test_it_makes_room_for_the_conversation(page: Page, server_url: str) -> None:
    visit(page, server_url)
    ask(page, CALL)
    expect(page.locator("#about")).to_be_hidden()
    page.get_by_role("button", name="New").click()
    expect(page.locator("#about")).to_be_visible()
