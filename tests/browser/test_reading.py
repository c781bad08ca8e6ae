"""Reading beside asking: where a citation stands is seen before any click, and all of an answer's at once."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.conversation import answer_with, ask, lit, texts, visit

FAR = 30  # a sentence out of sight at first

BACKGROUND = "element => getComputedStyle(element).backgroundColor"


def test_an_answer_brings_its_first_sentence_into_view(page: Page, server_url: str) -> None:
    visit(page, server_url)
    citation = contract.citation(contract.first_document(page, server_url), FAR)
    answer_with(page, contract.found("Where?", [citation]))
    expect(page.locator("#article .sentence").nth(FAR)).not_to_be_in_viewport()
    ask(page, "Where?")
    expect(page.locator(".sentence.cited")).to_be_in_viewport(ratio=1)
    expect(lit(page)).to_have_count(0)


def test_each_number_has_its_colour_and_the_highlight_a_stronger_one(page: Page, server_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    places = ((3, "with Europe"), (4, "an arrangement"))
    citations = [contract.citation(document, index, n, highlight=part) for n, (index, part) in enumerate(places, 1)]
    answer_with(page, contract.found("Both?", citations))
    turn = ask(page, "Both?")
    sentences = page.locator(".sentence.cited")
    assert texts(sentences) == [citation["sentence"] for citation in citations]
    soft = [sentence.evaluate(BACKGROUND) for sentence in sentences.all()]
    strong = [mark.evaluate(BACKGROUND) for mark in sentences.locator("mark").all()]
    numbers = [number.evaluate(BACKGROUND) for number in turn.locator(".number").all()]
    assert len({*soft, *strong}) == 4
    assert numbers == strong


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_pointing_at_a_citation_shows_where_it_is(page: Page, server_url: str, how: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    answer_with(page, contract.found("Both?", [contract.citation(document, 0, 1), contract.citation(document, FAR, 2)]))
    button = ask(page, "Both?").locator(".citation").last
    far = page.locator("#article .sentence").nth(FAR)
    expect(far).not_to_be_in_viewport()
    if how == "hover":
        button.hover()
    else:
        page.keyboard.press("Escape")  # from the question to the first citation
        page.keyboard.press("j")
        expect(button).to_be_focused()
    expect(far).to_be_in_viewport(ratio=1)
    assert texts(page.locator("#article .peeked")) == [contract.sentence(document, FAR)]
    assert texts(page.locator(".tick.peeked")) == ["2"]
    expect(lit(page)).to_have_count(0)
    if how == "hover":
        page.get_by_label("Your question").hover()
    else:
        page.keyboard.press("/")
    expect(page.locator(".peeked")).to_have_count(0)


def test_the_rail_shows_all_citations_even_those_out_of_sight(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    answer_with(page, contract.found("Both?", [contract.citation(document, FAR, 1), contract.citation(document, 0, 2)]))
    ask(page, "Both?")
    ticks = page.locator(".tick")
    assert texts(ticks) == ["1", "2"]
    lower, upper = (ticks.nth(n).bounding_box() for n in (0, 1))
    assert lower is not None
    assert upper is not None
    assert upper["y"] < lower["y"]
    expect(ticks.first).to_be_in_viewport(ratio=1)
    expect(ticks.last).to_be_in_viewport(ratio=1)
    ticks.last.click()
    expect(lit(page)).to_have_text([contract.sentence(document, 0)])
    expect(lit(page)).to_be_in_viewport(ratio=1)


def test_ticks_of_neighbours_do_not_cover_each_other(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    answer_with(page, contract.found("All?", [contract.citation(document, index, index + 1) for index in (0, 1, 2)]))
    ask(page, "All?")
    tops = page.locator(".tick").evaluate_all("ticks => ticks.map(tick => tick.getBoundingClientRect().top)")
    height = page.locator(".tick").first.evaluate("tick => tick.offsetHeight")
    assert all(later - earlier >= height for earlier, later in pairwise(tops))


def test_selecting_an_older_answer_lights_its_sentences_again(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    one, two = contract.citation(document, 2), contract.citation(document, 5)
    answer_with(page, contract.found("One?", [one]), contract.refused("No?", []), contract.found("Two?", [two]))
    for question in ("One?", "No?", "Two?"):
        ask(page, question)
    assert texts(page.locator(".sentence.cited")) == [two["sentence"]]
    page.locator(".question").nth(0).click()
    assert texts(page.locator(".sentence.cited")) == [one["sentence"]]
    page.locator(".question").nth(1).click()
    expect(page.locator(".sentence.cited")).to_have_count(0)
    expect(page.locator(".turn.current .question")).to_have_text("No?")


def test_the_sentences_around_are_shown_on_demand(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    before, after = contract.sentence(document, 4), contract.sentence(document, 6)
    citation: contract.Citation = {**contract.citation(document, 5), "before": before, "after": after}
    answer_with(page, contract.found("Where?", [citation]))
    turn = ask(page, "Where?")
    neighbours = turn.locator(".neighbour")
    toggle = turn.get_by_role("button", name="In context")
    for shown in (False, True, False):
        assert [each.is_visible() for each in neighbours.all()] == [shown, shown]
        expect(toggle).to_have_attribute("aria-expanded", str(shown).lower())
        toggle.click()
    assert texts(neighbours) == [before, after]


def test_on_a_phone_questions_and_article_are_one_tap_apart(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, server_url)
    citation = contract.citation(contract.first_document(page, server_url), FAR)
    answer_with(page, contract.found("Where?", [citation]))
    turn = ask(page, "Where?")
    questions, article = (page.locator("#views").get_by_role("button", name=name) for name in ("Questions", "Article"))
    expect(article).to_have_text("Article · 1")
    expect(page.locator("#article")).to_be_hidden()
    article.click()
    expect(turn).to_be_hidden()
    expect(page.locator("#article")).to_be_visible()
    expect(article).to_have_attribute("aria-pressed", "true")
    questions.click()
    expect(turn).to_be_visible()
    turn.locator(".citation").click()
    expect(lit(page)).to_be_in_viewport(ratio=1)
    assert texts(lit(page)) == [citation["sentence"]]
    expect(page.get_by_role("region", name="Text of the article")).to_be_focused()
