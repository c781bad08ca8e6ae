import pytest

from qa.text_fragment import LONG, text_fragment_link

URL = "https://example.org/a"


def link(text: str, quote: str, url: str | None = URL, nth: int = 0) -> str | None:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return text_fragment_link(url, text, start, start + len(quote))


def test_a_quote_is_named_whole_and_encoded() -> None:
    quote = "He paid 5, well-known & “glad” 🙂."
    assert link(f"So. {quote} End.", quote) == (
        f"{URL}#:~:text=He%20paid%205%2C%20well%2Dknown%20%26%20%E2%80%9Cglad%E2%80%9D%20%F0%9F%99%82."
    )


def test_a_quote_that_repeats_has_as_many_words_around_it_as_tell_it_apart() -> None:
    text = "One cat sat. It rained. Two cats ran. It rained. Three cats ran."
    assert link(text, "It rained.", nth=0) == f"{URL}#:~:text=sat.-,It%20rained.,-Two"
    assert link(text, "It rained.", nth=1) == f"{URL}#:~:text=ran.-,It%20rained.,-Three"


def test_words_that_do_not_tell_apart_are_not_enough() -> None:
    text = "A b. Go. C d. E b. Go. C e."
    assert link(text, "Go.", nth=0) == f"{URL}#:~:text=A%20b.-,Go.,-C%20d."


def test_part_of_a_word_is_no_repeat() -> None:
    assert link("The cat concatenates the.", "cat") == f"{URL}#:~:text=cat"


def test_a_long_quote_and_one_of_two_lines_are_named_by_their_ends() -> None:
    words = " ".join(f"w{n}" for n in range(LONG))
    assert link(words, words) == f"{URL}#:~:text=w0%20w1%20w2%20w3%20w4%20w5,w294%20w295%20w296%20w297%20w298%20w299"
    lines = "a b c d e f g\nh i j k l m"
    assert link(lines, lines) == f"{URL}#:~:text=a%20b%20c%20d%20e%20f,h%20i%20j%20k%20l%20m"


def test_a_text_of_megabytes_that_repeats_itself_is_no_more_work_than_reading_it() -> None:
    text = "One cat sat. " * 400_000 + "Go. " + "One cat sat. " * 10
    assert link(text, "Go.") == f"{URL}#:~:text=Go."
    words = "%20".join(["One%20cat%20sat."] * 8)
    assert link(text, "One cat sat.", nth=1000) == f"{URL}#:~:text={words}-,One%20cat%20sat.,-{words}"


def test_words_far_away_are_no_context() -> None:
    text = f"{'x' * 2000} Go. {'y' * 2000} Go. End"
    assert link(text, "Go.", nth=0) == f"{URL}#:~:text=Go."
    assert link(text, "Go.", nth=1) == f"{URL}#:~:text=Go.,-End"


def test_an_address_with_a_fragment_keeps_it() -> None:
    assert link("One. Two.", "Two.", url=f"{URL}#top") == f"{URL}#top:~:text=Two."


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "file:///etc/passwd", "example.org"])
def test_what_is_no_web_address_has_no_link(url: str | None) -> None:
    assert link("One. Two.", "Two.", url=url) is None
