"""A question comes back as sentences of the article, and each leads to its place there."""

from playwright.sync_api import Page, expect

from qa.answer import HELP
from tests.browser import contract
from tests.browser.conversation import CALL, JAPAN, answer_with, ask, lit, submit, texts, visit


def test_each_citation_lights_exactly_its_sentence_in_the_article(page: Page, server_url: str) -> None:
    visit(page, server_url)
    with page.expect_response("**/ask") as asked:
        submit(page, CALL)
    answer = asked.value.json()
    assert answer["found"] is True
    expect(page.locator(".turn.found")).to_be_visible()
    assert texts(page.locator(".citation .quote")) == [each["sentence"] for each in answer["citations"]]
    for each in answer["citations"]:
        page.locator(".citation").nth(each["number"] - 1).click()
        expect(lit(page)).to_have_id(f"s{each['start']}-{each['end']}")
        expect(lit(page)).to_be_in_viewport()
        document = contract.read_document(page, server_url, each["document"]["id"])
        assert texts(lit(page)) == [each["sentence"]] == [document["text"][each["start"] : each["end"]]]


def test_the_answer_names_the_call_on_sunday(page: Page, server_url: str) -> None:
    visit(page, server_url)
    turn = ask(page, CALL)
    assert (
        "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward "
        "a plan." in texts(turn.locator(".quote"))
    )


def test_the_article_is_shown_verbatim(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    assert texts(page.locator("#article .text")) == [document["text"]]
    expected = [contract.sentence(document, index) for index in range(len(document["sentences"]))]
    assert texts(page.locator("#article .sentence")) == expected


def test_following_scrolls_a_sentence_out_of_sight_into_view(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citations = [contract.citation(document, 0, 1), contract.citation(document, -1, 2)]
    answer_with(page, contract.found("The end?", citations))
    turn = ask(page, "The end?")
    last = page.locator("#article .sentence").last
    expect(last).not_to_be_in_viewport()
    turn.locator(".citation").last.click()
    expect(last).to_be_in_viewport(ratio=1)
    assert texts(lit(page)) == texts(last)


def test_all_citations_are_marked_and_the_followed_one_is_lit(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citations = [contract.citation(document, 4, 1), contract.citation(document, 1, 2)]
    answer_with(page, contract.found("Both?", citations))
    turn = ask(page, "Both?")
    assert texts(page.locator(".sentence.cited")) == [contract.sentence(document, 1), contract.sentence(document, 4)]
    expect(lit(page)).to_have_count(0)
    turn.locator(".citation").nth(1).click()
    expect(lit(page)).to_have_text([contract.sentence(document, 1)])
    turn.locator(".citation").nth(0).click()
    expect(lit(page)).to_have_text([contract.sentence(document, 4)])
    assert texts(page.locator(".citation[aria-current] .quote")) == [contract.sentence(document, 4)]
    assert texts(page.locator(".sentence.cited")) == [contract.sentence(document, 1), contract.sentence(document, 4)]


def test_an_earlier_answer_can_be_followed_again(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    one, two = contract.citation(document, 2), contract.citation(document, 5)
    answer_with(page, contract.found("One?", [one]), contract.found("Two?", [two]))
    first = ask(page, "One?")
    ask(page, "Two?")
    assert texts(page.locator(".sentence.cited")) == [two["sentence"]]
    first.locator(".citation").click()
    expect(lit(page)).to_have_text([one["sentence"]])
    assert texts(page.locator(".sentence.cited")) == [one["sentence"]]


def test_the_highlight_is_marked_inside_the_sentence(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citation = contract.citation(document, 1, highlight="on Sunday")
    answer_with(page, contract.found(CALL, [citation]))
    turn = ask(page, CALL)
    for place in (turn.locator(".quote"), page.locator("#article .sentence.cited")):
        assert texts(place.locator("mark")) == ["on Sunday"]
        assert texts(place) == [citation["sentence"]]
    assert texts(page.locator("#article .text")) == [document["text"]]


def test_the_verdict_is_said_in_words_with_its_figure_on_demand(page: Page, server_url: str) -> None:
    visit(page, server_url)
    citations = [contract.citation(contract.first_document(page, server_url), 1)]
    sure, unsure = (
        contract.found("How sure?", citations, confidence=figure, verdict=verdict)
        for figure, verdict in ((0.93, "answers"), (0.5, "may_answer"))
    )
    answer_with(page, sure, unsure)
    for _ in (sure, unsure):
        ask(page, "How sure?")
    assert texts(page.locator(".confidence summary")) == [
        "Answers it",
        "May answer it; judge for yourself",
    ]
    figure = page.locator(".figure").first
    expect(figure).to_be_hidden()
    page.locator(".confidence summary").first.click()
    expect(figure).to_be_visible()
    expect(figure).to_have_text("Confidence 0.93: of ten answers with this figure, about 9 are right.")


def test_each_citation_offers_its_permalink(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    citation = contract.citation(document, 7)
    answer_with(page, contract.found("Where?", [citation]))
    turn = ask(page, "Where?")
    turn.get_by_text("Copy", exact=True).click()
    link = turn.get_by_role("link", name="Open in a new tab")
    expect(link).to_have_attribute("href", citation["link"])
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.locator(".sentence:target")).to_have_text(citation["sentence"])


def test_a_refusal_shows_the_closest_sentences_as_such(page: Page, server_url: str) -> None:
    visit(page, server_url)
    with page.expect_response("**/ask") as asked:
        submit(page, JAPAN)
    answer = asked.value.json()
    assert answer["found"] is False
    turn = page.locator(".turn.refused")
    expect(turn.locator(".verdict")).to_have_text(answer["answer"])
    assert texts(turn.locator(".quote")) == [each["sentence"] for each in answer["nearest"]]
    expect(turn.locator(".nearest-label").first).to_have_text("Closest sentences, not an answer")
    expect(turn.locator(".confidence")).to_have_count(0)
    expect(page.locator(".sentence.cited")).to_have_count(0)


def test_a_closest_sentence_can_be_followed_too(page: Page, server_url: str) -> None:
    visit(page, server_url)
    nearest = contract.citation(contract.first_document(page, server_url), 20)
    answer_with(page, contract.refused(JAPAN, [nearest]))
    ask(page, JAPAN).locator(".citation").click()
    expect(lit(page)).to_have_text([nearest["sentence"]])
    expect(page.locator(".sentence.cited")).to_have_count(0)


def test_details_are_shown_as_what_is_known_of_the_document(page: Page, server_url: str) -> None:
    visit(page, server_url)
    turn = ask(page, "What is the title, and when was this published?")
    assert texts(turn.locator(".details dt")) == ["Title", "Published"]
    assert texts(turn.locator(".details dd")) == ["Security guarantees for Ukraine", "not known"]
    expect(turn.locator(":is(.verdict, .citations, .confidence)")).to_have_count(0)


def test_details_of_several_documents_name_each(page: Page, server_url: str) -> None:
    visit(page, server_url)
    sources = [{"id": name, "title": name.upper(), "url": None} for name in "ab"]
    details = [{"document": source, "field": "author", "value": None} for source in sources]
    answer_with(page, contract.refused("Who wrote this?", []) | {"intent": "details", "details": details})
    turn = ask(page, "Who wrote this?")
    assert texts(turn.locator(".details dt")) == ["Author, A", "Author, B"]
    assert texts(turn.locator(".details dd")) == ["not known", "not known"]


def test_small_talk_brings_a_sentence_of_help(page: Page, server_url: str) -> None:
    visit(page, server_url)
    turn = ask(page, "Thanks!")
    expect(turn.locator(".verdict")).to_have_text(HELP)
    expect(turn.locator(":is(.citations, .confidence)")).to_have_count(0)


def test_key_sentences_are_shown_without_a_confidence(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    cited = [contract.citation(document, 0, 1), contract.citation(document, 4, 2)]
    answer_with(page, contract.found("What is this about?", cited, intent="overview"))
    turn = ask(page, "What is this about?")
    expect(turn.locator(".nearest-label")).to_have_text("Key sentences")
    assert texts(turn.locator(".quote")) == [each["sentence"] for each in cited]
    expect(turn.locator(":is(.confidence, .foot)")).to_have_count(0)
    expect(page.locator(".sentence.cited")).to_have_count(2)


def test_a_refusal_without_closest_sentences_only_says_so(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.refused(JAPAN, []))
    turn = ask(page, JAPAN)
    assert texts(turn.locator(".verdict")) == ["I found no sentence that says it."]
    expect(turn.locator(".citations")).to_have_count(0)
