"""Pictures of the page: `python -m tests.browser.screenshots URL FOLDER` against a running pincite."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

Scheme = Literal["light", "dark"]

QUESTION = "When is the video call of the coalition of the willing?"
UNANSWERABLE = "What is the capital of Japan?"
DESKTOP = (1280, 800)
PHONE = (360, 740)


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn.found, .turn.refused").last.wait_for()


def nothing(page: Page) -> None:
    pass


def cited(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".citation").first.click()
    page.locator(".sentence.lit").wait_for()


def answered(page: Page) -> None:
    ask(page, QUESTION)


def refused(page: Page) -> None:
    ask(page, UNANSWERABLE)


SCENES: dict[str, tuple[tuple[int, int], Callable[[Page], None]]] = {
    "first-visit": (DESKTOP, nothing),
    "answer": (DESKTOP, cited),
    "refusal": (DESKTOP, refused),
    "phone-answer": (PHONE, answered),
    "phone-article": (PHONE, cited),
}


@contextmanager
def opened(browser: Browser, url: str, size: tuple[int, int], scheme: Scheme) -> Iterator[Page]:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", device_scale_factor=2
    )
    page = context.new_page()
    page.goto(url)
    page.locator(".sentence").first.wait_for()
    yield page
    context.close()


def take(url: str, folder: Path) -> list[Path]:
    """The paths of the pictures written, one per scene and colour scheme."""
    folder.mkdir(parents=True, exist_ok=True)
    schemes: tuple[Scheme, ...] = ("light", "dark")
    pictures: list[Path] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        for scheme in schemes:
            for name, (size, act) in SCENES.items():
                with opened(browser, url, size, scheme) as page:
                    act(page)
                    pictures.append(folder / f"{name}-{scheme}.png")
                    page.screenshot(path=pictures[-1])
        browser.close()
    return pictures


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m tests.browser.screenshots URL FOLDER", file=sys.stderr)
        return 2
    for picture in take(arguments[0], Path(arguments[1])):
        print(picture)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
