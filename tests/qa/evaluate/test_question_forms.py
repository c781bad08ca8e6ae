import random

import pytest

from qa.evaluate.question_forms import (
    FORMS,
    keywords,
    long_winded,
    no_capitals,
    no_mark,
    restarted,
    typos,
    yes_or_no,
)

QUESTION = "When did Emmanuel Macron visit Kyiv’s railway station?"


def chances(count: int = 40) -> list[random.Random]:
    return [random.Random(seed) for seed in range(count)]


def test_no_capitals_is_lower_case() -> None:
    assert no_capitals(QUESTION, random.Random(0)) == "when did emmanuel macron visit kyiv’s railway station?"


@pytest.mark.parametrize("question", ["Who? ", "Who?!", "Who.", "Who"])
def test_no_mark_ends_with_the_last_word(question: str) -> None:
    assert no_mark(question, random.Random(0)) == "Who"


def slips(word: str) -> set[str]:
    """Every word with two letters swapped, one left out or one doubled, none of them the first; nor is the last one
    left out or doubled."""
    inner = range(1, len(word) - 1)
    return {
        *(word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in inner),
        *(word[:i] + word[i + 1 :] for i in inner),
        *(word[:i] + word[i] + word[i:] for i in inner),
    }


def test_typos_are_one_slip_in_each_of_one_or_two_long_words() -> None:
    before = QUESTION.split(" ")
    # The name of the city and "station?" are not letters alone, the others are too short.
    long = {"Emmanuel", "Macron", "visit", "railway"}
    counts = set()
    for chance in chances():
        after = typos(QUESTION, chance).split(" ")
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert [b in slips(a) for a, b in changed] == [True] * len(changed)
        assert {a for a, _ in changed} <= long
        counts.add(len(changed))
    assert counts >= {1, 2}
    assert max(counts) == 2


def test_words_that_are_short_or_not_of_letters_have_no_typos() -> None:
    assert {typos("Who was in 1999-2000, you two?", chance) for chance in chances()} == {
        "Who was in 1999-2000, you two?"
    }


def test_keywords_are_the_words_of_content_in_their_order() -> None:
    assert keywords(QUESTION, random.Random(0)) == "Emmanuel Macron visit Kyiv’s railway station"
    assert keywords("What is the cost of a well-known wine?", random.Random(0)) == "cost well-known wine"


@pytest.mark.parametrize("question", ["Who is it?", "Who is Macron?", ""])
def test_a_question_of_one_word_of_content_stays_as_it_is(question: str) -> None:
    assert keywords(question, random.Random(0)) == question


def test_a_long_winded_question_holds_the_question_and_ends_with_thanks() -> None:
    made = {long_winded(QUESTION, chance) for chance in chances()}
    assert len(made) == 5
    for text in made:
        assert text.endswith(f" w{QUESTION[1:]} Thank you!")
        assert text[0].isupper()
    assert long_winded("", random.Random(0)).endswith(" Thank you!")


def test_a_restarted_question_begins_with_some_of_its_words_and_then_is_whole() -> None:
    starts = set()
    for chance in chances():
        text = restarted(QUESTION, chance)
        assert text.endswith(f" {QUESTION}")
        start = next(
            n
            for n in (1, 2, 3, 4)
            if text.startswith(" ".join(QUESTION.split(" ")[:n])) and text.split(" ")[n] in _TURNS
        )
        starts.add(start)
    assert starts == {1, 2, 3, 4}
    assert restarted("Who?", random.Random(0)).split(" ")[0] == "Who?"


_TURNS = {"no", "sorry,", "or", "no,"}


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Where did Macron speak?", "in Kyiv", "Did Macron speak in Kyiv?"),
        ("In what year did the war end?", "1918", "Did the war end in 1918?"),
        ("How many votes did the bill get?", "12", "Did the bill get 12 votes?"),
        ("What is the capital of France?", "Paris", "Is the capital of France Paris?"),
        ("Who was elected in May?", "Macron", "Was Macron elected in May?"),
        ("which of the two would he choose", "the first", "Would he choose the first?"),
    ],
)
def test_an_answer_is_put_in_to_be_confirmed(question: str, answer: str, told: str) -> None:
    assert yes_or_no(question, answer) == told


@pytest.mark.parametrize("question", ["Who wrote Hamlet?", "Did he?", "Hamlet was written by whom?", "?", ""])
def test_a_question_without_an_auxiliary_after_its_question_word_stays_open(question: str) -> None:
    assert yes_or_no(question, "Shakespeare") is None


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("question", [QUESTION, "", "?", "👩🏽‍🚀", "a b", "Who  is\u00a0it"])
def test_every_form_of_any_question_is_the_same_for_the_same_seed(name: str, question: str) -> None:
    one, other = (FORMS[name](question, random.Random(7)) for _ in range(2))
    assert one == other
