import pytest

from index.errors import QuestionError
from qa.question import CITATIONS, LONGEST, MOST_CITATIONS, MOST_TURNS, Question, Turn


def test_the_limits() -> None:
    assert (LONGEST, MOST_TURNS, CITATIONS, MOST_CITATIONS) == (1000, 20, 3, 10)


def test_a_question_alone_is_asked_of_all_documents_for_three_citations() -> None:
    question = Question("Who?")
    assert (question.text, question.history, question.documents, question.most) == ("Who?", (), (), 3)
    assert Turn("Who?") == Turn("Who?", None)


@pytest.mark.parametrize("text", ["x", "x" * 1000, "👩🏽‍🚀" * 250, " Who? ", "\x00", "\ufeff", "e\u0301"])
def test_a_question_within_its_limits_is_kept_as_typed(text: str) -> None:
    assert Question(text).text == text


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", "0"),
        (" ", "1"),
        (" \n\t\u00a0", "4"),
        ("x" * 1001, "1,001"),
        ("👩🏽‍🚀" * 251, "1,004"),
        ("x" * 12345, "12,345"),
    ],
)
def test_a_question_without_words_or_too_long_is_refused(text: str, length: str) -> None:
    with pytest.raises(QuestionError) as caught:
        Question(text)
    assert str(caught.value) == f"The question has {length} characters; it needs 1 to 1,000."
    assert caught.value.field == "question"


@pytest.mark.parametrize("text", ["When is the caf\udce9?", "\ud800", "a \udfff b"])
def test_a_question_that_is_not_utf8_is_refused(text: str) -> None:
    with pytest.raises(QuestionError) as caught:
        Question(text)
    assert (str(caught.value), caught.value.field) == ("The question is not UTF-8.", "question")


@pytest.mark.parametrize("turns", [0, 1, 20])
def test_as_many_as_twenty_turns_are_read(turns: int) -> None:
    assert len(Question("Why?", (Turn("Who?"),) * turns).history) == turns


@pytest.mark.parametrize("turns", [21, 100])
def test_more_turns_are_refused(turns: int) -> None:
    with pytest.raises(QuestionError) as caught:
        Question("Why?", (Turn("Who?", "Nobody."),) * turns)
    assert str(caught.value) == f"The history has {turns} turns; at most 20 are read."
    assert caught.value.field == "history"


@pytest.mark.parametrize("most", [1, 3, 10])
def test_one_to_ten_citations_can_be_asked_for(most: int) -> None:
    assert Question("Who?", most=most).most == most


@pytest.mark.parametrize("most", [-1, 0, 11, 1000])
def test_another_number_of_citations_is_refused(most: int) -> None:
    with pytest.raises(QuestionError) as caught:
        Question("Who?", most=most)
    assert str(caught.value) == f"{most} citations cannot be asked for; 1 to 10 can."
    assert caught.value.field == "max_citations"


@pytest.mark.parametrize("language", ["en", "zh-Hant", "es-419", "gsw", None])
def test_a_language_is_given_by_its_code(language: str | None) -> None:
    assert Question("Who?", language=language).language == language


@pytest.mark.parametrize("language", ["", "english", "e", "en_GB", "en-", "d e", "12"])
def test_what_is_no_code_of_a_language_is_refused(language: str) -> None:
    with pytest.raises(QuestionError) as caught:
        Question("Who?", language=language)
    assert str(caught.value) == f"{language!r} is no language; give its BCP-47 code: en, de, zh-Hant."
    assert caught.value.field == "language"
