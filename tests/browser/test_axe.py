"""axe-core finds nothing, in any state of the page, light or dark, wide or narrow."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import contract, screenshots
from tests.browser.accessibility import violations
from tests.browser.conversation import ask, visit
from tests.browser.test_documents import articles, visit_with

Scene = Callable[[Page], None]


def help_open(page: Page) -> None:
    page.get_by_role("button", name="Help and keyboard").click()


def copy_menu(page: Page) -> None:
    ask(page, screenshots.QUESTION).locator("summary", has_text="Copy").click()


def conversations_menu(page: Page) -> None:
    ask(page, screenshots.QUESTION)
    page.locator("#conversations > summary").click()


def article_page(page: Page) -> None:
    page.goto(page.url.split("?")[0] + "documents/ukraine-security-guarantees#s227-341")


def missing_page(page: Page) -> None:
    page.goto(page.url.split("?")[0] + "documents/none")


SCENES: dict[str, Scene] = {
    **screenshots.SCENES,
    "help": help_open,
    "copy menu": copy_menu,
    "conversations": conversations_menu,
    "article page": article_page,
    "missing page": missing_page,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing(
    page: Page, server_url: str, scene: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, server_url)
    SCENES[scene](page)
    assert violations(page) == []


def test_axe_finds_nothing_in_the_list_of_articles_nor_without_any(page: Page, server_url: str) -> None:
    page.route("**/readyz", lambda route: route.fulfill(status=503, json={}))
    for documents in ([], [contract.document(name, name.upper(), "It is.", ["It is."]) for name in ("one", "two")]):
        visit_with(page, server_url, *documents)
        if documents:
            articles(page)
        assert violations(page) == []


def test_axe_would_find_something(page: Page, server_url: str) -> None:
    visit(page, server_url)
    page.evaluate("document.querySelector('label[for=question]').remove()")
    page.evaluate("question.removeAttribute('placeholder'); question.removeAttribute('aria-describedby')")
    expect(page.locator("label[for=question]")).to_have_count(0)
    assert [each.partition(":")[0] for each in violations(page)] == ["label"]
