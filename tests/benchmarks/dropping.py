"""From a file dropped on a running page to an answer out of it: the seed article, and a PDF of thirty pages.

`python -m tests.benchmarks.dropping [--pages 30] [--rounds 3]`. Beside each, in turn, the encoding of the same text
alone, in this process: machines are noisy, so compare the ratios. The PDF is printed by chromium from made-up
sentences of common words; no sentence comes twice, for what is encoded is kept.
"""

import argparse
import random
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from index.build import rebuild, split
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.reading.seeds import read_seed
from index.storage.texts import write_texts
from qa.datasets.golden import ARTICLE
from tests.benchmarks.adding import encode
from tests.browser import chromium
from tests.conftest import ROOT, SEEDS
from tests.running import running_server

WORDS_OF_A_PAGE = 300
WAIT_MS = 300_000
FIRST = "The library opens at nine in the morning."  # what the server has from the start

DROP = """([name, bytes]) => {
  const held = new DataTransfer();
  held.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
  for (const type of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: held }));
}"""
ASK = """async (question) => {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch("/ask", { method: "POST", headers, body: JSON.stringify({ question }) });
  return (await answer.json()).citations.length;
}"""


def prose(drawn: random.Random, pages: int, number: int) -> str:
    """Paragraphs of sentences that were nowhere before, and one that can be asked for."""
    common = [w for w in (ROOT / "index/common_words.txt").read_text(encoding="utf-8").split() if w.isalpha()][:4000]
    paragraphs = [f"The warden of harbour {number} is called Ida Quill."]
    while sum(len(p.split()) for p in paragraphs) < pages * WORDS_OF_A_PAGE:
        said = (" ".join(drawn.choices(common, k=drawn.randint(8, 24))).capitalize() for _ in range(5))
        paragraphs.append(". ".join(said) + ".")
    return "\n\n".join(paragraphs)


def printed(browser: Browser, text: str) -> bytes:
    """A PDF of a text, A4, so that a page has about three hundred words."""
    page = browser.new_page()
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    page.set_content(f"<html lang=en><style>p {{ font: 13pt/1.8 sans-serif }}</style>{body}</html>")
    made = page.pdf(format="A4", margin={"top": "25mm", "bottom": "25mm", "left": "25mm", "right": "25mm"})
    page.close()
    return made


def sources(browser: Browser, pages: int, rounds: int) -> Iterator[tuple[str, str, bytes, str]]:
    """What is dropped, round by round: its kind, name and bytes, and a question that it answers."""
    drawn = random.Random(1)
    seed = (SEEDS / ARTICLE).read_text(encoding="utf-8")
    for number in range(rounds):
        changed = "\n\n".join(f"{p} ({number})" for p in seed.split("\n\n"))  # else it were there already
        question = "When is the video call of the coalition of the willing?"
        yield "the seed article", f"seed-{number}.txt", changed.encode(), question
        pdf = printed(browser, prose(drawn, pages, number))
        yield f"a PDF of {pages} pages", f"harbour-{number}.pdf", pdf, f"Who is the warden of harbour {number}?"


def alone(encoder: Encoder, folder: Path, name: str, data: bytes) -> tuple[float, float, int]:
    """Seconds that the encoding of a source takes by itself, those of the processor too; and its sentences."""
    folder.mkdir()
    (folder / name).write_bytes(data)
    document = split(read_seed(folder / name, folder))
    (folder / "texts").mkdir()
    texts = write_texts(folder / "texts", [document])
    begun, used = time.perf_counter(), time.process_time()
    encode(encoder, texts)
    return time.perf_counter() - begun, time.process_time() - used, len(document.sentences)


def dropped(page: Page, name: str, data: bytes, question: str) -> tuple[float, float]:
    """Seconds until what was dropped is live, and until it has answered a question."""
    begun = time.perf_counter()
    page.evaluate(DROP, [name, b64encode(data).decode()])
    page.locator(".job .outcome.added", has_text=name).wait_for(timeout=WAIT_MS)
    live = time.perf_counter() - begun
    if page.evaluate(ASK, question) == 0:
        raise RuntimeError(f"{question!r} is not answered from {name}")
    return live, time.perf_counter() - begun


def main() -> None:
    """Print a line for each kind of source."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    encoder = load_encoder()
    times: dict[str, list[tuple[float, ...]]] = {}
    with TemporaryDirectory() as work, sync_playwright() as playwright:
        folder = Path(work)
        (folder / "seeds").mkdir()
        (folder / "seeds/first.txt").write_text(FIRST, encoding="utf-8")
        rebuild(folder / "seeds", folder / "built", encoder, keep=2)
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        with running_server(folder / "built", folder / "log", seeds=str(folder / "seeds")) as server:
            page = browser.new_page()
            page.goto(server.url)
            page.locator("#article .sentence").first.wait_for(state="attached")
            for kind, name, data, question in sources(browser, options.pages, options.rounds):
                encoding, used, sentences = alone(encoder, folder / name.replace(".", "-"), name, data)
                live, answered = dropped(page, name, data, question)
                times.setdefault(kind, []).append((sentences, encoding, used, live, answered, answered / encoding))
                print(f"{name}: {encoding:.2f} alone, live {live:.2f}, answered {answered:.2f} s", flush=True)
        browser.close()
    print("| dropped | sentences | its encoding alone, s | processor s | live, s | answered, s | times its encoding |")
    print("|---|---|---|---|---|---|---|")
    for kind, rounds in times.items():
        sentences, *seconds = (median(figures) for figures in zip(*rounds, strict=True))
        print(f"| {kind} | {sentences:.0f} | " + " | ".join(f"{each:.2f}" for each in seconds) + " |")


if __name__ == "__main__":
    main()
