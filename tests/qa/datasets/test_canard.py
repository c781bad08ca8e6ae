import json
from pathlib import Path

import pytest

from qa.datasets.canard import FollowUp, read_follow_ups
from qa.question import Turn
from tests.qa.datasets.small import EAGLES, conversation, write_conversations


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_conversations(tmp_path)
    return tmp_path


def test_a_question_has_the_turns_before_it_and_its_answer_from_the_next(data: Path) -> None:
    found = read_follow_ups(data)
    turns = tuple(Turn(question, answer) for question, _, answer in EAGLES)
    assert found[:3] == [
        FollowUp("C_2", "Eagles: Life", turns[:n], question, rewrite, answer)
        for n, (question, rewrite, answer) in enumerate(EAGLES)
    ]
    assert [f.answer for f in found[3:]] == ["Tesla was born in Smiljan.", None]
    assert [f.dependent for f in found] == [True, True, True, False, False]


def test_an_answer_that_the_next_question_does_not_follow_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "canard").mkdir()
    first, second = conversation("one", "Eagles", EAGLES[:2])
    second["history"] = ["Eagles", "Life", "Another question?", "Another answer."]
    (tmp_path / "canard/follow-ups.jsonl").write_text("\n".join(map(json.dumps, [first, second])))
    assert [f.answer for f in read_follow_ups(tmp_path)] == [None, None]
