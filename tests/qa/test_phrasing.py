import pytest

from qa.phrasing import names, questions
from tests.conftest import SEEDS

ARTICLE = (SEEDS / "ukraine-security-guarantees.txt").read_text(encoding="utf-8")


def formed(sentence: str, text: str = "") -> list[str]:
    return list(questions(sentence, text or f"They met {sentence[:1].lower()}{sentence[1:]} {sentence}"))


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The mayor of Lyon told the council that it was late.", "What did the mayor of Lyon tell the council?"),
        ("The old judge urged both sides to settle.", "What did the old judge urge both sides to do?"),
        ("The United Nations agreed to send help.", "What did the United Nations agree to do?"),
        ("Many young farmers want to stay.", "What do many young farmers want to do?"),
        ("The city council wants to build homes.", "What does the city council want to do?"),
        ("The second report showed a loss.", "What did the second report show?"),
        ("The prime minister has repeatedly said that he will go.", "What has the prime minister said?"),
        ("The new bridge is set to open.", "What is the new bridge set to do?"),
        ("Most rich countries are focusing on growth.", "What are most rich countries focusing on?"),
        ("The old fort was destroyed in 1715.", "When was the old fort destroyed?"),
        ("The old fort was destroyed by a mob.", "Who was the old fort destroyed by?"),
        ("The old fort is located near the river.", "Where is the old fort located?"),
        ("The old fort is a ruin of brick.", "What is the old fort?"),
        ("Many European leaders may come.", "What may many European leaders do?"),
        ("More than 200 people died in the flood.", "How many people died in the flood?"),
        ("It was said by Russian presidential aide Yuri Ushakov.", "Who is Yuri Ushakov?"),
    ],
)
def test_a_rule_turns_a_sentence_into_its_question(sentence: str, question: str) -> None:
    assert formed(sentence) == [question]


def test_a_name_keeps_its_capital_and_a_common_word_loses_it() -> None:
    text = "Yesterday Trump spoke. The officials left."
    assert list(questions("Trump said no.", text)) == ["What did Trump say?"]
    assert list(questions("Officials said no.", text)) == ["What did officials say?"]
    assert list(questions("Analysts said no.", text)) == []  # it may be either


def test_who_is_asked_of_people_and_what_of_things() -> None:
    text = "We read that Ada Lovelace wrote. They know Lyon well."
    assert list(questions("Ada Lovelace was an English mathematician and writer.", text)) == ["Who was Ada Lovelace?"]
    assert list(questions("Lyon is the third city of France.", text)) == ["What is Lyon?"]


@pytest.mark.parametrize(
    "sentence",
    [
        "He said no.",
        "The deliberations come as Trump is set to host a summit.",
        "The people said no.",
        "Most statements issued by leaders made no mention of it.",
        "In 1999 the council said no.",
        "Following his calls, Trump said no.",
        "The target was announced in May.",  # which one?
        "1700 it is estimated that many left.",
        "The mayor of Lyon told him that it was late.",
        "“Never,” said the old judge.",
        "",
    ],
)
def test_where_no_rule_is_sure_nothing_is_formed(sentence: str) -> None:
    assert formed(sentence) == []


def test_names_are_those_with_capitals_inside_a_sentence() -> None:
    assert list(names("Zelenskiy ruled out giving up all of Donetsk and Luhansk provinces.")) == ["Donetsk and Luhansk"]
    assert list(names("Trump met Putin.")) == []


def test_the_article_gives_these() -> None:
    lines = [s for line in ARTICLE.splitlines() for s in line.replace(". ", ".\n").splitlines()]
    assert [q for line in lines for q in questions(line, ARTICLE)] == [
        "What are European nations focusing on?",
        "What did Trump tell European leaders?",
        "What did the US president suggest?",
        "What may some European leaders do?",
        "What did Trump indicate?",
        "What has Zelenskiy said?",
        "Who is Yuri Ushakov?",
        "What did Trump tell Zelenskiy and European leaders?",
        "What would Russia do?",
        "What could the Kremlin do?",
    ]
