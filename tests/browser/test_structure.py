"""An article is shown as it is: headings, lists, tables, code, quotes and speakers; its sentences are lit whole."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from index.build import rebuild
from index.documents import About, Block, Document, Place, Sentence
from index.networks.encoder import Encoder
from index.reading.sentences import split_sentences
from tests.browser import contract
from tests.browser.accessibility import violations
from tests.browser.articles import laid_out, serve_page
from tests.browser.conversation import answer_with, ask, lit, texts, visit
from tests.browser.test_documents import visit_with
from tests.browser.test_links import copied
from tests.conftest import ROOT
from tests.running import running_server

FERRY = """\
# Running the winter ferry

The ferry runs **every day** to *[Elm](http://elm.example/a_(b))*, as `ferryctl
status` says. Wind stops it.

## What to bring

1. A ticket. Crew cannot take cash.
2. Warm clothes:
   - gloves, and a hat that stays on in the wind

### Prices

| Passenger | Single | Notes |
|---|---:|---|
| Adult | 12.50 | Valid for **three** days. |
| Child | 4.00 | Free with a card. |

> The sea does not wait.

```python
def next_departure(now): return min((t for t in TIMES if t > now and not storm(t)), default=None)
```
"""
HOSTILE = """\
# <script>window.hacked = 1</script> A hostile file

Click [here](javascript:window.hacked=1) or <javascript:window.hacked=1>, <b onclick="window.hacked=1">now</b>.

<img src=x onerror="window.hacked=1"><svg onload="window.hacked=1"></svg>

| <iframe src=//elsewhere.example></iframe> | b |
|---|---|
| </td></table><script>window.hacked=1</script> | ![x](//elsewhere.example/x.png) |
"""
SCREENSHOT = ROOT / "web" / "screenshot.png"  # any picture
LIT = """spans => spans.filter(span => getComputedStyle(span).backgroundColor !== "rgba(0, 0, 0, 0)")
  .map(span => span.innerText)"""


@pytest.fixture(scope="module")
def harbour(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on articles in Markdown."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "seeds").mkdir()
    for name, text in {"ferry.md": FERRY, "hostile.md": HOSTILE}.items():
        (folder / "seeds" / name).write_text(text, encoding="utf-8")
    rebuild(folder / "seeds", folder / "built", encoder, keep=2)
    with running_server(folder / "built", folder / "log") as server:
        yield server.url


def cited(
    document: contract.Document, beginning: str, number: int = 1, highlight: str | None = None
) -> contract.Citation:
    """The citation of the sentence that begins so."""
    found = [document["text"][each["start"] :].startswith(beginning) for each in document["sentences"]]
    return contract.citation(document, found.index(True), number, highlight)


def test_an_article_has_the_elements_of_its_structure_and_its_own_text(page: Page, harbour: str) -> None:
    visit(page, harbour)
    text = page.locator("#article .text")
    assert texts(text) == [FERRY]
    assert texts(text.locator("strong")) == ["every day", "three"]
    assert text.locator("li").count() == 3
    assert text.locator("table th").all_inner_texts() == ["Passenger", "Single", "Notes"]
    assert text.locator("blockquote").inner_text() == "The sea does not wait."
    assert text.locator("pre").inner_text().startswith("def next_departure(now): return")
    assert text.locator("[href], [src], [style], [onclick]").count() == 0
    assert "*" not in text.inner_text()


def test_a_sentence_with_emphasis_code_and_a_link_is_lit_whole(page: Page, harbour: str) -> None:
    visit(page, harbour)
    document = contract.read_document(page, harbour, "ferry")
    citation = cited(document, "The ferry runs", highlight="day** to *[Elm]")
    answer_with(page, contract.found("When?", [citation]))
    turn = ask(page, "When?")
    turn.locator(".citation").click()
    assert texts(lit(page)) == [citation["sentence"]]
    assert lit(page).inner_text() == "The ferry runs every day to Elm, as ferryctl status says."
    assert "".join(page.locator("#article mark").all_inner_texts()) == "day to Elm"
    assert texts(page.locator("#article .text")) == [FERRY]
    answer_with(page, contract.refused("Who?", []))
    ask(page, "Who?")
    expect(page.locator("#article mark")).to_have_count(0)
    assert texts(page.locator("#article .text")) == [FERRY]


def test_a_sentence_over_the_cells_of_a_row_is_lit_in_each(page: Page, harbour: str) -> None:
    visit(page, harbour)
    citation = cited(contract.read_document(page, harbour, "ferry"), "Adult |")
    answer_with(page, contract.found("How long?", [citation]))
    ask(page, "How long?").locator(".citation").click()
    assert lit(page).all_inner_texts() == ["Adult", "12.50", "Valid for three days."]
    assert "".join(texts(lit(page))) == citation["sentence"]
    expect(page.locator("#article [data-number]")).to_contain_text("Valid for **three** days.")


ROW = "Adult\t12.50\tThree days. No holiday. Ask\taboard. Child\t4.00\tWith card."
CUT = [Sentence(0, 23), Sentence(24, 35), Sentence(36, 47), Sentence(48, 69)]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    list(
        zip(
            CUT,
            [["Adult", "12.50", "Three days."], ["No holiday."], ["Ask", "aboard."], ["Child", "4.00", "With card."]],
            strict=True,
        )
    ),
)
def test_without_a_script_the_address_lights_exactly_its_sentence(
    browser: Browser, server_url: str, sentence: Sentence, shown: list[str]
) -> None:
    # Sentences that go through cells, begin and end inside them, and follow each other in one.
    html = laid_out(Document("fares", About("Fares"), ROW, (Block("table_row", 0, 69),)), CUT)
    with browser.new_context(java_script_enabled=False, reduced_motion="reduce") as context:
        page = context.new_page()
        serve_page(page, html, "**/fares")
        page.goto(f"{server_url}/fares#s{sentence.start}-{sentence.end}")
        assert page.locator(".sentence").evaluate_all(LIT) == shown


def test_markup_in_markdown_is_text(page: Page, harbour: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(f"{harbour}/documents/hostile")
    text = page.locator(".text")
    assert texts(text) == [HOSTILE]
    assert text.locator("script, img, svg, iframe, b, a").count() == 0
    assert page.evaluate("'hacked' in window") is False
    visit(page, harbour)
    page.locator("#documents > summary").click()
    page.locator("#documents .title", has_text="hostile").click()
    expect(page.locator("#article .text")).to_contain_text("A hostile file")
    assert texts(page.locator("#article .text")) == [HOSTILE]
    assert page.evaluate("'hacked' in window") is False
    assert complaints == []


def test_a_transcript_names_its_speakers_beside_its_text(page: Page, server_url: str) -> None:
    text = "Who pays? The county.\nThe state."
    blocks = (Block("speech", 0, 21, speaker='Eve "E" <b>'), Block("speech", 22, 32, speaker="Tomás"))
    document = Document("council", About("Council"), text, blocks)
    html = laid_out(document, split_sentences(text, blocks), lambda start, _: [Place(seconds=(3.0 * start, 90.0))])
    serve_page(page, html, f"{server_url}/council")
    page.goto(f"{server_url}/council")
    assert texts(page.locator(".text")) == [text]
    assert page.locator(".speech").evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)") == [
        '"Eve \\"E\\" <b>\u20020:00"',
        '"Tomás\u20021:06"',
    ]
    assert violations(page) == []


def test_a_page_of_the_source_is_loaded_where_it_is_opened(page: Page, server_url: str) -> None:
    text = "One here.\nTwo there."
    blocks = (Block("paragraph", 0, 9), Block("paragraph", 10, 20))
    document = Document("report", About("Report"), text, blocks)
    html = laid_out(document, split_sentences(text, blocks), lambda start, _: [Place(page=1 + start // 10)])
    asked: list[str] = []

    def picture(route: Route) -> None:
        asked.append(route.request.url.removeprefix(server_url))
        route.fulfill(path=SCREENSHOT)

    made = contract.document("report", "Report", text, ["One here.", "Two there."])
    visit_with(page, server_url, made)
    page.unroute("**/documents/report?*")
    serve_page(page, html, "**/documents/report?*")
    page.route("**/pages/*.png*", picture)
    page.goto(server_url)
    expect(page.locator("#article .page")).to_have_count(2)
    assert texts(page.locator("#article .text")) == [text]
    where: dict[str, Any] = {"place": {"page": 2, "boxes": [[1, 2, 3, 4]], "seconds": None}}
    answer = contract.found("Where?", [contract.citation(made, 1)])
    answer["citations"] = [answer["citations"][0] | where]
    answer_with(page, answer)
    assert asked == []
    ask(page, "Where?").locator(".citation").click()
    page.locator("#article .page summary").last.click()
    expect(page.get_by_role("img", name="Page 2")).to_be_visible()
    page.wait_for_function("document.querySelector('.page[open] img').naturalWidth > 0")
    assert asked == ["/documents/report/pages/2.png?start=10&end=20"]
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, harbour: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, harbour)
    document = contract.read_document(page, harbour, "ferry")
    beginnings = ("The ferry runs", "Adult |", "def next", "gloves", "The sea")
    citations = [cited(document, beginning, number) for number, beginning in enumerate(beginnings, 1)]
    answer_with(page, contract.found("What?", citations))
    ask(page, "What?").locator(".citation").nth(1).click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth === e.clientWidth)")
    page.goto(harbour + citations[1]["link"])
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_under_a_citation_stands_where_it_is_from(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    where: list[dict[str, Any]] = [
        {"heading": [document["title"], "Prices", "Ferry"], "place": {"page": 3, "boxes": [], "seconds": None}},
        {"heading": [], "speaker": "Ada", "place": {"page": None, "boxes": [], "seconds": [3725.4, 3730.0]}},
        {"heading": [document["title"]], "speaker": None, "place": {"page": None, "boxes": [], "seconds": [0.4, 2]}},
        {"heading": [], "speaker": None, "place": None},
    ]
    answer = contract.found("Where?", [contract.citation(document, n, n + 1) for n in range(4)])
    answer["citations"] = [citation | more for citation, more in zip(answer["citations"], where, strict=True)]
    answer_with(page, answer)
    items = ask(page, "Where?").locator(".citations > li")
    assert [texts(item.locator(".source span")) for item in items.all()] == [
        ["Prices › Ferry"],
        ["Ada", "1:02:05"],
        ["0:00"],
        [],
    ]
    page_link = items.first.get_by_role("link", name="Page 3")
    start, end = document["sentences"][0]["start"], document["sentences"][0]["end"]
    expect(page_link).to_have_attribute("href", f"/documents/{document['id']}/pages/3.png?start={start}&end={end}")


def test_a_row_is_quoted_with_lines_between_its_cells_and_is_still_itself(page: Page, harbour: str) -> None:
    visit(page, harbour)
    citation = cited(contract.read_document(page, harbour, "ferry"), "Adult", highlight="12.50")
    answer_with(page, contract.found("What does it cost?", [{**citation, "kind": "table_row"}]))
    quote = ask(page, "What does it cost?").locator(".quote")
    assert texts(quote) == [citation["sentence"]] == ["Adult | 12.50 | Valid for **three** days. |"]
    assert texts(quote.locator(".bar")) == [" | ", " | "]
    expect(quote.locator(".bar").first).to_have_css("font-size", "0px")
    expect(quote.locator("[hidden]")).to_have_text("|")
    assert texts(quote.locator("mark")) == ["12.50"]


def test_a_row_is_shown_and_copied_under_the_header_of_its_table(page: Page, harbour: str) -> None:
    visit(page, harbour)
    document = contract.read_document(page, harbour, "ferry")
    header = "Passenger | Single | Notes |"
    above = contract.span(document["text"], start := document["text"].index(header), start + len(header))
    citation = cited(document, "Adult") | {"kind": "table_row", "above": {**above, "text": header}}
    answer_with(page, contract.found("What does it cost?", [citation, {**citation, "group": 1, "number": 2}]))
    turn = ask(page, "What does it cost?")
    assert texts(turn.locator(".above")) == ["Passenger | Single | Notes"]  # the other is of a group that has it
    assert texts(turn.locator(".above .bar")) == [" | ", " | "]
    assert copied(page, turn.locator("li").first, "Markdown").splitlines()[:3] == [
        r"> Passenger \| Single \| Notes \|",
        ">",
        r"> Adult \| 12.50 \| Valid for \*\*three\*\* days. \|",
    ]
    answer_with(page, contract.found("And what is where?", [citation, cited(document, "Passenger", 2)]))
    expect(ask(page, "And what is where?").locator(".above")).to_have_count(0)  # it is cited itself


def test_what_it_is_about_is_shown_without_marks(page: Page, harbour: str) -> None:
    visit(page, harbour)
    expect(page.locator("#lead button").first).to_have_text("The ferry runs every day to Elm, as ferryctl status says.")


def test_what_it_is_about_does_not_repeat_its_title(page: Page, server_url: str) -> None:
    text = "The ferry to Elm\n\nThe ferry to Elm\n\nIt runs every day of the year."
    visit_with(page, server_url, contract.document("one", "The ferry to Elm", text, text.split("\n\n")))
    expect(page.locator("#lead button")).to_have_text(["It runs every day of the year."])
