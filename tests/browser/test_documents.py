"""Several articles, hostile text, no article at all."""

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import contract
from tests.browser.accessibility import violations
from tests.browser.articles import serve_article
from tests.browser.conversation import CALL, answer_with, ask, lit, texts, visit
from tests.browser.rendering import serve_chat

HOSTILE = (
    "👩‍🚀 Ada said “go”.  She did!\r\n\r\n# A <b>title</b>\n- שלום עולם. e\u0301t\u00e9 &amp; no\u00a0break.\n\n"
    "Two\r\nlines here 🙂 end.\n"
)
HOSTILE_SENTENCES = [
    "👩‍🚀 Ada said “go”.",
    "She did!",
    "A <b>title</b>",
    "שלום עולם.",
    "e\u0301t\u00e9 &amp; no\u00a0break.",
    "Two\r\nlines here 🙂 end.",
]


def listed(*documents: contract.Document) -> list[SimpleNamespace]:
    return [SimpleNamespace(**{**document, "sentences": len(document["sentences"])}) for document in documents]


def visit_with(page: Page, server_url: str, *documents: contract.Document, **context: Any) -> None:
    for document in documents:
        serve_article(page, document)
    serve_list(page, *documents)
    if not documents:  # or the page would begin anew, as soon as the server says that it is ready
        page.route("**/readyz", lambda route: route.fulfill(status=503, json={}))
    serve_chat(page, server_url, listed(*documents), **context)
    page.goto(server_url)


def serve_list(page: Page, *documents: contract.Document) -> None:
    """Answers `GET /documents` as the server would with these."""

    def reply(route: Route) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
        found = sorted(
            (d for d in documents if asked.get("query", "") in f"{d['id']} {d['title']}"), key=lambda d: d["id"]
        )
        behind = [d for d in found if d["id"] > asked.get("after", "")]
        page_of = behind[: int(asked["most"])]
        rows = [{**d, "text": None, "sentences": len(d["sentences"])} for d in page_of]
        following = page_of[-1]["id"] if len(behind) > len(page_of) else None
        route.fulfill(json={"documents": rows, "index": {"generation": "0"}, "total": len(found), "next": following})

    page.route(re.compile(r"/documents\?"), reply)


def articles(page: Page) -> Locator:
    """The menu of the articles, opened."""
    menu = page.locator("#documents")
    if not menu.locator(".menu-body").is_visible():
        menu.locator("summary").click()
    expect(menu.get_by_role("status")).not_to_be_empty()
    return menu


def test_the_other_articles_with_the_same_sentence_are_named(page: Page, server_url: str) -> None:
    visit(page, server_url)
    copies = [{"id": name, "title": name.upper(), "url": None} for name in "abcde"]
    one = contract.citation(contract.first_document(page, server_url), 0, 1) | {"also_in": copies[:1]}
    five = contract.citation(contract.first_document(page, server_url), 1, 2) | {"also_in": copies}
    answer_with(page, contract.found("Which?", [one, five]))  # type: ignore[list-item]
    turn = ask(page, "Which?")
    assert texts(turn.locator(".source")) == ["also in A", "also in A, B, C and 2 more"]


def test_hostile_text_stays_verbatim_and_every_sentence_can_be_lit(page: Page, server_url: str) -> None:
    hostile = contract.document("hostile", "A <i>hostile</i> text", HOSTILE, HOSTILE_SENTENCES)
    visit_with(page, server_url, hostile)
    expect(page.locator("#article h2")).to_have_text("A <i>hostile</i> text")
    assert texts(page.locator("#article .text")) == [HOSTILE]
    citations = [contract.citation(hostile, index, index + 1) for index in range(len(HOSTILE_SENTENCES))]
    answer_with(page, contract.found("All?", citations))
    turn = ask(page, "All?")
    assert texts(turn.locator(".quote")) == HOSTILE_SENTENCES
    for index, sentence in enumerate(HOSTILE_SENTENCES):
        turn.locator(".citation").nth(index).click()
        expect(page.get_by_role("status")).to_have_text(f"Sentence {index + 1} is lit in the article.")
        assert texts(lit(page)) == [sentence]


def test_a_highlight_after_an_emoji_is_not_shifted(page: Page, server_url: str) -> None:
    hostile = contract.document("hostile", "Hostile", HOSTILE, HOSTILE_SENTENCES)
    visit_with(page, server_url, hostile)
    answer_with(page, contract.found("End?", [contract.citation(hostile, 5, highlight="🙂 end")]))
    assert texts(ask(page, "End?").locator("mark")) == ["🙂 end"]


def test_the_list_has_titles_and_counts_and_switches_the_article(page: Page, server_url: str) -> None:
    one = contract.document("one", "First", "It is one.", ["It is one."])
    two = contract.document("folder/two ü", "Second", "It is two. Yes.", ["It is two.", "Yes."])
    visit_with(page, server_url, one, two)
    expect(page.locator("#article .text")).to_have_text("It is one.")
    rows = articles(page).locator("[data-document]")
    assert [" ".join(row.split()) for row in rows.all_inner_texts()] == ["Second 2 sentences", "First 1 sentence"]
    articles(page).get_by_role("button", name="Second").click()
    expect(page.locator("#article .text")).to_have_text("It is two. Yes.")
    expect(page.locator("#documents .menu-body")).to_be_hidden()
    expect(articles(page).locator("[aria-current=true]")).to_have_text("Second")


def test_only_the_ticked_articles_are_searched(page: Page, server_url: str) -> None:
    documents = [contract.document(name, name.upper(), "It is.", ["It is."]) for name in ("one", "two", "three")]
    visit_with(page, server_url, *documents)
    sent = answer_with(page, *(contract.refused("Which?", []) for _ in range(3)))
    summary = page.locator("#searched")
    expect(summary).to_have_text("3 articles, all searched")
    ask(page, "Which?")
    for title in ("TWO", "THREE"):
        articles(page).get_by_label(f"Search in {title}").check()
    expect(summary).to_have_text("2 of 3 articles searched")
    ask(page, "Which?")
    articles(page).get_by_label("Search in ONE").check()
    expect(summary).to_have_text("3 articles, all searched")
    ask(page, "Which?")
    assert [body.get("documents") for body in sent] == [None, ["two", "three"], None]
    # What was searched is kept with the question, and so is in its link.
    page.locator(".question").nth(1).click()
    assert page.url == f"{server_url}/?question=Which%3F&documents=two&documents=three"


def test_a_citation_from_another_article_names_it_and_opens_it(page: Page, server_url: str) -> None:
    one = contract.document("one", "First", "It is one.", ["It is one."])
    two = contract.document("two", "Second", "It is two. So there.", ["It is two.", "So there."])
    visit_with(page, server_url, one, two)
    expect(page.locator("#article .text")).to_have_text("It is one.")
    answer_with(page, contract.found("Which?", [contract.citation(one, 0, 1), contract.citation(two, 1, 2)]))
    turn = ask(page, "Which?")
    assert texts(turn.locator("cite")) == ["First", "Second"]
    assert texts(page.locator(".sentence.cited")) == ["It is one."]
    turn.locator(".citation").nth(1).click()
    expect(lit(page)).to_have_text(["So there."])
    assert texts(page.locator(".sentence.cited")) == ["So there."]
    articles(page).get_by_role("button", name="First", exact=True).click()
    expect(page.locator(".sentence.cited")).to_have_text(["It is one."])


def test_who_wrote_this_article_is_asked_of_the_one_that_is_read(page: Page, server_url: str) -> None:
    one, two = (contract.document(name, name.upper(), "It is.", ["It is."]) for name in ("one", "two"))
    visit_with(page, server_url, one, two)
    articles(page).get_by_role("button", name="TWO").click()
    expect(page.locator("#article h2")).to_have_text("TWO")
    who = "Who wrote this article?"
    which = contract.refused(who, []) | {"intent": "details", "answer": "Choose an article first."}
    known = {"document": contract.citation(two, 0)["document"], "field": "author", "value": "Ada Reed"}
    sent = answer_with(page, which, which | {"details": [known]})
    expect(ask(page, who).locator("dd")).to_have_text("Ada Reed")
    assert [body.get("documents") for body in sent] == [None, ["two"]]


def test_what_this_article_is_about_is_asked_of_the_one_that_is_read(page: Page, server_url: str) -> None:
    one = contract.document("one", "First", "It is one.", ["It is one."])
    two = contract.document("two", "Second", "It is two.", ["It is two."])
    visit_with(page, server_url, one, two)
    articles(page).get_by_role("button", name="Second").click()
    expect(page.locator("#article .text")).to_have_text("It is two.")
    about = "What is this article about?"
    which = contract.refused(about, []) | {"intent": "overview", "answer": "Choose an article first."}
    key = contract.found(about, [contract.citation(two, 0)], intent="overview")
    sent = answer_with(page, which, key)
    turn = ask(page, about)
    assert texts(turn.locator(".quote")) == ["It is two."]
    assert [body.get("documents") for body in sent] == [None, ["two"]]


def test_with_one_article_its_title_is_not_repeated(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.found(CALL, [contract.citation(contract.first_document(page, server_url), 1)]))
    expect(ask(page, CALL).locator("cite")).to_have_count(0)


def test_without_an_index_the_page_says_how_to_build_one(page: Page, server_url: str) -> None:
    visit_with(page, server_url)
    expect(page.get_by_role("heading", name="No article yet")).to_be_visible()
    expect(page.locator(".empty code")).to_have_text(["pincite add FILE", "pincite add --example"])
    expect(page.get_by_label("Your question")).to_be_disabled()


def test_on_a_phone_an_empty_library_is_one_pane_with_its_tools_at_the_edge(page: Page, server_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    visit_with(page, server_url)
    expect(page.get_by_role("heading", name="No article yet")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_hidden()
    expect(page.locator(".tools")).to_be_visible()
    pane, tools = (page.locator(name).bounding_box() for name in ("#reading", ".tools"))
    assert pane
    assert tools
    assert pane["y"] + pane["height"] == 740
    assert tools["x"] + tools["width"] > 340


def test_articles_of_one_title_are_told_apart_by_their_files(page: Page, server_url: str) -> None:
    names = {"2023/minutes-may": "Minutes", "2023/minutes-june": "Minutes", "menu": "Menu"}
    visit_with(
        page, server_url, *(contract.document(name, title, "It is.", ["It is."]) for name, title in names.items())
    )
    titles = articles(page).locator(".title")
    assert texts(titles) == ["Minutes minutes-june", "Minutes minutes-may", "Menu"]


def test_an_address_that_is_not_a_web_address_is_no_link(page: Page, server_url: str) -> None:
    hostile: contract.Document = {
        **contract.document("one", "First", "It is one.", ["It is one."]),
        "url": "javascript:alert(1)",
    }
    visit_with(page, server_url, hostile)
    expect(page.locator("#article .links a")).to_have_text(["Article on its own page"])


def many(count: int) -> list[contract.Document]:
    """Documents in folders of a hundred."""
    return [
        contract.document(f"year {n // 100:02}/{n:04}", f"Article {n:04}", "It is.", ["It is."]) for n in range(count)
    ]


def visit_many(page: Page, server_url: str, documents: list[contract.Document]) -> None:
    serve_article(page, documents[0])
    serve_list(page, *documents)
    serve_chat(page, server_url, listed(*documents[:50]), total=len(documents))
    page.goto(server_url)
    expect(page.locator("#article .sentence").first).to_be_attached()


def test_five_thousand_articles_are_listed_as_one_scrolls_and_types(page: Page, server_url: str) -> None:
    visit_many(page, server_url, many(5000))
    expect(page.locator("#searched")).to_have_text("5,000 articles, all searched")
    rows = articles(page).locator("[data-document]")
    expect(rows).to_have_count(50)
    expect(page.locator("#documents .folder")).to_have_text(["year 00"])
    for count in (100, 150):
        page.locator("#documents .more").scroll_into_view_if_needed()
        expect(rows).to_have_count(count)
    expect(page.locator("#documents .folder")).to_have_text(["year 00", "year 01"])
    page.get_by_label("Filter the articles").fill("Article 49")
    expect(page.locator("#documents").get_by_role("status")).to_have_text("100 articles")
    expect(page.locator("#documents .folder")).to_have_text(["year 49"])
    expect(rows.first).to_contain_text("Article 4900")
    assert violations(page) == []


def test_all_that_a_filter_finds_are_ticked_and_none_again(page: Page, server_url: str) -> None:
    visit_many(page, server_url, many(3000))
    sent = answer_with(page, *(contract.refused("Which?", []) for _ in range(3)))
    articles(page)
    page.get_by_label("Filter the articles").fill("Article 29")
    expect(page.locator("#documents").get_by_role("status")).to_have_text("100 articles")
    page.get_by_role("button", name="Tick all").click()
    expect(page.locator("#searched")).to_have_text("100 of 3,000 articles searched")
    page.locator("#documents [data-document] input").first.uncheck()
    ask(page, "Which?")
    assert sent[0]["documents"] == [f"year 29/{n}" for n in range(2901, 3000)]
    articles(page)
    page.get_by_role("button", name="Tick none").click()
    expect(page.locator("#searched")).to_have_text("3,000 articles, all searched")
    page.get_by_label("Filter the articles").fill("")
    expect(page.locator("#documents").get_by_role("status")).to_have_text("3,000 articles")
    page.get_by_role("button", name="Tick all").click()
    expect(page.locator("#searched")).to_have_text("3,000 articles, all searched")
    ask(page, "Which?")
    assert "documents" not in sent[1]
