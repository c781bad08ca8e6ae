"""A long article in the browser: opened, and read at its end; in portions, and beside it all of it at once.

`python -m tests.benchmarks.long_article [--megabytes 5] [--whole 0.5]`. The article is made up, chromium is Debian's,
and the portions are laid out for each request as the server does. All at once is how it was done before; it is timed at
another size because it takes minutes at the first.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from index.build import rebuild
from index.documents import About, Document, Sentence
from index.networks.loading import load_encoder
from index.reading.plain import plain_blocks
from index.reading.sentences import split_sentences
from tests.browser import chromium
from tests.browser.articles import laid_out, serve_long, serve_page
from tests.conftest import SEEDS
from tests.running import running_server

WORDS = [
    "the",
    "ferry",
    "runs",
    "harbour",
    "winter",
    "ships",
    "morning",
    "captain",
    "island",
    "wind",
    "people",
    "built",
]
IDENTIFIER = "ukraine-security-guarantees"  # the article that the page asks for first
PATIENCE_MS = 600_000

LAST = "() => [...document.querySelectorAll('#article .sentence')].some(s => s.textContent === 'This is the end.')"
AT_ONCE = ".portion { content-visibility: visible !important; }"


def book(megabytes: float) -> tuple[Document, list[Sentence]]:
    """Chapters of paragraphs of random words."""
    drawn, paragraphs, size = random.Random(1), list[str](), 0
    while size < megabytes * 1e6:
        if len(paragraphs) % 25 == 0:
            paragraphs.append(f"CHAPTER {len(paragraphs) // 25 + 1}")
        said = (" ".join(drawn.choices(WORDS, k=drawn.randint(6, 20))).capitalize() for _ in range(4))
        paragraphs.append(". ".join(said) + ".")
        size += len(paragraphs[-1]) + 2
    text = "\n\n".join([*paragraphs, "This is the end."])
    document = Document(IDENTIFIER, About("A book"), text, tuple(plain_blocks(text)))
    return document, split_sentences(text, document.blocks)


@contextmanager
def server() -> Iterator[str]:
    """The address of a real server, for the page itself."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        rebuild(SEEDS, built, load_encoder(), keep=2)
        with running_server(built, Path(folder) / "log") as running:
            yield running.url


def timed(page: Page, url: str) -> tuple[float, float]:
    """Seconds until the first sentence is seen, and from there until the last one is, scrolled to at once."""
    begun = time.monotonic()
    page.goto(url)
    page.locator("#article .sentence").first.wait_for(timeout=PATIENCE_MS)
    opened = time.monotonic()
    page.evaluate("document.getElementById('article-scroll').scrollTop = 1e9")
    page.wait_for_function(LAST, timeout=PATIENCE_MS)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return opened - begun, time.monotonic() - opened


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--whole", type=float, default=0.5, help="megabytes of the article that comes at once")
    options = parser.parse_args()
    with server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        for name, size in (
            ("in portions", options.megabytes),
            ("in portions", options.whole),
            ("whole", options.whole),
        ):
            document, sentences = book(size)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            if name == "whole":
                serve_page(page, laid_out(document, sentences), f"**/documents/{IDENTIFIER}?*")
                page.add_init_script(
                    f"addEventListener('load', () => {{ const s = new CSSStyleSheet(); "
                    f"s.replaceSync('{AT_ONCE}'); document.adoptedStyleSheets = [s]; }})"
                )
            else:
                serve_long(page, document, sentences)
            opened, scrolled = timed(page, url)
            print(f"{size:>4} MB {name}: opened in {opened:.2f} s, its end seen {scrolled:.2f} s later", flush=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
