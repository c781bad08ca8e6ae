import pytest

from qa.closed import MOST, openings


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Did Trump meet Putin in Moscow?",
            ["Did Trump meet Putin?", "Did Trump meet in Moscow?", "Did meet Putin in Moscow?"],
        ),
        ("Is the video call on Monday?", ["Is the video call?"]),
        ("did trump meet putin in moscow", ["did trump meet putin"]),
        ("Isn’t the video call on Monday?", ["Isn’t the video call?"]),
        (
            "Did the Bank of England raise rates in 2022?",
            ["Did the Bank of England raise rates?", "Did the raise rates in 2022?"],
        ),
        (
            "Would it take Russia ten years to occupy the regions?",  # Russia says what it is about
            ["Would it take Russia ten years?"],
        ),
    ],
)
def test_a_closed_question_is_opened_where_its_answer_may_be_wrong(question: str, expected: list[str]) -> None:
    assert openings(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Where did Trump meet Putin?",  # is open
        "Trump Putin Moscow",
        "Which regions does Russia claim in 2022?",
        "Is Kherson Russian?",  # nothing would be left
        "Has he resigned?",
        "Wird Trump Putin in Moskau treffen?",
    ],
)
def test_no_other_question_is(question: str) -> None:
    assert openings(question) == []


def test_a_question_with_many_names_has_few_openings() -> None:
    found = openings("Did Anna, Ben, Carl, Dora, Emil and Fay meet Gus, Hal and Ida in Rome in May 2020?")
    assert len(found) == MOST
    assert found[0] == "Did Anna, Ben, Carl, Dora, Emil and Fay meet Gus, Hal and Ida in Rome?"
