from collections.abc import Sequence

import pytest

from index.documents import PassageText
from qa.evaluate.given import Given, measure_given
from qa.reader import Reading

TEXT = "It rained. Anna sang. Bob slept."
SENTENCES = ((0, 10), (11, 21), (22, 32))


class Fixed:
    """A reader that chooses the second sentence and its first four letters; it is sure if asked for Anna."""

    sha256 = "e" * 64

    def read(self, question: str, passages: Sequence[PassageText]) -> list[list[Reading]]:
        assert passages == [PassageText("News", "", ("It rained.", "Anna sang.", "Bob slept."))]
        sure = 3.0 if "Anna" in question else -3.0
        return [[Reading(sure - 1, 0, 2, 1.0), Reading(sure, 0, 4, 1.0), Reading(sure - 2, 0, 3, 1.0)]]

    def odds(self, question: str, passage: PassageText, ranges: Sequence[tuple[int, int]]) -> list[float]:
        raise AssertionError("nothing is lit here")


def test_measure_given_counts_sentences_answers_and_silence() -> None:
    questions = [
        Given("Was it Anna?", "News", TEXT, SENTENCES, ((11, 15),)),
        Given("What did Anna do?", "News", TEXT, SENTENCES, ((16, 20),)),
        Given("Who slept?", "News", TEXT, SENTENCES, ((22, 25),)),
        Given("Who danced?", "News", TEXT, SENTENCES, ()),
    ]
    right, exact, auroc = measure_given("Set", Fixed(), 20 * questions)
    assert (right.value, exact.value) == (2 / 3, 1 / 3)
    assert auroc.value == pytest.approx((1 + 1 + 0.5) / 3)
    assert [m.n for m in (right, exact, auroc)] == [60, 60, 80]


def test_measure_given_without_silence_has_no_auroc() -> None:
    questions = [Given("Was it Anna?", "News", TEXT, SENTENCES, ((11, 15),)) for _ in range(2)]
    assert [m.name for m in measure_given("Set", Fixed(), questions)] == [
        "Set, paragraph given: right sentence",
        "Set, paragraph given: exact answer",
    ]
