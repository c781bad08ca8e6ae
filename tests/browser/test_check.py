"""The page that checks quotes: pasted, marked, explained, and led to the place; by keyboard and without a script."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations

# Of the seed article: the first, third, fifth, seventh and ninth stand there, the others do not.
ANSWER = """Officials “plan a video call on Sunday to work toward a plan”, and Trump said he was
“prepared to contribute to security guarantees without Europe”.

> Zelenskiy has said repeatedly that he’s willing to meet Putin.

It "would take Russia more than five years to fully occupy the four Ukrainian regions"; that comes
'at a cost of nearly 2 million additional Russian casualties'. The minister added that
“the harbour of Odesa will be handed over in spring”. Still, “[the] Kremlin could … withdraw troops”, and
„The specifics of a German contribution to any security guarantees for Ukraine are unclear.“

«Moscow’s forces only partially control the region», but “a ceasefire begins at midnight, both sides confirmed”.
"""
SIGNS = {"exact": "✓", "near": "≈", "absent": "✗"}
VERDICTS = ["exact", "near", "exact", "near", "exact", "absent", "exact", "near", "exact", "absent"]

# Ten answers about the same article, each with a quote that stands there and one that does not.
ANSWERS = [
    (
        "Leaders are “focusing on pinning down what security guarantees they can provide” after “two years of war”.",
        ["exact", "absent"],
    ),
    (
        "Trump is 'prepared to contribute to security guarantees with Europe' as it “did involve NATO”.",
        ["exact", "near"],
    ),
    (
        "> The Kremlin has yet to provide a similar commitment.\n\nIt is “halfway through its fifth year”.",
        ["exact", "near"],
    ),
    (
        "The assessment says it “would take Russia more than four years”; the cost is “nearly 3 million additional "
        "Russian casualties”.",
        ["exact", "near"],
    ),
    (
        "«Some European leaders may take part in the meeting», while «the Pope is to bless the negotiators in Rome».",
        ["exact", "absent"],
    ),
    (
        "„Most statements issued by European leaders on Saturday made no mention of a ceasefire.“ Trump „was in "
        "a rush to implement fresh penalties“.",
        ["exact", "near"],
    ),
    (
        'It was cited by "Russian presidential aide Yuri Ushakov", not by "Russian presidential aide Dmitry Peskov".',
        ["exact", "near"],
    ),
    (
        "“[He] also threatened to walk out … if it wasn’t met.” “Both sides signed the treaty before noon on Tuesday.”",
        ["exact", "absent"],
    ),
    (
        "“zelenskiy has repeatedly ruled out giving up all of donetsk” but “Zelenskiy has never ruled out giving up "
        "all of Donetsk”.",
        ["exact", "near"],
    ),
    (
        "**“an alternative would be bolstering, through US commitments, earlier plans”** and “plans coordinated by "
        "Spain and Italy, which included reassurance forces”.",
        ["exact", "near"],
    ),
]


def checked(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/check")
    page.get_by_label("Text with quotes").fill(ANSWER)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="10 quotes")).to_be_visible()


def test_ten_quotes_are_marked_by_sign_and_word(page: Page, server_url: str) -> None:
    checked(page, server_url)
    assert [mark.split()[-2] for mark in page.locator(".badge").all_inner_texts()] == [SIGNS[v] for v in VERDICTS]
    assert [mark.split()[-1].lower() for mark in page.locator(".badge").all_inner_texts()] == VERDICTS
    expect(page.locator("#q4 del")).to_contain_text("five")
    expect(page.locator("#q4 ins")).to_contain_text("four")
    expect(page.locator("#q4 .grave")).to_have_text("Number changed: five, the source has four")
    expect(page.locator("#q8 .grave")).to_have_text("Name changed: German, the source has US")


@pytest.mark.parametrize(("answer", "verdicts"), ANSWERS)
def test_of_ten_answers_the_half_that_was_altered_or_invented_is_told(
    page: Page, server_url: str, answer: str, verdicts: list[str]
) -> None:
    page.goto(f"{server_url}/check")
    page.locator("#text").fill(answer)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".badge")).to_have_count(len(verdicts))
    assert [badge.split()[-1].lower() for badge in page.locator(".badge").all_inner_texts()] == verdicts


def test_the_result_is_led_to_and_a_quote_leads_to_its_place(page: Page, server_url: str) -> None:
    checked(page, server_url)
    expect(page.locator("#result-title")).to_be_focused()
    page.locator(".mark").nth(3).click()
    assert page.url.endswith("#q4")
    page.locator("#q4").get_by_role("link", name="Show it in the article").click()
    expect(page.locator(":target")).to_contain_text("more than four years")


def test_control_and_enter_check(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/check")
    page.get_by_label("Text with quotes").fill("“Putin”")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="1 quote: 1 exact")).to_be_visible()


def test_another_language_keeps_what_was_typed_and_checks_it_again(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/check")
    page.locator("#text").fill("“plan a video call on Sunday”, half")
    choose(page, "Deutsch")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#text")).to_have_value("“plan a video call on Sunday”, half")
    expect(page.locator("#result-title")).to_have_count(0)
    page.get_by_role("button", name="Prüfen").click()
    expect(page.locator("#result-title")).to_contain_text("1 Zitat")
    choose(page, "Français")
    expect(page.locator("#result-title")).to_contain_text("1 citation")
    expect(page.locator("#text")).to_have_value("“plan a video call on Sunday”, half")
    page.goto(f"{server_url}/check")
    expect(page.locator("#text")).to_have_value("")


def choose(page: Page, language: str) -> None:
    page.locator("#language summary").click()
    page.get_by_role("link", name=language).click()


def test_the_page_works_without_a_script(browser: Browser, server_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    checked(context.new_page(), server_url)
    context.close()


def test_the_chat_page_leads_there(page: Page, server_url: str) -> None:
    page.goto(server_url)
    page.get_by_role("link", name="Check quotes").click()
    expect(page.get_by_role("heading", name="Check quotes")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    page: Page, server_url: str, width: int, scheme: Literal["light", "dark"], tmp_path: Path
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    checked(page, server_url)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_breaks_the_content_security_policy(page: Page, server_url: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    checked(page, server_url)
    assert said == []
