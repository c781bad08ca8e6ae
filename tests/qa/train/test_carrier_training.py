import csv
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from index.networks.e5 import e5_pieces
from qa.carrier import Carrier, Trained, lay_out
from qa.datasets.canard import FollowUp
from qa.datasets.squad import Article, Asked, Paragraph
from qa.question import Turn
from qa.train.carrier import (
    NETWORKS,
    SEED,
    Examples,
    behind_others,
    curve,
    learn,
    needed_words,
    tensors,
    trained,
    turned,
)


def examples(count: int = 5000) -> Examples:
    """Words of made-up conversations of four words each; needed is what the reader makes a positive number of."""
    chance = np.random.default_rng(1)
    words = chance.normal(size=(4 * count, 4)).astype(np.float16)
    return Examples(
        words,
        chance.normal(size=(count, 4)).astype(np.float16),
        np.zeros((4 * count, 3), dtype=np.float32),
        np.repeat(np.arange(count), 4),
        words[:, 0] > 0,
        [f"dialog {number}" for number in range(count)],
    )


def test_what_the_rewrite_has_and_the_question_has_not_is_needed() -> None:
    turns = (Turn("Who is Yuri Ushakov?", "Ushakov is an aide."),)
    conversation = lay_out("How old is the aide?", turns, e5_pieces())
    rest, needed = needed_words(conversation, "How old is Ushakov, the aide?")
    assert [conversation.words[n].text for n in rest] == ["Yuri", "Ushakov", "Ushakov"]  # "aide" is in the question
    assert needed == [False, True, True]


def test_a_conversation_turns_from_another_subject() -> None:
    one, other = (FollowUp(d, "", (Turn(f"{d}1?"), Turn(f"{d}2?")), f"{d}3?", f"{d}!", None) for d in ("A", "B"))
    found = list(turned([one, other], 2, random.Random(3)))
    assert found
    for follow_up in found:
        own, foreign = (one, other) if follow_up.dialog == "A" else (other, one)
        assert follow_up.turns[-2:] == own.turns
        assert follow_up.turns[:-2] in {foreign.turns[-1:], foreign.turns}
        assert (follow_up.question, follow_up.rewrite) == (own.question, own.rewrite)


def test_questions_that_stand_alone_come_behind_one_to_three_others() -> None:
    text = "Ann met Bob. Cid fell. Dan sat there."
    asked = [Asked(f"{name}?", ((text.index(name), text.index(name) + 3),)) for name in ("Ann", "Bob", "Cid", "Dan")]
    found = list(behind_others([Article("A", (Paragraph(text, tuple(asked)),))], 50, random.Random(0)))
    assert {len(f.turns) for f in found} == {1, 2, 3}
    assert all(f.question == f.rewrite and f.question not in {turn.question for turn in f.turns} for f in found)
    answers = {(turn.question, turn.answer) for f in found for turn in f.turns if turn.answer is not None}
    assert answers == {
        ("Ann?", "Ann met Bob."),
        ("Bob?", "Ann met Bob."),
        ("Cid?", "Cid fell."),
        ("Dan?", "Dan sat there."),
    }
    assert list(behind_others([], 50, random.Random(0))) == []


def test_the_network_learns_what_is_needed_and_the_same_from_the_same_seed() -> None:
    made = examples()
    rows = np.arange(16000)
    one, other = learn(made, rows), learn(made, rows)
    *inputs, needed = tensors(made, np.arange(16000, 20000))
    odds = one(*inputs)
    assert ((odds > 0) == (needed > 0)).float().mean() > 0.9
    assert torch.equal(odds, other(*inputs))


def test_what_ships_is_the_mean_of_what_was_trained() -> None:
    made = examples(50)
    shipped = trained(made, "f" * 64)
    again = Trained.of_bytes(shipped.to_bytes())
    assert again.reader == "f" * 64
    networks = [learn(made, np.arange(200), SEED + n) for n in range(NETWORKS)]
    *inputs, _ = tensors(made, np.arange(8))
    carrier = Carrier.__new__(Carrier)
    carrier._weights = again.weights
    words, questions, places = (array.numpy() for array in inputs)
    with torch.no_grad():
        each = [network(*inputs).numpy() for network in networks]
    assert np.abs(each[0] - each[1]).max() > 0.1
    found = [carrier._scores(words[n : n + 1], questions[n], places[n : n + 1])[0] for n in range(8)]
    np.testing.assert_allclose(found, np.mean(each, axis=0), atol=0.02)  # they ship in 16 bits


def test_the_curve_has_a_row_for_each_share_and_seed(tmp_path: Path) -> None:
    curve(examples(), tmp_path / "curve.csv", seeds=(0, 1))
    with (tmp_path / "curve.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["seed"] for row in rows] == ["0", "1"] * 4
    questions = [int(row["questions"]) for row in rows]
    assert questions == sorted(questions)
    precision = [float(row["average precision"]) for row in rows]
    assert precision[-1] > precision[0]
    assert precision[-1] == pytest.approx(1.0, abs=0.1)
