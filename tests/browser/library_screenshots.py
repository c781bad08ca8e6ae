"""Pictures of a library: `python -m tests.browser.library_screenshots FOLDER`; it starts the servers that it needs.

Scenes: an empty library, adding, an answer in a PDF and in a table, an overview, a refusal, two hundred sources.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from index.build import rebuild
from index.networks.loading import load_encoder
from tests.browser import chromium
from tests.browser.screenshots import SCHEMES, SIZES, Scheme, articles, ask, to_article
from tests.running import running_server

SHELF = Path(__file__).parents[1] / "benchmarks/shelf"
SOURCES = 200
WAIT_MS = 120_000

WEATHER = "Captain Osei measured a gust in January. Doctor Ines Baum warned that the mast will not last a winter."
BROKEN = "minutes.pdf"
_number = count()  # of pictures of adding: what is there already is not added again


def empty(page: Page) -> None:
    page.get_by_role("heading", name="No article yet").wait_for()


def read(page: Page) -> None:
    page.locator("#article .sentence").first.wait_for(state="attached")


def adding(page: Page) -> None:
    read(page)
    to_article(page)
    page.get_by_role("button", name="Add", exact=True).click()
    files = [("weather.txt", f"{WEATHER} It was {next(_number)} degrees.".encode()), (BROKEN, b"not a PDF")]
    payloads: list[FilePayload] = [{"name": n, "mimeType": "application/octet-stream", "buffer": b} for n, b in files]
    page.locator("#adding input[type=file]").set_input_files(payloads)
    page.locator(".job .suggestions").first.wait_for(timeout=WAIT_MS)


def cited(page: Page, question: str) -> None:
    read(page)
    ask(page, question)
    page.locator(".current .citation").first.click()
    page.locator(".sentence.lit").first.wait_for()


def pdf(page: Page) -> None:
    cited(page, "How many crossings left on time in 2023?")
    page.wait_for_timeout(1500)  # the picture of the page


def opened_pdf(page: Page) -> None:
    pdf(page)
    page.locator("#article .page summary").first.click()
    page.locator("#article .page img").first.wait_for()
    page.wait_for_timeout(3000)


def pdf_table(page: Page) -> None:
    cited(page, "How many passengers were there in 2022?")


def table(page: Page) -> None:
    cited(page, "How much does the walnut loaf cost?")


def refusal(page: Page) -> None:
    read(page)
    ask(page, "How deep is the harbour of Lisbon?")


def overview(page: Page) -> None:
    read(page)
    ask(page, "What is this article about?")


def many(page: Page) -> None:
    read(page)
    articles(page)


ON_THE_SHELF: dict[str, Callable[[Page], None]] = {
    "pdf-answer": pdf,
    "pdf-page": opened_pdf,
    "pdf-table": pdf_table,
    "table-answer": table,
    "refusal": refusal,
    "overview": overview,
    "200-sources": many,
}


def fill(seeds: Path) -> None:
    """The shelf, and small articles up to two hundred."""
    shutil.copytree(SHELF, seeds, ignore=shutil.ignore_patterns("*.toml", "*.json"))
    for number in range(SOURCES - len(list(seeds.iterdir()))):
        path = seeds / f"logbook {2000 + number // 12}" / f"month {number % 12 + 1:02}.txt"
        path.parent.mkdir(exist_ok=True)
        month = f"Month {number % 12 + 1} of {2000 + number // 12}"
        path.write_text(f"Logbook of the ferry\n\n{month} had {number % 9} days of fog.", encoding="utf-8")


@contextmanager
def server(folder: Path, *, filled: bool) -> Iterator[str]:
    """The address of a server on the sources of a folder."""
    if filled:
        fill(folder / "seeds")
        rebuild(folder / "seeds", folder / "built", load_encoder(), keep=2)
    with running_server(folder / "built", folder / "log", seeds=str(folder / "seeds")) as running:
        yield running.url


def picture(
    browser: Browser, url: str, size: tuple[int, int], scheme: Scheme, scene: Callable[[Page], None], path: Path
) -> Path:
    """The path of a scene's picture, written."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(url)
    scene(page)
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    context.close()
    return path


def take(folder: Path) -> Iterator[Path]:
    """The paths of the pictures, each as it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        with TemporaryDirectory() as bare, server(Path(bare), filled=False) as url:
            for (width, size), scheme in product(SIZES.items(), SCHEMES):
                yield picture(browser, url, size, scheme, empty, folder / f"empty-{width}-{scheme}.png")
        with TemporaryDirectory() as held, server(Path(held), filled=True) as url:
            for name, (width, size), scheme in product([*ON_THE_SHELF, "adding"], SIZES.items(), SCHEMES):
                scene = ON_THE_SHELF.get(name, adding)
                yield picture(browser, url, size, scheme, scene, folder / f"{name}-{width}-{scheme}.png")
        browser.close()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m tests.browser.library_screenshots FOLDER", file=sys.stderr)
        return 2
    for path in take(Path(arguments[0])):
        print(path, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
