import pytest

from qa.quotes.find import Found, find_quotes


def quotes(text: str) -> list[str]:
    return [found.quote for found in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said “one two” and left.", ["one two"]),
        ('He said "one two" and "three".', ["one two", "three"]),
        ("Er sagte „kein Wort“ dazu.", ["kein Wort"]),
        ("Zei „geen woord” hij.", ["geen woord"]),
        ("Il dit « mot à mot » et «là».", ["mot à mot", "là"]),
        ("Han sagde »ord for ord« og gik.", ["ord for ord"]),
        ("彼は「はい」と『いいえ』と言った。", ["はい", "いいえ"]),
        ("She said 'one two three' and left.", ["one two three"]),
        ("She said ‘one two three’ and left.", ["one two three"]),
        ("‚ein Wort‘ und ‹noch eins›", ["ein Wort", "noch eins"]),
        ('("in brackets") —"behind a dash"', ["in brackets", "behind a dash"]),
        ('**"in bold"** and _“in italics”_', ["in bold", "in italics"]),
        ("none here", []),
        ('“”, "" and “…”', []),
    ],
)
def test_quotes_stand_between_marks_of_any_kind(text: str, found: list[str]) -> None:
    assert quotes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It’s the boys’ turn, isn't it? They're o'clock people.", []),
        ('A 5\'10" man with a 24" screen.', []),
        ("He said 'don't go there' twice.", ["don't go there"]),
        ("He said ‘they’re here’ twice.", ["they’re here"]),
        ('He said "never closed', []),
        ("He said “never closed.\n\nA new paragraph”.", []),
        ('"one" "two"', ["one", "two"]),
    ],
)
def test_apostrophes_inches_and_what_is_not_closed_are_no_quotes(text: str, found: list[str]) -> None:
    assert quotes(text) == found


@pytest.mark.parametrize(
    "quote",
    ["it was ‘said by all’ today", "it was “said” today", 'it was "said" today', "a «b» c"],
)
def test_a_quote_inside_a_quote_is_part_of_it(quote: str) -> None:
    marks = ("“", "”") if '"' not in quote else ("«", "»")
    assert quotes(f"He said {marks[0]}{quote}{marks[1]}.") == [quote]


def test_a_quote_goes_over_line_ends_but_not_over_paragraphs() -> None:
    assert quotes("He said “one\ntwo” and “three\n\nfour” there.") == ["one\ntwo"]


def test_a_quote_of_several_paragraphs_opens_each_of_them() -> None:
    assert quotes("“One two.\n\n“Three four.” He left.") == ["One two.", "Three four."]


def test_block_quotes_are_quotes_a_paragraph_at_a_time_without_who_wrote_them() -> None:
    text = "As it says:\n\n> One two\n> three.\n>\n> “Four five.”\n> — Ada\n\nand so on."
    assert quotes(text) == ["One two\nthree.", "Four five."]


def test_a_quote_inside_a_block_quote_is_part_of_it() -> None:
    assert quotes("> He said “one” twice.\n") == ["He said “one” twice."]


def test_quotes_of_html_are_found() -> None:
    assert quotes("<blockquote>One <b>two</b></blockquote> and <q>three</q>") == ["One <b>two</b>", "three"]


def test_code_holds_no_quotes() -> None:
    assert quotes('`print("one")` and\n```\n"two"\n> three\n```\nbut "four"') == ["four"]


def test_a_range_is_that_of_the_text_without_the_marks() -> None:
    text = "🐟 “ One two ” and\n> three\n> four\n"
    assert find_quotes(text) == [
        Found("One two", text.index("One"), text.index("two") + 3),
        Found("three\nfour", text.index("three"), text.index("four") + 4),
    ]


def test_marks_that_are_never_closed_cost_no_more_than_their_number() -> None:
    """A scan for each of them to the end would take minutes."""
    assert [quotes(mark * 20_000) for mark in ("“", " 'a", ' "a', "«a ")] == [[], [], [], []]
