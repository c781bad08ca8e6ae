import pytest

from index.documents import Block, Sentence
from index.reading.markdown import markdown_blocks
from index.reading.plain import plain_blocks
from index.reading.sentences import LONGEST, split_sentences


def split(text: str, *, markdown: bool = False, language: str = "en") -> list[Sentence]:
    blocks = markdown_blocks(text) if markdown else plain_blocks(text)
    return split_sentences(text, blocks, language=language)


def sentences(text: str, *, markdown: bool = False, language: str = "en") -> list[str]:
    return [text[s.start : s.end] for s in split(text, markdown=markdown, language=language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two!  Three?", ["One.", "Two!", "Three?"]),
        ("No full stop", ["No full stop"]),
        (
            "Dr. Smith met Mr. Jones of Acme Inc. today. He left.",
            ["Dr. Smith met Mr. Jones of Acme Inc. today.", "He left."],
        ),
        ("It costs $3.50, i.e. little. See e.g. p. 5.", ["It costs $3.50, i.e. little.", "See e.g. p. 5."]),
        ("The U.S. agreed. So did J. R. R. Tolkien.", ["The U.S. agreed.", "So did J. R. R. Tolkien."]),
        ("“Stop.” He did.", ["“Stop.”", "He did."]),
        ("Title\nBody one. Body two.\n", ["Title", "Body one.", "Body two."]),
        ("One.\r\nTwo.\rThree.", ["One.", "Two.", "Three."]),
        (" \u00a0One.\u00a0 \n\n\t Two. ", ["One.", "Two."]),
        ("--- * * * ---\n\nOne.", ["One."]),
        ("你好。世界！", ["你好。", "世界！"]),
    ],
)
def test_plain_text_is_split_into_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize("text", ["", " \n", "…", "***\n---\n?!"])
def test_text_without_letter_or_digit_has_no_sentence(text: str, markdown: bool) -> None:
    assert sentences(text, markdown=markdown) == []


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000", "\u2028", "\x85"])
def test_a_letter_then_a_wide_space_and_a_full_stop_is_a_sentence(space: str) -> None:
    assert sentences(f"Vitamin A{space}.") == [f"Vitamin A{space}."]


def test_a_repeated_sentence_has_a_range_each_time() -> None:
    found = split("Yes. Yes. Yes.")
    assert [(s.start, s.end) for s in found] == [(0, 4), (5, 9), (10, 14)]


def test_offsets_count_code_points_not_units_or_bytes() -> None:
    found = split("👩🏽‍🚀 e\u0301. Two.")
    assert [(s.start, s.end) for s in found] == [(0, 8), (9, 13)]


WRAPPED = (
    "The officials said on Monday that they would not agree to the plan\n"
    "before the end of the year. They are said to be looking for others\n"
    "who would.\n"
    "A new paragraph starts here because the line above it is short, so\n"
    "it is not joined.\n"
)


def test_lines_wrapped_by_hand_are_joined() -> None:
    assert [s.replace("\n", " ") for s in sentences(WRAPPED)] == [
        "The officials said on Monday that they would not agree to the plan before the end of the year.",
        "They are said to be looking for others who would.",
        "A new paragraph starts here because the line above it is short, so it is not joined.",
    ]


def test_wrapped_lines_with_crlf_are_joined() -> None:
    crlf = WRAPPED.replace("\n", "\r\n")
    assert sentences(crlf) == [s.replace("\n", "\r\n") for s in sentences(WRAPPED)]


def test_lines_of_a_text_with_long_lines_are_not_joined() -> None:
    long = "This line is much longer than any column that a person would wrap text at by hand, " * 2
    assert sentences(f"{long.strip()}\nAn ending without full stop\nAnother line") == [
        long.strip(),
        "An ending without full stop",
        "Another line",
    ]


def test_lines_of_a_text_with_short_lines_are_not_joined() -> None:
    assert sentences("Apples and pears\nBananas and more\nCherries") == [
        "Apples and pears",
        "Bananas and more",
        "Cherries",
    ]


def test_a_very_long_sentence_is_cut_at_its_last_clause_before_the_limit() -> None:
    clause = "the parties have agreed to this point; "  # 39 code points
    text = clause * 60
    per_piece = LONGEST // len(clause)
    assert per_piece == 25
    assert sentences(text) == [(clause * 25).strip(), (clause * 25).strip(), (clause * 10).strip()]


def test_a_very_long_run_of_words_is_cut_at_a_space() -> None:
    words = "word, " * 400
    assert [len(s) for s in sentences(words)] == [995, 995, 407]
    assert " ".join(sentences(words)) == words.strip()


def test_words_without_any_mark_are_cut_sooner_where_they_go_on_or_at_a_space() -> None:
    said = "the bus leaves at ten and the ferry sails at noon "
    found = sentences(said * 20)
    assert [len(s) for s in found] == [571, 427]
    assert (found[0][-21:], found[1][:22]) == ("the bus leaves at ten", "and the ferry sails at")
    assert [len(s) for s in sentences("word " * 450)] == [599, 599, 599, 449]
    assert [len(s) for s in sentences("สวัสดีครับ " * 100, language="th")] == [593, 505]


def test_a_row_without_any_mark_is_whole() -> None:
    row = "cell " * 150
    (found,) = split_sentences(row, [Block("table_row", 0, len(row))])
    assert found == Sentence(0, len(row) - 1)


def test_a_very_long_run_without_space_is_cut_at_the_limit() -> None:
    assert [len(s) for s in sentences("x" * 2500)] == [LONGEST, LONGEST, 2500 - 2 * LONGEST]


MARKDOWN = [
    ("# A heading\nThe text. More.", ["A heading", "The text.", "More."]),
    ("## The plan ##\n", ["The plan ##"]),
    ("Set\n===\nText.", ["Set", "Text."]),
    ("- one\n- two. three\n* four\n+ five", ["one", "two.", "three", "four", "five"]),
    ("1. one\n2) two\n10. ten", ["one", "two", "ten"]),
    ("- a\n  - b\n    1. c\n\n      more c", ["a", "b", "c", "more c"]),
    ("> one\n> two. Three.\n>\n> - four", ["one\n> two.", "Three.", "four"]),
    ("| a | b |\n|---|:-:|\n| c | d |\n", ["a | b |", "c | d |"]),
    ("```python\nx = 1\ny = 2\n```\nText.", ["x = 1", "y = 2", "Text."]),
    ("~~~\nnever closed 1\nor 2", ["never closed 1", "or 2"]),
    ("Text:\n\n    code 1\n    code 2\n", ["Text:", "code 1", "code 2"]),
    ("---\ntitle: x\n---\nBody here.", ["Body here."]),
    ("---\r\ntitle: x\r\n---\r\nBody here.", ["Body here."]),
    (
        "A [link](http://a.b/c.d 'T. t') here. End.",
        ["A [link](http://a.b/c.d 'T. t') here.", "End."],
    ),
    ("See [it].\n\n[it]: http://a.b\n", ["See [it]."]),
    ("One line\nanother line. End\n\nNext", ["One line\nanother line.", "End", "Next"]),
    ("<p>Html 1</p>\n\nText", ["<p>Html 1</p>", "Text"]),
    ("# a\r\rb\r\r- c\r- d", ["a", "b", "c", "d"]),
    ("\\# not a heading", ["\\# not a heading"]),
    ("In\n1984. It was.", ["In\n1984.", "It was."]),
    ("#hashtag is text", ["#hashtag is text"]),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown_is_split_by_its_blocks(text: str, expected: list[str]) -> None:
    assert sentences(text, markdown=True) == expected


def test_emphasis_that_closes_after_a_full_stop_stays_with_its_sentence() -> None:
    text = "**Bold one.** Then _this._ *Or that!* End."
    assert sentences(text, markdown=True) == ["**Bold one.**", "Then _this._", "*Or that!*", "End."]


def test_markdown_syntax_in_plain_text_is_text() -> None:
    assert sentences("# A heading\n- one\n") == ["# A heading", "- one"]


def test_the_language_decides_about_abbreviations() -> None:
    text = "Das ist z.B. Dr. Maier bzw. Frau Kunz. Er ging."
    assert sentences(text, language="de") == ["Das ist z.B. Dr. Maier bzw. Frau Kunz.", "Er ging."]


def test_an_unknown_language_is_split_like_english() -> None:
    assert sentences("Dr. Smith came. He left.", language="xx") == ["Dr. Smith came.", "He left."]
