"""What a reader does on the page: open it, ask, follow a citation."""

from typing import Any

from playwright.sync_api import Locator, Page, Request, Route, expect

CALL = "When is the video call of the coalition of the willing?"
CITED = (
    "Officials from the so-called coalition-of-the-willing countries plan a video call on Sunday to work toward a plan."
)
JAPAN = "What is the capital of Japan?"


def visit(page: Page, server_url: str) -> None:
    page.goto(server_url)
    expect(page.locator("#article .sentence").first).to_be_attached()


def field(page: Page) -> Locator:
    return page.get_by_label("Your question")


def submit(page: Page, question: str) -> None:
    field(page).fill(question)
    field(page).press("Enter")


def ask(page: Page, question: str) -> Locator:
    """The turn that answers the question, once it is shown."""
    turns = page.locator(".turn:is(.found, .refused)")
    before = turns.count()
    submit(page, question)
    expect(turns).to_have_count(before + 1)
    return turns.nth(before)


def answer_with(page: Page, *answers: dict[str, Any]) -> list[Any]:
    """Answers each `/ask` with the next of `answers`; the list fills with the bodies that were sent."""
    sent: list[Any] = []
    waiting = list(answers)

    def reply(route: Route, request: Request) -> None:
        sent.append(request.post_data_json)
        route.fulfill(json=waiting.pop(0))

    page.route("**/ask", reply)
    return sent


def lit(page: Page) -> Locator:
    return page.locator("#article .sentence.lit")


def texts(locator: Locator) -> list[str]:
    """The exact text of each element, white space and all, which `to_have_text` would fold."""
    return locator.all_text_contents()
