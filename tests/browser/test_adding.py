"""Articles are added and removed on the page, by real files in a real browser, and an open page notices."""

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from index.build import rebuild
from index.networks.encoder import Encoder
from tests.browser.accessibility import violations
from tests.browser.conversation import ask, lit, texts, visit
from tests.browser.test_documents import articles
from tests.internet import page as answered
from tests.internet import serving
from tests.running import running_server

LONG = 60_000  # milliseconds that a job may take on a busy machine

FERRY = "The ferry\n\nThe ferry runs every day. It carries cars to the island of Elm. Captain Ito steers it."
BEES = "Bees\n\nMaria Lopez keeps forty hives near the river. Each hive gives twelve kilograms of honey."
BREAD = "The bread of the bakery costs three euros. The baker rises at four."

# Drops files onto the page, as a person would let them go over it.
DROP = """files => {
  const held = new DataTransfer();
  for (const [name, text] of files) held.items.add(new File([text], name));
  for (const type of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: held }));
}"""


@pytest.fixture
def island(encoder: Encoder, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server on one article, which others may be added to, and its folder of sources."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "ferry.txt").write_text(FERRY, encoding="utf-8")
    rebuild(seeds, tmp_path / "built", encoder, keep=3)
    with running_server(tmp_path / "built", tmp_path / "log", seeds=str(seeds)) as server:
        yield server.url, seeds


def added(page: Page) -> Locator:
    return page.locator(".job .outcome.added")


def dialog(page: Page) -> Locator:
    page.get_by_role("button", name="Add", exact=True).click()
    return page.get_by_role("dialog", name="Add articles")


def file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_a_dropped_file_is_read_asked_about_and_removed(page: Page, island: tuple[str, Path]) -> None:
    url, seeds = island
    visit(page, url)
    page.evaluate(DROP, [["bees.txt", BEES]])
    expect(page.get_by_role("dialog", name="Add articles")).to_be_visible()
    expect(added(page)).to_contain_text("bees.txt", timeout=LONG)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#article .text")).to_contain_text("forty hives")
    expect(page.locator("#searched")).to_have_text("2 articles, all searched")
    ask(page, "How many hives does Maria Lopez keep?").locator(".citation").first.click()
    expect(lit(page)).to_have_text("Maria Lopez keeps forty hives near the river.")
    assert (seeds / "bees.txt").read_text(encoding="utf-8") == BEES
    page.once("dialog", lambda asked: asked.dismiss())
    articles(page).get_by_role("button", name="Remove Bees").click()
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Remove Bees").click()
    expect(page.locator("#searched")).to_have_text("1 article", timeout=LONG)
    expect(page.locator("#article .text")).to_contain_text("Captain Ito")
    assert not (seeds / "bees.txt").exists()


def test_an_empty_library_begins_with_a_dropped_file(page: Page, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    with running_server(tmp_path / "built", tmp_path / "log", seeds=str(tmp_path / "seeds")) as server:
        page.goto(server.url)
        expect(page.get_by_role("heading", name="No article yet")).to_be_visible()
        assert violations(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        example = page.get_by_role("button", name="Begin with the example").bounding_box()
        assert example is not None
        assert example["x"] + example["width"] <= 340  # not cut at the narrow screen's edge
        page.set_viewport_size({"width": 1280, "height": 720})
        page.evaluate(DROP, [["bees.txt", BEES]])
        page.get_by_role("button", name="Read it").click(timeout=LONG)
        expect(page.locator("#article .text")).to_contain_text("forty hives", timeout=LONG)
        expect(page.get_by_label("Your question")).to_be_enabled()
        assert page.locator("#searched").inner_text() == "1 article"


def test_several_files_are_added_and_what_is_left_out_is_named(page: Page, island: tuple[str, Path]) -> None:
    url, _ = island
    visit(page, url)
    chooser = dialog(page).locator("input[type=file]")
    chooser.set_input_files([file("bees.txt", BEES), file("bread.md", BREAD), file("broken.pdf", "no PDF")])
    expect(added(page)).to_have_count(2, timeout=LONG)
    left_out = page.locator(".job div:has(> .left_out)")
    expect(left_out.locator(".name")).to_have_text("broken.pdf")
    expect(left_out.locator(".why")).to_contain_text("is not a PDF")
    assert violations(page) == []
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#searched")).to_have_text("3 articles, all searched")


def test_a_pasted_text_is_added_under_its_title(page: Page, island: tuple[str, Path]) -> None:
    url, _ = island
    visit(page, url)
    adding = dialog(page)
    adding.get_by_text("Paste a text").click()
    adding.get_by_label("Title").fill("Of <b>bread</b>")
    adding.get_by_label("Text", exact=True).fill(BREAD)
    assert violations(page) == []
    adding.get_by_role("button", name="Add this text").click()
    expect(added(page)).to_have_count(1, timeout=LONG)
    expect(adding.get_by_label("Text", exact=True)).to_have_value("")
    expect(page.locator("#article")).to_contain_text("Of <b>bread</b>")
    assert "The baker rises at four." in "".join(texts(page.locator("#article .sentence")))


PAGE = b"""<html lang=en><head><title>Bees of Elm</title></head><body><nav>Home</nav><article><h1>Bees of Elm</h1>
<p>Maria Lopez keeps forty hives near the river. Each hive gives twelve kilograms of honey in a good year.</p>
<p>The honey is sold on Saturdays, in front of the town hall, from nine in the morning until it is gone.</p></article>
</body></html>"""


def site(request: BaseHTTPRequestHandler) -> None:
    """A page, and nothing else."""
    answered(PAGE if request.path == "/bees" else b"", status=200 if request.path == "/bees" else 404)(request)


def test_a_link_is_fetched_and_added_where_that_is_allowed(page: Page, encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/ferry.txt").write_text(FERRY, encoding="utf-8")
    rebuild(tmp_path / "seeds", tmp_path / "built", encoder, keep=3)
    with (
        serving(site) as port,
        running_server(
            tmp_path / "built",
            tmp_path / "log",
            (sys.executable, "-m", "tests.internet", str(port)),
            seeds=str(tmp_path / "seeds"),
        ) as server,
    ):
        visit(page, server.url)
        adding = dialog(page)
        adding.get_by_text("Paste a link").click()
        assert violations(page) == []
        adding.get_by_label("Link to a page or file").fill("http://elm.example/missing")
        adding.get_by_role("button", name="Fetch and add").click()
        expect(page.locator(".job")).to_contain_text("cannot be fetched: the server answers 404.", timeout=LONG)
        adding.get_by_label("Link to a page or file").fill("http://elm.example/bees")
        adding.get_by_role("button", name="Fetch and add").click()
        expect(added(page)).to_contain_text("bees.html", timeout=LONG)
        page.get_by_role("button", name="Read it").click()
        expect(page.locator("#article .text")).to_contain_text("forty hives")
        ask(page, "When is the honey sold?").locator(".citation").first.click()
        expect(lit(page)).to_contain_text("The honey is sold on Saturdays")
        expect(page.locator("#article a[href^='http://elm.example/bees']").first).to_be_visible()
        assert sorted(path.name for path in (tmp_path / "seeds").glob("[!.]*")) == [
            "bees.html",
            "bees.toml",
            "ferry.txt",
        ]


def test_no_link_is_asked_for_where_none_is_fetched(page: Page, island: tuple[str, Path]) -> None:
    visit(page, island[0])
    expect(dialog(page).get_by_text("Paste a text")).to_be_visible()
    assert page.get_by_text("Paste a link").count() == 0


def test_a_problem_in_adding_is_said_and_loses_nothing(page: Page, island: tuple[str, Path]) -> None:
    url, _ = island
    visit(page, url)
    adding = dialog(page)
    adding.get_by_text("Paste a text").click()
    adding.get_by_label("Text", exact=True).fill(BREAD)
    page.route("**/documents", lambda route: route.abort("connectionrefused"))
    adding.get_by_role("button", name="Add this text").click()
    expect(adding.get_by_role("alert")).to_contain_text("The server could not be reached")
    expect(adding.get_by_label("Text", exact=True)).to_have_value(BREAD)


def test_another_tab_notices_what_was_added_renamed_and_removed(
    context: BrowserContext, island: tuple[str, Path]
) -> None:
    url, _ = island
    page, other = context.new_page(), context.new_page()
    visit(other, url)
    visit(page, url)
    page.evaluate(DROP, [["bees.txt", BEES]])
    expect(added(page)).to_have_count(1, timeout=LONG)
    page.get_by_role("button", name="Close").click()
    expect(other.locator("#searched")).to_have_text("2 articles, all searched", timeout=20_000)
    page.once("dialog", lambda asked: asked.accept("The boat"))
    articles(page).get_by_role("button", name="Rename The ferry").click()
    expect(articles(other).get_by_role("button", name="The boat", exact=True)).to_be_visible(timeout=LONG)
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Remove The boat").click()
    notice = other.get_by_role("region", name="Text of the article").get_by_role("alert")
    expect(notice).to_contain_text("This article was removed", timeout=LONG)
