import pytest

from qa.interpret import in_its_language, interpret, stands_alone
from qa.question import LONGEST, Turn

EARLIER = "Which regions does Russia claim?"

ALONE = [
    "When is the video call?",
    "What did Trump tell allies?",
    "Has Zelenskiy said that he would meet Putin?",  # the name comes before the pronoun
    "Did Macron name his conditions?",
    "What would Russia do if it had to?",
    "How long would it take to occupy the regions?",
    "Is it true that Putin wants peace?",
    "Is there a ceasefire?",
    "How many members of the Scottish Parliament are there?",
    "Who said that the format is undecided?",
    "Ceasefire agreement details?",
    "Kherson and Zaporizhzhia?",
]
FOLLOW_UPS = [
    "And what about Kherson?",
    "What about Kherson?",
    "But why?",
    "Why?",
    "When?",
    "How old?",
    "Kherson?",
    "Who said that?",
    "Why is that?",
    "Did he agree?",
    "What did they say about it?",
    "Where is its border?",
    "What else was said?",
    "Who was also there?",
    "…and then?",
    "How about the others?",
    "SAYS WHO?",
    "Has Zelenskiy agreed to that?",  # what a name does something to is another
    "Does Russia control it?",
    "Has Trump met him before?",
    "Was Zelenskiy there?",
    "Has Zelenskiy said that he would meet him?",
    "Did Macron sign this agreement?",
]


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert stands_alone(question)
    assert interpret(question, [Turn(EARLIER)]) == question


@pytest.mark.parametrize("question", FOLLOW_UPS)
def test_a_follow_up_carries_the_question_before(question: str) -> None:
    assert not stands_alone(question)
    assert interpret(question, [Turn("Who is Yuri Ushakov?"), Turn(EARLIER)]) == f"{EARLIER} {question}"


@pytest.mark.parametrize("question", [*ALONE, *FOLLOW_UPS])
def test_without_history_every_question_is_left_alone(question: str) -> None:
    assert interpret(question, []) == question


def test_a_chain_of_follow_ups_carries_them_all() -> None:
    history = [Turn("Who is Yuri Ushakov?"), Turn(EARLIER), Turn("And what about Kherson?", "It would be frozen. [1]")]
    assert interpret("Why?", history) == f"{EARLIER} And what about Kherson? Why?"


def test_a_chain_ends_at_a_question_that_stands_alone() -> None:
    assert interpret("Why?", [Turn("And then?"), Turn(EARLIER)]) == f"{EARLIER} Why?"


def test_a_follow_up_to_a_first_follow_up_carries_it() -> None:
    assert interpret("Why?", [Turn("And then?")]) == "And then? Why?"


def test_answers_are_not_carried() -> None:
    assert interpret("Why?", [Turn(EARLIER, "Kherson. [1]")]) == f"{EARLIER} Why?"


def test_a_question_that_would_become_too_long_is_left_alone() -> None:
    fits = "x" * (LONGEST - len(" Why?"))
    assert len(interpret("Why?", [Turn(fits)])) == LONGEST == 1000
    assert interpret("Why?", [Turn(fits + "x")]) == "Why?"


def test_twenty_follow_ups_in_a_row_are_all_carried() -> None:
    assert interpret("Why?", [Turn("Why?")] * 20) == " ".join(["Why?"] * 21)


@pytest.mark.parametrize(
    "question",
    ["And when did the strike begin?", "But how many ships were diverted?", "So, who runs the port authority?"],
)
def test_a_whole_question_behind_an_and_stands_alone(question: str) -> None:
    assert interpret(question, [Turn(EARLIER)]) == question


@pytest.mark.parametrize(
    "question", ["And a new windscreen?", "And who?", "And what about the cost?", "And why did he?"]
)
def test_what_is_no_whole_question_behind_an_and_is_carried(question: str) -> None:
    assert interpret(question, [Turn(EARLIER)]) == f"{EARLIER} {question}"


def test_of_a_long_question_what_is_asked_at_its_end_is_searched_for() -> None:
    reason = "I have been reading about harbours and ferries. " * 8
    assert (
        interpret(f"{reason}Who was the mediator in the strike? Thank you.", [])
        == "Who was the mediator in the strike?"
    )
    needed = f"{reason}The mediator was Ruth Okafor. When did she come?"
    assert interpret(needed, []) == "The mediator was Ruth Okafor. When did she come?"
    assert interpret(f"{reason}Tell me who mediated the strike.", []) == "Tell me who mediated the strike."


TYRE = "How much is a tyre for the Volta Max?"


@pytest.mark.parametrize(
    ("between", "question", "expected"),
    [
        (["What about a service?"], "And a new windscreen?", f"{TYRE} And a new windscreen?"),
        (["What about a service?", "And brakes?"], "How about a windscreen?", f"{TYRE} How about a windscreen?"),
        (["What about the Nord Van?"], "And a service?", f"{TYRE} What about the Nord Van? And a service?"),
        (["What about the Nord Van?"], "And the Volta Mini?", f"{TYRE} And the Volta Mini?"),
        (["A service?", "And the Nord Van?"], "And brakes?", f"{TYRE} And the Nord Van? And brakes?"),
        (["And on Mondays?"], "And on Fridays?", f"{TYRE} And on Fridays?"),
        (["Why?"], "And a windscreen?", f"{TYRE} Why? And a windscreen?"),
        (["What about it?"], "And a windscreen?", f"{TYRE} What about it? And a windscreen?"),
        (["What about a service?"], "Why?", f"{TYRE} What about a service? Why?"),
    ],
)
def test_what_was_put_in_place_of_something_gives_its_place_to_the_next(
    between: list[str], question: str, expected: str
) -> None:
    assert interpret(question, [Turn(TYRE), *map(Turn, between)]) == expected


def test_a_first_question_is_not_replaced() -> None:
    assert interpret("And a windscreen?", [Turn("And a tyre?")]) == "And a tyre? And a windscreen?"


def test_of_an_answer_in_another_language_names_alone_are_heard() -> None:
    english = "Last week the Kremlin said that Yuri Ushakov had seen the draft of the agreement, Anna Reyes too. [1]"
    german = "Die Sanierung kostete 14,2 Millionen Euro, rund zwei Millionen mehr als geplant, sagte Vogel. [1]"
    turns = [Turn("Wer?", english), Turn("Was?", german), Turn("Wo?"), Turn("Wann?", "1887 [1]")]
    names, *others = in_its_language(turns, "de")
    assert names == Turn("Wer?", "Kremlin Yuri Ushakov Anna Reyes")
    assert others == turns[1:]
    assert in_its_language(turns[:1], "en") == turns[:1]
