import json
from pathlib import Path

import pytest

from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.follow_ups import measure_follow_ups
from qa.fitted import Fusion, Logistic, Way
from tests.fake_reader import WordFinder
from tests.qa.conftest import Ship, by_hand
from tests.qa.datasets.small import TESLA, conversation, write_conversations

BY_HAND = by_hand(
    Way(Fusion((0.0,) * 6), Fusion((0.0, 1.0, 0.0)), Logistic(0.0, (0.0,) * 6), 0.5, 0.5, 0.5),
    Way(Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0)), None, Logistic(0.0, (0.0,) * 5), 0.5, 0.5, 0.5),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_conversations(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_dependent_and_stand_alone_questions_are_counted_apart(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    measures = list(measure_follow_ups(data, remembering, None))
    # The two that follow are carried on; "When?" stands alone by its rewrite, but is carried on too.
    assert [(m.value, m.n) for m in measures[:2]] == [(1, 2), (0, 1)]


@pytest.mark.slow
def test_answers_are_searched_for_as_typed_as_searched_and_as_rewritten(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    measures = {m.name: m for m in measure_follow_ups(data, remembering, None)}
    # By cosine, of "The Eagles toured Spain.", "So they say.", "In Peru." and "Tesla was born in Smiljan.":
    # "Did the band tour?" shares "the" with the first alone, and is right in every form.
    # "Where else was it?" shares "was" with the last alone; the others follow in their order, its answer the fourth.
    # "Did the band tour? Where else was it?", by the rules, shares "the" with the first too; its answer stays fourth.
    # "Where else did the Eagles tour?" shares two words with the first alone, and its answer is the third.
    # "Where was Tesla born?" shares three words with the last.
    forms = ("as typed", "as searched", "as rewritten by a person")
    assert [measures[f"CANARD: hit@1, question {form}"].value for form in forms] == pytest.approx([2 / 3] * 3)
    assert [measures[f"CANARD: hit@3, question {form}"].value for form in forms] == pytest.approx([2 / 3, 2 / 3, 1])
    assert {m.n for name, m in measures.items() if "hit@" in name} == {3}


@pytest.mark.slow
def test_answers_are_read_too(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(BY_HAND)
    measures = {m.name: m for m in measure_follow_ups(data, remembering, WordFinder("Peru"))}
    # What has the word comes first of all three, and answers the second.
    assert measures["CANARD: hit@1, question as typed"].value == pytest.approx(1 / 3)


@pytest.mark.slow
def test_the_same_questions_are_drawn_in_every_form(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(BY_HAND)
    measures = [m for m in measure_follow_ups(data, remembering, None, most=1) if "hit@3" in m.name]
    assert [m.n for m in measures] == [1, 1, 1]
    assert [m.value for m in measures] == [1, 1, 1]


@pytest.mark.slow
def test_conversations_that_may_be_trained_on_are_searched_and_not_asked(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    with (data / "canard/follow-ups.jsonl").open("a", encoding="utf-8") as file:
        file.writelines("\n" + json.dumps(row) for row in conversation("one", "Tesla", TESLA))
    measures = {m.name: m for m in measure_follow_ups(data, remembering, None)}
    assert {m.n for name, m in measures.items() if "hit@" in name} == {3}
    assert measures["CANARD: follow-ups that are carried on"].n == 2
