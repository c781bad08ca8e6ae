"""Whole ways through a real server: hostile articles, feedback to its file, a server that goes away and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index.build import rebuild
from index.networks.encoder import Encoder
from qa import feedback
from tests.browser.conversation import CALL, CITED, ask, lit, submit, texts, visit
from tests.conftest import SEEDS
from tests.running import free_port, running_server

SCRIPT = "The baker 👩‍🍳 wrote <script>window.hacked = 1</script> on the cake 🎂 for Maria."
BREAD = "The bread of the bakery in Lyon costs three euros."
ARTICLES = {
    "bakery.txt": f"Morning came.\r\n{SCRIPT} {BREAD} Then all went home.",
    "קצר.txt": "האופה כתב על העוגה 🎂 של מריה. The street is named Rue Hénon in Lyon. אחר כך ירד גשם.",
}
RTL_SENTENCES = ["האופה כתב על העוגה 🎂 של מריה.", "The street is named Rue Hénon in Lyon.", "אחר כך ירד גשם."]

SELECTED = """span => {
  getSelection().selectAllChildren(span);
  return getSelection().toString();
}"""


@pytest.fixture(scope="module")
def bakery(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on hostile articles."""
    folder = tmp_path_factory.mktemp("bakery")
    (folder / "seeds").mkdir()
    for name, text in ARTICLES.items():
        (folder / "seeds" / name).write_bytes(text.encode("utf-8"))
    (folder / "seeds" / "bakery.toml").write_text('url = "https://example.org/bakery"\n', encoding="utf-8")
    rebuild(folder / "seeds", folder / "built", encoder, keep=2)
    with running_server(folder / "built", folder / "log") as server:
        yield server.url


def test_script_and_emoji_in_an_article_are_text_and_lit_to_the_character(page: Page, bakery: str) -> None:
    visit(page, bakery)
    turn = ask(page, "What did the baker write on the cake for Maria?")
    citation = turn.locator(".citation", has_text="on the cake").first
    citation.click()
    assert texts(lit(page)) == [SCRIPT]
    assert lit(page).evaluate(SELECTED) == SCRIPT
    assert page.evaluate("'hacked' in window") is False
    assert texts(page.locator("#article .text")) == [ARTICLES["bakery.txt"]]


def test_the_highlight_is_the_same_words_in_answer_and_article(page: Page, bakery: str) -> None:
    visit(page, bakery)
    with page.expect_response("**/ask") as asked:
        submit(page, "How much does the bread of the bakery in Lyon cost?")
    (first, *_) = asked.value.json()["citations"]
    assert first["sentence"] == BREAD
    highlight = first["highlight"]["text"]
    assert "three" in highlight
    marks = page.locator(f"#s{first['start']}-{first['end']} mark")
    assert texts(marks) == [highlight] == texts(page.locator(".citation mark").first)
    assert marks.evaluate(SELECTED) == highlight


def test_right_to_left_text_runs_right_to_left_and_is_lit_to_the_character(page: Page, bakery: str) -> None:
    visit(page, bakery)
    page.locator("#documents > summary").click()
    page.locator("#documents").get_by_role("button", name="קצר", exact=True).click()
    expect(page.locator("#article .text")).to_have_text(ARTICLES["קצר.txt"])
    expect(page.locator("#article .text p").first).to_have_css("direction", "rtl")
    assert texts(page.locator("#article .sentence")) == RTL_SENTENCES
    turn = ask(page, "How is the street in Lyon named?")
    turn.locator(".citation", has_text="Rue Hénon").first.click()
    assert lit(page).evaluate(SELECTED) == RTL_SENTENCES[1]
    expect(turn.locator("cite").first).to_have_text("קצר")


def test_the_link_into_the_original_lights_the_sentence_there(page: Page, bakery: str) -> None:
    visit(page, bakery)
    with page.expect_response("**/ask") as asked:
        submit(page, "How much does the bread of the bakery in Lyon cost?")
    source = asked.value.json()["citations"][0]["source_link"]
    assert source.startswith("https://example.org/bakery#:~:text=The%20bread%20of")
    filler = "<p>x</p>" * 200
    body = f"{filler}<p>{BREAD}</p>{filler}"
    page.route("https://example.org/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(source)
    expect(page.get_by_text(BREAD)).to_be_in_viewport()


def test_a_verdict_reaches_the_file_that_eval_reads(page: Page, built: Path, tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    with running_server(built, tmp_path / "log", feedback=str(path)) as server:
        visit(page, server.url)
        turn = ask(page, CALL)
        turn.get_by_role("button", name="Right sentence").click()
        expect(page.get_by_role("status")).to_contain_text("stored")
    (said,) = feedback.read(path)
    assert (said.verdict, said.question, said.quote and said.quote.sentence) == ("right", CALL, CITED)


def test_without_the_setting_there_is_nothing_to_click(page: Page, built: Path, tmp_path: Path) -> None:
    with running_server(built, tmp_path / "log", feedback="") as server:
        visit(page, server.url)
        expect(ask(page, CALL).locator(".verdict-button")).to_have_count(0)


def test_a_server_that_comes_back_answers_what_was_asked_while_it_was_away(
    page: Page, built: Path, tmp_path: Path
) -> None:
    port = str(free_port())
    with running_server(built, tmp_path / "log", port=port) as server:
        visit(page, server.url)
    submit(page, CALL)
    expect(page.locator("#problem strong")).to_have_text("The server could not be reached")
    with running_server(built, tmp_path / "log", port=port):
        expect(page.locator(".turn.found .question")).to_have_text(CALL, timeout=60_000)
        expect(page.locator("#problem")).to_be_hidden()


def test_a_page_opened_before_there_is_an_index_goes_on_when_it_is_built(
    page: Page, encoder: Encoder, tmp_path: Path
) -> None:
    with running_server(tmp_path / "built", tmp_path / "log") as server:
        page.goto(server.url)
        expect(page.get_by_role("heading", name="No article yet")).to_be_visible()
        rebuild(SEEDS, tmp_path / "built", encoder, keep=2)
        expect(page.locator("#article .sentence").first).to_be_attached(timeout=30_000)
        assert texts(ask(page, CALL).locator(".quote")) == [CITED]


def test_who_has_no_article_begins_with_the_example(page: Page, tmp_path: Path) -> None:
    with running_server(tmp_path / "built", tmp_path / "log") as server:
        page.goto(server.url)
        page.get_by_role("button", name="begin with the example").click()
        expect(page.get_by_role("dialog").get_by_text("Added")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Read it").click()
        expect(page.locator("#article .sentence").first).to_be_attached(timeout=30_000)
        assert texts(ask(page, CALL).locator(".quote")) == [CITED]


def test_a_question_in_the_address_that_could_not_be_answered_is_asked_again(page: Page, server_url: str) -> None:
    page.goto(f"{server_url}/?question={'x' * 1001}")
    expect(page.locator("#problem strong")).to_have_text("The question is too long")
    expect(page.get_by_label("Your question")).to_have_value("x" * 1001)
