"""Pictures of the page: `python -m tests.browser.screenshots URL FOLDER` against a running pincite.

`readme.png` among them is the README's picture, `web/screenshot.png`.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

Scheme = Literal["light", "dark"]

QUESTION = "When is the video call of the coalition of the willing?"
EARLIER = "When will Trump host Zelenskiy?"
FOLLOW_UP = "Who else may take part?"
UNANSWERABLE = "What is the capital of Japan?"
README = ("follow-up", (1440, 900))
SIZES = {"360": (360, 740), "768": (768, 1024), "1440": (1440, 900)}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def ask(page: Page, question: str) -> None:
    turns = page.locator(".turn:is(.found, .refused)")
    count = turns.count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turns.nth(count).wait_for()


def first_visit(page: Page) -> None:
    page.locator("#suggestions a").first.wait_for()


def answer(page: Page) -> None:
    ask(page, QUESTION)


def refusal(page: Page) -> None:
    first_visit(page)
    ask(page, UNANSWERABLE)


def follow_up(page: Page) -> None:
    ask(page, EARLIER)
    ask(page, FOLLOW_UP)


def lit_article(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".current .citation").first.click()
    page.locator(".sentence.lit").wait_for()


def error(page: Page) -> None:
    page.route("**/ask", lambda route: route.abort("connectionrefused"))
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator("#again").wait_for()


def to_article(page: Page) -> None:
    """A narrow screen shows it in the place of the questions."""
    if page.locator("#view-read").is_visible():
        page.locator("#view-read").click()


def articles(page: Page) -> None:
    to_article(page)
    page.locator("#documents > summary").click()
    page.locator("#documents [data-document]").first.wait_for()


def adding(page: Page) -> None:
    to_article(page)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("Paste a text").click()


def finding(page: Page) -> None:
    to_article(page)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("searchbox", name="Find in this article").fill("Trump")
    page.get_by_text("1 of").wait_for()


def overview(page: Page) -> None:
    ask(page, "What is this article about?")


SCENES: dict[str, Callable[[Page], None]] = {
    "first-visit": first_visit,
    "answer": answer,
    "refusal": refusal,
    "follow-up": follow_up,
    "lit-article": lit_article,
    "error": error,
    "overview": overview,
    "articles": articles,
    "adding": adding,
    "finding": finding,
}


@contextmanager
def opened(browser: Browser, url: str, size: tuple[int, int], scheme: Scheme) -> Iterator[Page]:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    page.locator(".sentence").first.wait_for(state="attached")
    yield page
    context.close()


def take(url: str, folder: Path) -> Iterator[Path]:
    """The paths of the pictures, each as it is written: one per scene, width and colour scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        for (width, size), scheme, name in product(SIZES.items(), SCHEMES, SCENES):
            yield picture(browser, url, size, scheme, name, folder / f"{name}-{width}-{scheme}.png")
        name, size = README
        yield smaller(picture(browser, url, size, "light", name, folder / "readme.png"))
        browser.close()


def smaller(path: Path) -> Path:
    """The path of a picture, written again with 256 colours: a third of the bytes."""
    Image.open(path).convert("RGB").quantize(dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def picture(browser: Browser, url: str, size: tuple[int, int], scheme: Scheme, scene: str, path: Path) -> Path:
    """The path of a scene's picture, written."""
    with opened(browser, url, size, scheme) as page:
        SCENES[scene](page)
        page.mouse.move(0, 0)
        page.screenshot(path=path)
    return path


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m tests.browser.screenshots URL FOLDER", file=sys.stderr)
        return 2
    for picture in take(arguments[0], Path(arguments[1])):
        print(picture)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
