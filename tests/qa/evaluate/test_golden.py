from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import SeedError
from index.networks.encoder import Encoder
from index.store import Generation
from qa.answer import NOT_FOUND, Answer, Citation, Source
from qa.datasets.golden import Golden, read_golden
from qa.evaluate.golden import ask_golden, measure_golden
from qa.fitted import load_fitted
from tests.conftest import SEEDS
from tests.fake_encoder import BagOfWords
from tests.qa.conftest import FAKE_ENCODER, Ship


def citation(number: int, sentence: str) -> Citation:
    source = Source("a", "A", None)
    return Citation(number, source, sentence, 0, 1, 0, 1, None, 0.5, None, None, "/")


def answered(confidence: float, *sentences: str, found: bool = True) -> Answer:
    shown = tuple(citation(n, s) for n, s in enumerate(sentences, start=1))
    empty = Answer(
        "q", "q", "question", False, "silent", confidence, NOT_FOUND, (), (), (), Generation("g", "m", "t"), 1.0
    )
    return replace(empty, found=True, verdict="answers", citations=shown) if found else replace(empty, nearest=shown)


def golden(*groups: set[str]) -> Golden:
    return Golden("v", "q", (), tuple(map(frozenset, groups)))


ASKED = [
    # right and first, and the group is whole
    (golden({"A"}), answered(0.9, "A", "B")),
    # right and first by its second group; the group of two is not whole, the first group is
    (golden({"X"}, {"A", "B"}), answered(0.8, "A", "X")),
    # right and first, no group whole
    (golden({"A", "B"}), answered(0.7, "A", "C")),
    # wrong first, though the group is whole
    (golden({"A"}), answered(0.4, "B", "A")),
    # refused with the right sentence nearest
    (golden({"A"}), answered(0.2, "A", found=False)),
    # silent: once refused, once not
    (golden(), answered(0.1, "Z", found=False)),
    (golden(), answered(0.5, "Z")),
]


@pytest.mark.slow
def test_measures_are_those_counted_by_hand() -> None:
    measures = measure_golden(ASKED * 6)  # six times, so that every resample has silent questions too
    # Confidence of the answerable: .9 .8 .7 .4 .2; of the silent .1 .5. Of the 10 pairs 3 + 5 are in order.
    assert [m.value for m in measures] == pytest.approx([4 / 5, 3 / 5, 3 / 5, 1 / 5, 1 / 2, 5 / 7, 4 / 5, 8 / 10])
    assert [m.n for m in measures] == [6 * 5, 6 * 5, 6 * 5, 6 * 5, 6 * 2, 6 * 7, 6 * 5, 6 * 7]
    assert [m.name.split(": ")[1] for m in measures] == [
        "right sentence first, cited or nearest (hit@1)",
        "right sentence first, and cited",
        "a whole group within the default citations",
        "refused though the article says",
        "refused where the article is silent",
        "verdict answers",
        "right where the verdict is answers",
        "AUROC of confidence",
    ]


def test_every_question_is_asked_with_its_history_of_the_seed_article_alone(ship: Ship) -> None:
    ship(load_fitted().of_others(FAKE_ENCODER))
    asked = list(ask_golden(SEEDS, BagOfWords(), None))
    assert [g.id for g, _ in asked] == [g.id for g in read_golden()]
    assert {c.document.id for _, a in asked for c in a.citations + a.nearest} == {"ukraine-security-guarantees"}
    carried = [(g, a) for g, a in asked if g.history and a.asked_as != a.question]
    assert carried
    assert [a.asked_as for g, a in carried] == [f"{g.history[-1]} {g.question}" for g, _ in carried]


def test_without_the_seed_article_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"ukraine-security-guarantees\.txt"):
        list(ask_golden(tmp_path, BagOfWords(), None))


@pytest.mark.slow
def test_the_right_sentence_comes_first_for_at_least_seven_in_ten(encoder: Encoder) -> None:
    first, cited, complete, wrongly, rightly, *_, auroc = measure_golden(list(ask_golden(SEEDS, encoder, None)))
    assert first.n == 37
    assert first.value >= 0.70
    assert cited.value <= first.value
    assert complete.n == wrongly.n == 37
    assert rightly.n == 13
    assert auroc.value > 0.5
