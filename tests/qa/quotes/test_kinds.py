import pytest

from qa.quotes.kinds import kind_of, kinds
from qa.quotes.words import words_of


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("they sold 3 to Ada", "en", ["word", "word", "number", "word", "name"]),
        ("The mill didn't burn , twice", None, ["word", "word", "negation", "word", "mark", "number"]),
        ("es brannte kein Haus mit zwölf Türen", "de", ["word", "word", "negation", "name", "word", "number", "name"]),
        ("el faro no cayó en mil", "es", ["word", "word", "negation", "word", "word", "number"]),
        ("il n’a rien", "fr", ["word", "negation", "negation"]),
        ("行かない", "ja", ["word", "word", "negation", "negation"]),
        ("二十米不高", "zh", ["number", "number", "word", "negation", "word"]),
        ("一些", "zh", ["word", "word"]),
        ("가지 않는다 안 간다", "ko", ["word", "negation", "negation", "word"]),
        ("no dijo", "pl", ["word", "word"]),
        ("не было", None, ["negation", "word"]),
    ],
)
def test_words_are_what_they_are_in_their_language(text: str, language: str | None, expected: list[str]) -> None:
    words = words_of(text)
    assert list(kinds(words, 0, len(words.keys), language)) == expected


def test_the_gravest_of_words_is_a_number_then_a_name() -> None:
    assert [
        kind_of(words_of(text), "en") for text in ("he met Ada in 1907", "he met Ada", "never so", "so", "!", "")
    ] == [
        "number",
        "name",
        "negation",
        "word",
        "mark",
        "mark",
    ]
