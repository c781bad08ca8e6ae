import json
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.ask import UNTRAINED, Trained
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.follow_ups import FollowUp, measure_follow_ups, read_follow_ups
from qa.interpret import Turn
from qa.model import Fitted, Fusion, Logistic, Model
from tests.fake_late import FirstLetters
from tests.fake_reader import WordFinder

BY_HAND = Model(
    Fitted(Fusion((0.0,) * 5), Fusion((0.0, 1.0, 0.0)), Logistic(0.0, (0.0,) * 7), 0.5, 0.5),
    Fitted(Fusion((0.0, 0.0, 1.0, 0.0)), None, Logistic(0.0, (0.0,) * 4), 0.5, 0.5),
    "by hand",
)

# Each conversation's questions, their rewrites and their answers; the last answer is not known.
EAGLES = [
    ("Did the band tour?", "Did the Eagles tour?", "The Eagles toured Spain. So they say."),  # dependent, missed
    ("Where else was it?", "Where else did the Eagles tour?", "In Peru."),  # dependent, carried on
    ("Who is he?", "Who is Don Henley?", None),  # dependent, carried on
]
TESLA = [("Where was Tesla born?", "where was tesla born", "Tesla was born in Smiljan."), ("When?", "when", None)]


def rows(dialog: str, topic: str, turns: list[tuple[str, str, str | None]]) -> list[dict[str, object]]:
    said: list[str] = [topic, "Life"]
    found = []
    for number, (question, rewrite, answer) in enumerate(turns, start=1):
        fields = {"dialog": dialog, "turn": number, "history": list(said), "question": question, "rewrite": rewrite}
        found.append(fields)
        said += [question, answer or ""]
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "canard").mkdir()
    lines = map(json.dumps, rows("one", "Eagles", EAGLES) + rows("two", "Tesla", TESLA))
    (tmp_path / "canard/follow-ups.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_a_question_has_the_turns_before_it_and_its_answer_from_the_next(data: Path) -> None:
    found = read_follow_ups(data)
    turns = tuple(Turn(question, answer) for question, _, answer in EAGLES)
    assert found[:3] == [
        FollowUp("one", "Eagles: Life", turns[:n], question, rewrite, answer)
        for n, (question, rewrite, answer) in enumerate(EAGLES)
    ]
    assert [f.answer for f in found[3:]] == ["Tesla was born in Smiljan.", None]
    assert [f.dependent for f in found] == [True, True, True, False, False]


def test_an_answer_that_the_next_question_does_not_follow_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "canard").mkdir()
    first, second = rows("one", "Eagles", EAGLES[:2])
    second["history"] = ["Eagles", "Life", "Another question?", "Another answer."]
    (tmp_path / "canard/follow-ups.jsonl").write_text("\n".join(map(json.dumps, [first, second])))
    assert [f.answer for f in read_follow_ups(tmp_path)] == [None, None]


def test_dependent_and_stand_alone_questions_are_counted_apart(data: Path, remembering: RememberingEncoder) -> None:
    measures = list(measure_follow_ups(data, remembering, UNTRAINED))
    # "When?" stands alone by its rewrite, but is carried on.
    assert [(m.value, m.n) for m in measures[:2]] == [(2 / 3, 3), (1 / 2, 2)]


def test_answers_are_searched_for_as_typed_as_searched_and_as_rewritten(
    data: Path, remembering: RememberingEncoder, ship: Callable[[Model], None]
) -> None:
    ship(BY_HAND)
    measures = {m.name: m for m in measure_follow_ups(data, remembering, UNTRAINED)}
    # By cosine, of "The Eagles toured Spain.", "So they say.", "In Peru." and "Tesla was born in Smiljan.":
    # "Did the band tour?" shares "the" with the first alone, and is right in every form.
    # "Where else was it?" shares "was" with the last alone; the others follow in their order, its answer the fourth.
    # "Did the band tour? Where else was it?" shares "the" with the first too, and its answer stays the fourth.
    # "Where else did the Eagles tour?" shares two words with the first alone, and its answer is the third.
    # "Where was Tesla born?" shares three words with the last.
    forms = ("as typed", "as searched", "as rewritten by a person")
    assert [measures[f"CANARD: hit@1, question {form}"].value for form in forms] == pytest.approx([2 / 3] * 3)
    assert [measures[f"CANARD: hit@3, question {form}"].value for form in forms] == pytest.approx([2 / 3, 2 / 3, 1])
    assert {m.n for name, m in measures.items() if "hit@" in name} == {3}


def test_answers_are_read_too(data: Path, remembering: RememberingEncoder, ship: Callable[[Model], None]) -> None:
    ship(BY_HAND)
    trained = Trained(FirstLetters(), WordFinder("Peru"))
    measures = {m.name: m for m in measure_follow_ups(data, remembering, trained)}
    # What has the word comes first of all three, and answers the second.
    assert measures["CANARD: hit@1, question as typed"].value == pytest.approx(1 / 3)
