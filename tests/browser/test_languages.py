"""The page in the reader's language: its words, its direction, the mixture of both, and nothing for axe-core."""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import contract
from tests.browser.accessibility import violations
from tests.browser.conversation import CALL, JAPAN, answer_with, lit, visit
from tests.browser.test_page import LIMIT, watch
from web.words import languages

Visit = Callable[[str, int], Page]
ARTICLE = "documents/ukraine-security-guarantees#s227-341"
CHECKED = "“plan a video call on Sunday” and “Trump met Zelenskiy in Kyiv to sign a treaty on fish”"


@pytest.fixture
def visit_in(browser: Browser, server_url: str) -> Iterator[Visit]:
    """Opens the page in a browser that asks for a language, in a window of a width."""
    contexts = []

    def opened(language: str, width: int) -> Page:
        viewport = {"width": width, "height": 740}
        contexts.append(browser.new_context(locale=language, viewport=viewport, reduced_motion="reduce"))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        visit(page, server_url)
        return page

    yield opened
    for context in contexts:
        context.close()


def ask(page: Page, question: str) -> None:
    """Asks, whatever the field is called."""
    turns = page.locator(".turn:is(.found, .refused)")
    before = turns.count()
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(turns).to_have_count(before + 1)


def say(language: str, text: str) -> str:
    return languages()[language].translations.gettext(text)


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") == width) and bool(
        page.evaluate("[...document.querySelectorAll('.scroll')].every(each => each.scrollWidth === each.clientWidth)")
    )


@pytest.mark.parametrize("width", [320, 360, 1440])
@pytest.mark.parametrize("language", ["ar", "de", "ja"])
def test_an_answer_a_refusal_and_the_article_are_in_the_readers_words(
    visit_in: Visit, server_url: str, language: str, width: int
) -> None:
    page = visit_in(language, width)
    assert violations(page) == []
    ask(page, JAPAN)
    expect(page.locator(".verdict")).to_have_text(say(language, "I found no sentence that says it."))
    ask(page, CALL)
    assert (violations(page), fits(page, width)) == ([], True)
    expect(page.locator(".found .confidence summary")).to_have_text(
        re.compile("|".join(say(language, said) for said in ("Answers it", "May answer it; judge for yourself")))
    )
    page.locator(".current .citation").first.click()
    expect(lit(page)).to_be_in_viewport(ratio=1)
    assert (violations(page), fits(page, width)) == ([], True)
    page.goto(f"{server_url}/{ARTICLE}")
    expect(page.locator(".sentence:target")).to_be_in_viewport(ratio=1)
    assert (violations(page), fits(page, width)) == ([], True)


@pytest.mark.parametrize("language", ["ar", "de", "ja"])
def test_menus_dialogs_and_the_check_of_quotes_are_too(visit_in: Visit, server_url: str, language: str) -> None:
    page = visit_in(language, 360)
    page.locator("#language > summary").click()
    assert (violations(page), fits(page, 360)) == ([], True)
    page.locator("#help-open").click()
    expect(page.get_by_role("dialog", name=say(language, "Help"), exact=True)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#conversations > summary").click()
    expect(page.locator("#print")).to_have_text(say(language, "Print"))
    assert (violations(page), fits(page, 360)) == ([], True)
    page.locator("#view-read").click()
    page.locator("#add").click()
    expect(page.locator("#adding-title")).to_have_text(say(language, "Add articles"))
    assert violations(page) == []
    page.goto(f"{server_url}/check")
    page.locator("#text").fill(CHECKED)
    page.locator("#check button").click()
    badges = [f"✓ {say(language, 'Exact')}", f"✗ {say(language, 'Absent')}"]
    expect(page.locator(".badge")).to_have_text(badges)
    assert (violations(page), fits(page, 360)) == ([], True)


def test_a_page_from_right_to_left_shows_english_from_left_to_right(visit_in: Visit) -> None:
    page = visit_in("ar", 1440)
    ask(page, CALL)
    directions = {
        name: page.locator(name).first.evaluate("element => getComputedStyle(element).direction")
        for name in (
            "html",
            ".question",
            ".quote",
            ".verdicts",
            "#article h2",
            "#article .text",
            "#question",
            ".source",
        )
        if page.locator(name).count()
    }
    ours = {"html", ".verdicts", "#question", ".source"}  # an empty field goes the page's way
    assert directions == {name: "rtl" if name in ours else "ltr" for name in directions}
    page.locator("#question").fill("Who")
    assert page.locator("#question").evaluate("field => getComputedStyle(field).direction") == "ltr"
    asking, reading = (page.locator(name).bounding_box() for name in ("#asking", "#reading"))
    assert asking
    assert reading
    assert asking["x"] > reading["x"]


def test_a_quote_says_the_language_of_its_document_and_a_question_its_own(visit_in: Visit, server_url: str) -> None:
    page = visit_in("ja", 1440)
    citations = [contract.citation(contract.first_document(page, server_url), 1)]
    answer_with(page, contract.found("Wann?", citations, language="de"))
    ask(page, "Wann?")
    said = {
        name: page.locator(name).evaluate("e => e.closest('[lang]').lang")
        for name in (".question", ".quote", "#about", ".actions")
    }
    assert said == {".question": "de", ".quote": "en", "#about": "en", ".actions": "ja"}


def test_the_language_is_changed_on_the_page_and_kept_with_the_conversation(page: Page, server_url: str) -> None:
    visit(page, server_url)
    ask(page, CALL)
    page.locator("#language > summary").click()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".turn .question")).to_have_text([CALL])
    expect(page.locator("label[for=question]")).to_have_text("Ihre Frage")
    assert "lang=" not in page.url
    page.goto(f"{server_url}/{ARTICLE}")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator("#language > summary").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == f"{server_url}/{ARTICLE}"
    expect(page.locator(".sentence:target")).to_be_in_viewport(ratio=1)


def test_without_a_script_the_language_can_be_chosen_too(browser: Browser, server_url: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="ar") as context:
        page = context.new_page()
        page.goto(f"{server_url}/?question=What+is+the+capital+of+Japan%3F")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        page.locator("#language > summary").click()
        page.get_by_role("link", name="Deutsch").click()
        expect(page.locator(".verdict")).to_have_text("Ich habe keinen Satz gefunden, der das sagt.")


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_first_visit_weighs_less_than_100_kb_in_every_language(
    browser: Browser, server_url: str, language: str
) -> None:
    with browser.new_context(locale=language, extra_http_headers={"Accept-Language": language}) as context:
        page = context.new_page()
        addresses, _ = watch(page)
        visit(page, server_url)
        paths = {urlsplit(address).path for address in addresses}
        own = [path for path in paths if not path.startswith(("/documents/", "/suggestions"))]
        assert not any(path.startswith("/words/") for path in own)
        assert sum(len(page.request.get(server_url + path).body()) for path in own) < LIMIT


def test_numbers_are_written_and_counted_as_the_language_does(visit_in: Visit, server_url: str) -> None:
    page = visit_in("de", 1440)
    citations = [contract.citation(contract.first_document(page, server_url), 1)]
    answer_with(page, contract.found("Wie sicher?", citations, confidence=0.934, verdict="may_answer"))
    ask(page, "Wie sicher?")
    page.locator(".confidence summary").click()
    expect(page.locator(".figure")).to_have_text(
        "Konfidenz 0,93: Von zehn Antworten mit diesem Wert sind etwa 9 richtig."
    )
    page.locator("#question").fill("x" * 1200)
    expect(page.locator("#length")).to_have_text("1.200 von 1.000 Zeichen")


def test_what_the_server_says_in_english_is_said_to_be_english(visit_in: Visit) -> None:
    page = visit_in("de", 1440)
    detail = "32 questions are being answered already."
    body = json.dumps({"title": "Too many questions at once", "status": 429, "detail": detail})
    headers = {"Content-Type": "application/problem+json", "Retry-After": "9"}
    page.route("**/ask", lambda route: route.fulfill(status=429, body=body, headers=headers))
    page.locator("#question").fill("Wer?")
    page.locator("#question").press("Enter")
    expect(page.locator("#said strong")).to_have_text("Zu viele Fragen auf einmal")
    expect(page.locator("#said [lang=en]")).to_have_text(detail)
    expect(page.locator("#again")).to_contain_text(re.compile(r"In \d Sekunden wird von selbst noch einmal gefragt\."))
