import pytest

from qa.quotes.words import foldings, is_unspaced, is_word, words_of


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("The cat’s  “Milk”—cold.", ["the", "cat's", "milk", "cold", "."]),
        ("coalition-of-the-willing", ["coalition", "of", "the", "willing"]),
        ("1,000.5 men at -5 °C, 1990–1995", ["1,000.5", "men", "at", "-5", "°", "c", ",", "1990", "1995"]),
        ("$3 or 50%", ["$", "3", "or", "50", "%"]),
        ("secu-\nrity and air\u00adport", ["security", "and", "airport"]),
        ("ﬁne Cafe\u0301 STRASSE Straße", ["fine", "café", "strasse", "strasse"]),
        ("**bold** [link](https://example.org/a) [12] <b>x</b> a … b ...", ["bold", "link", "x", "a", "b"]),
        ("[T]he end", ["the", "end"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("KIRMIZI IŞIK İl", ["kirmizi", "işik", "il"]),
        ("", []),
    ],
)
def test_words_are_folded(text: str, keys: list[str]) -> None:
    assert list(words_of(text).keys) == keys


def test_ranges_are_those_of_the_text_itself() -> None:
    words = words_of("🐟 secu-\nrity, “Now”")
    assert [words.text[start:end] for start, end in words.ranges] == ["🐟", "secu-\nrity", ",", "Now"]
    assert words.slice(1, 4) == "secu-\nrity, “Now"
    assert words.span(1, 1) == (words.ranges[0][1], words.ranges[0][1])
    assert words.span(0, 0) == (0, 0)


def test_a_text_is_unspaced_where_most_of_its_letters_are() -> None:
    assert [is_unspaced(text) for text in ("城墙 wall", "长城的城墙 wall", "the wall", "벽은 높다", "")] == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_marks_are_no_words() -> None:
    assert [is_word(key) for key in ("a", "3", "-5", "don't", ",", "%", "日")] == [True] * 4 + [False] * 2 + [True]


@pytest.mark.parametrize(
    ("quote", "source", "needed"),
    [
        ("one two", "one two", ()),
        ("one  two", "one\ntwo", ("white space",)),
        ("it’s", "it's", ("quote marks",)),
        ("one – two", "one — two", ("dashes",)),
        ("One", "one", ("case",)),
        ("one two,", "one two", ("end mark",)),
        ("二つ。", "二つ", ("end mark",)),
        ("IŞIK", "ışık", ("case",)),
        ("one **two**", "one two", ("markup",)),
        ("security", "secu-\nrity", ("characters",)),
        ("caf\u00e9", "cafe\u0301", ("characters",)),
        ("“One” – two,", "'one'—two", ("end mark", "case", "dashes", "quote marks", "white space")),
    ],
)
def test_only_what_was_needed_is_named(quote: str, source: str, needed: tuple[str, ...]) -> None:
    assert foldings(quote, source) == needed
