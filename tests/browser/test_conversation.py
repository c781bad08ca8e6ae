"""Asking: what is sent, what is shown meanwhile, and what a follow-up carries."""

from playwright.sync_api import Page, Route, expect

from tests.browser import contract
from tests.browser.conversation import CALL, answer_with, ask, field, submit, texts, visit


def test_a_follow_up_sends_the_turns_before_it(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    one = contract.found(CALL, [contract.citation(document, 1)])
    two = contract.found("Who joins?", [contract.citation(document, 6)], asked_as=f"{CALL} Who joins?")
    sent = answer_with(page, one, two)
    ask(page, CALL)
    turn = ask(page, "Who joins?")
    assert sent == [
        {"question": CALL, "history": []},
        {"question": "Who joins?", "history": [{"question": CALL, "answer": one["answer"]}]},
    ]
    assert texts(turn.locator(".asked-as")) == [f"Also asked as {CALL} Who joins?"]


def test_a_real_follow_up_is_answered(page: Page, server_url: str) -> None:
    visit(page, server_url)
    ask(page, CALL)
    ask(page, "And who will take part?")
    assert texts(page.locator(".question")) == [CALL, "And who will take part?"]


def test_a_question_searched_as_asked_says_nothing_about_it(page: Page, server_url: str) -> None:
    visit(page, server_url)
    answer_with(page, contract.found(CALL, [contract.citation(contract.first_document(page, server_url), 1)]))
    expect(ask(page, CALL).locator(".asked-as")).to_have_count(0)


def test_only_the_last_twenty_turns_are_sent(page: Page, server_url: str) -> None:
    visit(page, server_url)
    questions = [f"Question {number}?" for number in range(22)]
    sent = answer_with(page, *(contract.refused(question, []) for question in questions))
    for question in questions:
        ask(page, question)
    assert [turn["question"] for turn in sent[-1]["history"]] == questions[1:21]


def test_a_history_too_large_to_send_loses_its_oldest_turns(page: Page, server_url: str) -> None:
    visit(page, server_url)
    questions = ["One?", "Two?", "Three?"]
    answers = [{**contract.refused(question, []), "answer": "ж" * 20_000} for question in questions]
    sent = answer_with(page, *answers)
    for question in questions:
        ask(page, question)
    assert [turn["question"] for turn in sent[2]["history"]] == ["Two?"]


def test_starting_over_forgets_the_conversation(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    answers = [contract.found(CALL, [contract.citation(document, 1)]) for _ in range(2)]
    sent = answer_with(page, *answers)
    ask(page, CALL)
    page.get_by_role("button", name="New").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".sentence.cited")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    ask(page, CALL)
    assert sent[1] == {"question": CALL, "history": []}


def test_while_asking_the_question_stays_and_cannot_be_sent_twice(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    held: list[Route] = []
    page.route("**/ask", lambda route: held.append(route))
    submit(page, CALL)
    expect(page.locator(".turn .waiting")).to_have_text("Reading…")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
    expect(field(page)).not_to_be_editable()
    expect(field(page)).to_have_value(CALL)
    field(page).press("Enter")
    assert [route.request.post_data_json for route in held] == [{"question": CALL, "history": []}]
    held[0].fulfill(json=contract.found(CALL, [contract.citation(document, 1)]))
    expect(page.locator(".turn.found")).to_have_count(1)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(field(page)).to_be_editable()
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()


def test_shift_enter_starts_a_new_line(page: Page, server_url: str) -> None:
    visit(page, server_url)
    field(page).fill("Who")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("calls?")
    expect(field(page)).to_have_value("Who\ncalls?")
    expect(page.locator(".turn")).to_have_count(0)


def test_blank_questions_are_not_sent(page: Page, server_url: str) -> None:
    visit(page, server_url)
    sent = answer_with(page)
    submit(page, "   ")
    submit(page, "")
    expect(page.locator(".turn")).to_have_count(0)
    assert sent == []


def test_markup_in_a_question_is_shown_as_text(page: Page, server_url: str) -> None:
    visit(page, server_url)
    hostile = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'> who?"
    turn = ask(page, hostile)
    assert texts(turn.locator(".question")) == [hostile]
    assert page.evaluate("'hacked' in window") is False
    expect(turn.locator("img, script")).to_have_count(0)


def test_answers_are_announced(page: Page, server_url: str) -> None:
    visit(page, server_url)
    status = page.get_by_role("status")
    document = contract.first_document(page, server_url)
    nearest = [contract.citation(document, index, index) for index in (1, 2)]
    answer_with(page, contract.found(CALL, nearest), contract.refused("Who?", nearest))
    ask(page, CALL)
    one, two = (contract.sentence(document, index) for index in (1, 2))
    expect(status).to_have_text(f"Answered with 2 sentences. {one} [1] {two} [2]")
    ask(page, "Who?")
    expect(status).to_have_text("I found no sentence that says it. 2 closest sentences are shown, not as an answer.")
    page.locator(".citation").first.click()
    expect(status).to_have_text("Sentence 1 is lit in the article.")


def test_an_answer_does_not_move_the_field_and_appears_in_its_place(page: Page, server_url: str) -> None:
    visit(page, server_url)
    document = contract.first_document(page, server_url)
    held: list[Route] = []
    page.route("**/ask", lambda route: held.append(route))
    still = [page.locator("#ask"), page.locator("#article-scroll")]
    boxes = [each.bounding_box() for each in still]
    submit(page, CALL)
    question = page.locator(".turn .question")
    expect(question).to_be_visible()
    place = question.bounding_box()
    held[0].fulfill(json=contract.found(CALL, [contract.citation(document, 1)]))
    expect(page.locator(".turn.found")).to_have_count(1)
    after = question.bounding_box()
    assert place is not None
    assert after is not None
    assert (after["x"], after["y"]) == (place["x"], place["y"])
    assert [each.bounding_box() for each in still] == boxes
