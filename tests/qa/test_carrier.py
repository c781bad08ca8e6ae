from collections.abc import Callable
from hashlib import sha256
from math import log1p, tanh
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.networks.e5 import e5_pieces
from index.networks.models import Floats
from index.networks.sentencepieces import Layout
from qa import carrier as carrying
from qa.carrier import HEADS, Carrier, Trained, describe, lay_out, load_carrier, think, together
from qa.question import Turn
from qa.reader import Reader, load_reader
from tests.fake_reader import WordFinder

HISTORY = (Turn("Who is Yuri Ushakov?", "He is an aide of the Kremlin. [1]"), Turn("Has Zelenskiy agreed?", None))
QUESTION = "How old is he?"


class Numbers:
    """Makes of each piece its place in the layout, and that once more with the sign turned."""

    sha256 = "d" * 64

    def states(self, layout: Layout) -> Floats:
        places = np.arange(len(layout.ids), dtype=np.float32)
        return np.stack([places, -places], axis=1)


def weights(**layers: list[list[float]]) -> dict[str, Floats]:
    return {name: np.array(layers[name], dtype=np.float32) for name in HEADS}


def constant(value: float) -> dict[str, Floats]:
    """Weights with which every word has these log odds."""
    zeros = [[0.0]] * 3
    return weights(word=zeros, question=zeros, place=[[0.0]] * 33, hidden=zeros, out=[[0.0], [value]])


def test_a_conversation_is_read_oldest_turn_first_behind_the_question() -> None:
    conversation = lay_out(QUESTION, HISTORY, e5_pieces())
    texts = ("How old is he?", "Who is Yuri Ushakov?", "He is an aide of the Kremlin. [1]", "Has Zelenskiy agreed?")
    head, first, answer, last = (pieces.ids for pieces in e5_pieces().cut(texts))
    assert conversation.layout.ids == [0, *head, 2, 0, *first, 0, *answer, 0, *last, 2]
    assert conversation.layout.ids[conversation.head] == head


def test_every_word_of_content_has_its_turn_and_its_pieces() -> None:
    conversation = lay_out(QUESTION, HISTORY, e5_pieces())
    # "1" is the number of a citation, and no word.
    assert [(word.text, word.turn, word.answer) for word in conversation.words] == [
        ("Yuri", 1, False),
        ("Ushakov", 1, False),
        ("aide", 1, True),
        ("Kremlin", 1, True),
        ("Zelenskiy", 0, False),
        ("agreed", 0, False),
    ]
    ids = [conversation.layout.ids[place] for place in conversation.words[1].places]
    assert ids == e5_pieces().cut([" Ushakov"])[0].ids


def test_of_a_long_conversation_questions_come_before_answers_and_late_ones_before_early_ones() -> None:
    turns = tuple(Turn(f"q{n}", " ".join(["word"] * 90)) for n in range(20))
    conversation = lay_out("Why?", turns, e5_pieces())
    read = {(word.turn, word.answer) for word in conversation.words}
    assert {turn for turn, answer in read if not answer} == set(range(20))
    assert {turn for turn, answer in read if answer} == {
        0,
        1,
        2,
    }  # 320 less 20 of 3 or 4 pieces each leave room for 2.8
    assert len(conversation.layout.ids) <= 1 + 2 + 1 + 320 + 1


def test_a_word_is_described_by_where_it_stands() -> None:
    turns = (Turn("Who met Ann?", "Ann met 2 cats."), Turn("Where?", "In Rome, with Ann."))
    conversation = lay_out("And then?", turns, e5_pieces())
    rows = dict(zip([(w.text, w.turn, w.answer) for w in conversation.words], describe(conversation), strict=True))
    # last, one, two, more turns ago; answer; capital; inside; digit; in the first question, the last, its answer, any;
    # how often; in how many places
    ann = [1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, log1p(3), 3 / 4]
    assert rows["Ann", 0, True][:14].tolist() == pytest.approx(ann)
    two = [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, log1p(1), 1 / 4]
    assert rows["2", 1, True][:14].tolist() == pytest.approx(two)
    # no word of content, nor name; two turns of eight; "then", and an "And" in front
    question = [1, 0, 0, 0, 0, 2 / 8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0]
    assert rows["2", 1, True][14:].tolist() == pytest.approx(question)


def test_what_is_made_of_a_word_is_the_mean_of_its_pieces_normalised() -> None:
    words, question = think(lay_out(QUESTION, HISTORY, e5_pieces()), Numbers())
    np.testing.assert_allclose(words, [[1.0, -1.0]] * 6, atol=1e-4)  # (x, -x) has the mean 0 and the deviation x
    np.testing.assert_allclose(question, [1.0, -1.0], atol=1e-4)


def test_the_log_odds_are_those_of_the_network() -> None:
    # Of each word (1, -1) comes 2 * 1 + 1 = 3, of the question -1 * 1 = -1; the places add .5 where it is an answer.
    place = [[0.0]] * 33
    place[4] = [0.5]
    hidden = [[1.0], [10.0], [0.25]]  # of the sum, of the product of the two tanh
    network = weights(
        word=[[2.0], [0.0], [1.0]], question=[[-1.0], [0.0], [0.0]], place=place, hidden=hidden, out=[[-2.0], [7.0]]
    )
    conversation = lay_out("Has she?", (Turn("Who met Ann?", "Bob did."),), e5_pieces())
    odds = Carrier(Numbers(), e5_pieces, network, 0.0).odds(conversation)
    product = tanh(3) * tanh(-1)
    assert product < 0
    asked = 7 - 2 * max(0, (3 - 1) + 10 * product + 0.25)
    answered = 7 - 2 * max(0, (3 - 1 + 0.5) + 10 * product + 0.25)
    assert odds["ann"] == pytest.approx(asked, abs=1e-3)
    assert odds["bob"] == pytest.approx(answered, abs=1e-3)


def test_words_are_carried_where_their_log_odds_exceed_the_threshold() -> None:
    above, at = (Carrier(Numbers(), e5_pieces, constant(value), 0.5) for value in (0.6, 0.5))
    assert above.carry(QUESTION, HISTORY[:1]) == f"Yuri Ushakov aide of the Kremlin: {QUESTION}"
    assert at.carry(QUESTION, HISTORY[:1]) == QUESTION


def test_no_word_is_carried_that_the_question_has_nor_any_without_turns() -> None:
    everything = Carrier(Numbers(), e5_pieces, constant(1.0), 0.0)
    assert everything.needed("Is Yuri Ushakov in?", (Turn("Who is Yuri Ushakov?"),)) == ""
    assert everything.needed("Who is that?", ()) == ""
    assert everything.needed("Who is that?", (Turn("?"), Turn("…", ""))) == ""


def test_at_most_twelve_words_are_carried() -> None:
    everything = Carrier(Numbers(), e5_pieces, constant(1.0), 0.0)
    turn = Turn(" ".join(f"w{n}x" for n in range(30)))
    assert len(everything.needed("Why?", (turn,)).split()) == 12


@pytest.mark.parametrize(
    ("said", "needed", "carried"),
    [
        ("Who fought in the Battle of Hastings?", {"battl", "hast"}, "Battle of Hastings"),
        ("Who is chair of the Bank for Trade?", {"chair", "bank", "trade"}, "chair of the Bank for Trade"),
        ("Did Ann, who is old, meet Bob?", {"ann", "bob"}, "Ann Bob"),
        ("Ann? Bob met Ann.", {"ann", "bob"}, "Ann Bob"),
    ],
)
def test_names_are_carried_whole(said: str, needed: set[str], carried: str) -> None:
    conversation = lay_out("Why?", (Turn(said),), e5_pieces())
    assert together(conversation, frozenset(needed)) == carried


def test_what_ships_comes_back_from_its_bytes() -> None:
    trained = Trained(constant(0.5), -1.25, "f" * 64)
    again = Trained.of_bytes(trained.to_bytes())
    assert (again.threshold, again.reader) == (-1.25, "f" * 64)
    assert {name: matrix.tolist() for name, matrix in again.weights.items()} == {
        name: matrix.tolist() for name, matrix in trained.weights.items()
    }


@pytest.fixture
def reader() -> Reader:
    found = load_reader()
    assert found is not None
    return found


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes, str], None]:
    """Makes bytes the carrier that ships, with a digest beside it."""

    def make(data: bytes, digest: str) -> None:
        (tmp_path / "carrier.npz").write_bytes(data)
        (tmp_path / "carrier.npz.sha256").write_text(f"{digest}  carrier.npz\n")
        monkeypatch.setattr(carrying, "FILE", str(tmp_path / "carrier.npz"))

    return make


def test_the_carrier_that_ships_was_trained_with_the_reader_that_ships(reader: Reader) -> None:
    assert load_carrier(reader) is not None


def test_without_its_reader_there_is_no_carrier(reader: Reader, ship: Callable[[bytes, str], None]) -> None:
    assert load_carrier(None) is None
    assert load_carrier(WordFinder("x")) is None
    data = Trained(constant(1.0), 0.0, "0" * 64).to_bytes()
    ship(data, sha256(data).hexdigest())
    assert load_carrier(reader) is None


def test_a_carrier_that_is_not_the_one_that_was_shipped_is_refused(
    reader: Reader, ship: Callable[[bytes, str], None]
) -> None:
    data = Trained(constant(1.0), 0.0, "0" * 64).to_bytes()
    ship(data, "0" * 64)
    with pytest.raises(ModelError, match=rf"carrier.npz have SHA-256 {sha256(data).hexdigest()}, not {'0' * 64}"):
        load_carrier(reader)
