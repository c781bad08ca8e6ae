import pytest

from index.errors import QuoteError
from qa.quotes.asked import LONGEST, LONGEST_TEXT, MOST, Asked, Asking


def test_quotes_of_a_text_know_their_range_and_their_document() -> None:
    assert Asking.in_text("He said “one two”.", "news").quotes == (Asked("one two", "news", 9, 16),)
    assert Asking.in_text("He said nothing.").quotes == ()


@pytest.mark.parametrize(
    ("quotes", "message"),
    [
        ([], "There is no quote to check; give 1 to 100."),
        (["x"] * (MOST + 1), "There are 101 quotes; at most 100 are checked at once."),
        (["one", " "], "Quote 2 has 1 characters; it needs 1 to 5,000."),
        (["x" * (LONGEST + 1)], "Quote 1 has 5,001 characters; it needs 1 to 5,000."),
        (["\ud800"], "Quote 1 is not UTF-8."),
    ],
)
def test_quotes_that_cannot_be_checked_are_refused(quotes: list[str], message: str) -> None:
    with pytest.raises(QuoteError) as caught:
        Asking.of(quotes)
    assert (str(caught.value), caught.value.field) == (message, "quotes")


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST_TEXT + 1), "“x” " * (MOST + 1)])
def test_a_text_that_cannot_be_checked_is_refused(text: str) -> None:
    with pytest.raises(QuoteError) as caught:
        Asking.in_text(text)
    assert caught.value.field == "text"
