from pathlib import Path

import numpy as np
import pytest

from index.storage.local import LocalStore
from qa.reader import Reading
from qa.retrieve import Candidate
from qa.structure import gathered
from tests.building import article, stored
from tests.fake_encoder import BagOfWords


def texts(store: LocalStore, keys: list[int]) -> list[str]:
    return [quote.text for quote in store.quotes(np.array(keys, dtype=np.int64))]


def cited(store: LocalStore, question: str, key: int, lit: str) -> list[str]:
    """What is cited where a sentence is, and something lit in it."""
    (text,) = texts(store, [key])
    start = text.index(lit)
    read = Reading(1.0, start, start + len(lit), 0.9)
    found = gathered(store, question, [Candidate(key, 0, (0.0,) * 6, 1.0, 1.0, read)])
    return texts(store, [candidate.key for candidate in found])


def test_a_pronoun_that_answers_who_comes_with_the_sentence_that_names_it(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("The minister, Aoife Brennan, came. It rained. She said cod was rare."))
    named = ["She said cod was rare.", "The minister, Aoife Brennan, came."]
    assert cited(store, "Who said cod was rare?", 2, "She") == named
    assert cited(store, "What was rare?", 2, "She") == named[:1]


@pytest.mark.parametrize(
    ("text", "question", "lit", "expected"),
    [
        ("Cats need no permission. Dogs do. It rained.", "Do dogs need permission?", 0, [0, 1]),
        ("Cats need no permission. Dogs do. It rained.", "Do dogs need permission?", 1, [1, 0]),
        ("Cats need no permission. Dogs do. It rained.", "Do cats need permission?", 0, [0]),
        ("Members may vote. Guests may not. It rained.", "May a guest vote?", 0, [0, 1]),
        ("The south wing is open. Only the north wing isn’t.", "Is the north wing open?", 0, [0, 1]),
        ("A trust paid half. The state paid the rest. It rained.", "Who paid?", 1, [1, 0]),
        ("It cost a lot. The remainder is lent.", "Where does the remainder come from?", 1, [1, 0]),
        ("It cost a lot. The rest of it is lent.", "What is lent?", 1, [1]),
        ("The lift works. The stairs were closed.", "Are the stairs open?", 0, [0]),
        ("Cats need no permission.", "Do dogs need permission?", 0, [0]),
    ],
)
def test_a_sentence_comes_with_the_one_that_says_it_is_otherwise(
    tmp_path: Path, fake: BagOfWords, text: str, question: str, lit: int, expected: list[int]
) -> None:
    store = stored(tmp_path, fake, article(text))
    (sentence,) = texts(store, [lit])
    assert cited(store, question, lit, sentence.split()[0]) == texts(store, expected)


@pytest.mark.parametrize(
    ("text", "question", "lit"),
    [
        ("He kept it until 4 November 1998. He left. That day it was automated.", "When was it automated?", "That day"),
        ("The crash was on 4 May 1999. It rained. He died two days later.", "When did he die?", "two days later"),
        ("It was signed in 1954. It rained. France did so the following year.", "When did France?", "following year"),
        ("In 2003 she moved. It rained. She married shortly afterwards.", "When did she marry?", "shortly afterwards"),
        ("It burned on Monday. It rained. The alarm was tested the night before.", "When was it tested?", "before"),
    ],
)
def test_a_time_that_refers_back_comes_with_the_sentence_that_dates_it(
    tmp_path: Path, fake: BagOfWords, text: str, question: str, lit: str
) -> None:
    store = stored(tmp_path, fake, article(text))
    first, _, last = texts(store, [0, 1, 2])
    assert cited(store, question, 2, lit) == [last, first]


@pytest.mark.parametrize(
    ("text", "question", "lit"),
    [
        (
            "It opened in 1888. It rained. In 1950 it closed, ten years later it fell.",
            "When did it fall?",
            "ten",
        ),
        ("It opened in 1888. It rained. It is cleaned every year in summer.", "When is it cleaned?", "every year"),
        ("It opened in 1888. It rained. They met the day before the vote.", "When did they meet?", "the day before"),
        ("It opened in 1888. It rained. Ten years later she left.", "Who left?", "she"),
        ("It opened early. It rained. Ten years later she left.", "When did she leave?", "Ten years later"),
    ],
)
def test_a_time_that_refers_to_nothing_before_comes_alone(
    tmp_path: Path, fake: BagOfWords, text: str, question: str, lit: str
) -> None:
    store = stored(tmp_path, fake, article(text))
    assert cited(store, question, 2, lit) == texts(store, [2])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is Head of Planning?", ["Head of Planning", "Thomas Wainwright"]),
        ("Who is the head of planning and works at the town hall?", ["Head of Planning", "Thomas Wainwright"]),
        ("Who leads planning?", ["Head of Planning"]),
    ],
)
def test_a_line_that_only_has_the_questions_words_comes_with_those_beside_it(
    tmp_path: Path, fake: BagOfWords, question: str, expected: list[str]
) -> None:
    store = stored(tmp_path, fake, article("It rained.\n\nThomas Wainwright\nHead of Planning\n\nTown hall, room 4.\n"))
    assert cited(store, question, 2, "Planning") == expected
