import pytest

from qa.capitals import with_capitals

TEXTS = [
    "On Monday Zelenskiy met the head of NATO in Kyiv.",
    "The West Bank of the river was dry, he told the West.",
    "Zelenskiy will meet Putin, as the Kremlin said on Monday.",
    "The bank lent them money, and no other bank would.",
]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("when did zelenskiy meet the head of nato?", "when did Zelenskiy meet the head of NATO?"),
        ("did putin answer", "did Putin answer"),
        ("which bank lent them money?", "which bank lent them money?"),
        ("WHEN DID THE KREMLIN SAY IT?", "when did the Kremlin say it?"),
        ("When did putin answer?", "When did putin answer?"),
        ("NATO WHO", "NATO WHO"),
        ("wann fährt der zug", "wann fährt der zug"),
        ("誰が言いましたか", "誰が言いましたか"),
        ("როდის შეხვდა", "როდის შეხვდა"),
        ("", ""),
    ],
)
def test_a_question_without_capitals_has_those_of_the_text(question: str, expected: str) -> None:
    assert with_capitals(question, TEXTS) == expected


def test_german_nouns_have_theirs_too() -> None:
    assert with_capitals("wer bezahlt die brücke?", ["Das Land bezahlt die Brücke."]) == "wer bezahlt die Brücke?"
