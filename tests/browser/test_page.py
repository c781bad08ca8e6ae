"""What holds for the page as a whole: hosts, policy, weight, keyboard, narrow screens, motion, contrast."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import contract
from tests.browser.conversation import CALL, JAPAN, answer_with, ask, field, lit, submit, visit
from web.pages import LATER

# Text whose contrast with what lies behind it is under WCAG AA: 4.5, or 3 where it is large.
# https://www.w3.org/TR/WCAG22/#contrast-minimum
FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (value) => value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    const colour = channels(getComputedStyle(element).backgroundColor);
    return colour[3] === 0 && element.parentElement ? behind(element.parentElement) : colour;
  };
  const ratio = (one, two) => {
    const [dark, light] = [luminance(one), luminance(two)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const needed = (style) => {
    const size = parseFloat(style.fontSize);
    return size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
  };
  const checks = [];
  for (const element of document.querySelectorAll("body *:not(:disabled)")) {
    const written = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (written && element.checkVisibility()) checks.push([element, getComputedStyle(element)]);
    const after = getComputedStyle(element, "::after");
    if (!["none", "normal"].includes(after.content)) checks.push([element, after]);
  }
  return checks
    .filter(([element, style]) => ratio(channels(style.color), behind(element)) < needed(style))
    .map(([element, style]) => `${element.className || element.tagName}: ${style.color}`);
}"""


LATE = {"place", "check", "later", *LATER}  # what is loaded when it is wanted
STATIC = sorted(path.name for path in (Path(__file__).parents[2] / "web/static").iterdir() if path.stem not in LATE)
LIMIT = 100_000  # bytes, uncompressed


def watch(page: Page) -> tuple[list[str], list[str]]:
    """The addresses that will be requested and the errors and warnings that will be reported."""
    addresses: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    return addresses, complaints


def test_nothing_is_asked_of_another_host_and_nothing_complains(page: Page, server_url: str) -> None:
    addresses, complaints = watch(page)
    visit(page, server_url)
    ask(page, CALL).locator(".citation").first.click()
    expect(lit(page)).to_have_count(1)
    ask(page, JAPAN)
    page.goto(server_url + contract.citation(contract.first_document(page, server_url), 1)["link"])
    expect(page.locator(".sentence:target")).to_have_count(1)
    own = urlsplit(server_url).netloc
    assert {urlsplit(address).netloc for address in addresses} == {own}
    assert complaints == []


def test_the_policy_is_sent_and_forbids_inline_script(page: Page, server_url: str) -> None:
    response = page.goto(server_url)
    assert response is not None
    policy = {part.strip() for part in (response.header_value("content-security-policy") or "").split(";")}
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"} <= policy


def test_the_page_weighs_less_than_100_kb_in_one_request_each(page: Page, server_url: str) -> None:
    addresses, _ = watch(page)
    visit(page, server_url)
    paths = [urlsplit(address).path for address in addresses]
    own = sorted(path for path in paths if not path.startswith(("/documents/", "/suggestions")))
    assert own == sorted(["/", *(f"/static/{name}" for name in STATIC)])  # chromium asks for the icon too
    assert sum(len(page.request.get(server_url + path).body()) for path in own) < LIMIT


def test_asking_and_following_by_keyboard_alone(page: Page, server_url: str) -> None:
    visit(page, server_url)
    expect(field(page)).to_be_focused()
    page.get_by_role("link", name="Skip to the question").focus()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type(CALL)
    page.keyboard.press("Enter")
    first = page.locator(".turn.found .citation").first
    expect(first).to_be_visible()
    expect(field(page)).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if first.evaluate("button => button === document.activeElement"):
            break
    expect(first).to_be_focused()
    assert first.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(lit(page)).to_have_text([first.locator(".quote").inner_text()])
    expect(first).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 704, 768, 1280, 3840])
def test_nothing_scrolls_sideways(page: Page, server_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    visit(page, server_url)
    long_word = contract.document("x", "W" * 200, "w" * 300, ["w" * 300])
    answer_with(page, contract.found("Q" * 200, [contract.citation(long_word, 0)], asked_as="S" * 200))
    ask(page, "Q" * 200)
    page.route("**/ask", lambda route: route.abort())
    submit(page, "again")
    expect(page.locator("#problem")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth === e.clientWidth)")


def test_on_a_phone_the_article_leads_back_to_the_answer(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit(page, server_url)
    answer_with(page, contract.found(CALL, [contract.citation(contract.first_document(page, server_url), 30)]))
    citation = ask(page, CALL).locator(".citation")
    citation.click()
    expect(lit(page)).to_be_in_viewport(ratio=1)
    expect(citation).not_to_be_in_viewport()
    page.get_by_role("button", name="Back to the answer").click()
    expect(citation).to_be_in_viewport(ratio=1)
    expect(citation).to_be_focused()


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "instant"), ("no-preference", "smooth")])
def test_scrolling_respects_reduced_motion(
    page: Page, server_url: str, motion: Literal["reduce", "no-preference"], behaviour: str
) -> None:
    page.emulate_media(reduced_motion=motion)
    page.add_init_script("Element.prototype.scrollIntoView = (how) => { window.how = how.behavior; };")
    visit(page, server_url)
    answer_with(page, contract.found(CALL, [contract.citation(contract.first_document(page, server_url), 1)]))
    ask(page, CALL).locator(".citation").click()
    expect(lit(page)).to_have_count(1)
    assert page.evaluate("window.how") == behaviour


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(page: Page, server_url: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    cited = [contract.citation(document, index, index, highlight="the") for index in (4, 5)]
    follow_up = contract.found(CALL, cited, asked_as="something else")
    answer_with(page, contract.refused(JAPAN, [contract.citation(document, 2)]), follow_up)
    ask(page, JAPAN)
    ask(page, CALL).locator(".citation").first.click()
    expect(lit(page)).to_have_count(1)
    page.route("**/ask", lambda route: route.abort())
    submit(page, "again")
    expect(page.locator("#problem")).to_be_visible()
    assert page.evaluate(FAINT) == []
