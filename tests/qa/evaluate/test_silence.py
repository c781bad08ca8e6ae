import json
from math import log
from pathlib import Path

import pytest

from qa.datasets import squad
from qa.datasets.golden import read_instructions
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.silence import measure_silence
from qa.fitted import Fusion, Logistic, Way
from tests.qa.conftest import Ship, by_hand

TIMES = 6  # every question is asked: of too few, a resample might have none that is silent
BY_BM25 = Fusion((1.0, 0.0, 0.0, 0.0, 0.0, 0.0))
# Found where a word is matched.
WORDY = Way(BY_BM25, None, Logistic(-0.01, (0.0, 0.0, 1.0, 0.0, 0.0)), 0.5, 0.5, 1.0)
# Right three times out of four, whatever it is.
SURE = Way(BY_BM25, None, Logistic(log(3), (0.0,) * 5), 0.5, 0.5, 1.0)


def article(title: str, *paragraphs: tuple[str, dict[str, str]]) -> dict[str, object]:
    """An article in SQuAD's form: paragraphs with questions, each several times, and their answers, empty for none."""
    return {
        "title": title,
        "paragraphs": [
            {
                "context": text,
                "qas": [
                    {"question": q, "answers": [{"answer_start": text.index(a), "text": a}] if a else []}
                    for q, a in asked.items()
                ]
                * TIMES,
            }
            for text, asked in paragraphs
        ],
    }


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two test articles, the first of two pieces, and another article, which shouts of cats."""
    monkeypatch.setattr(squad, "PIECE", 1)
    cats = (
        "Cats sleep quietly and peacefully.",
        {"cats loudly": "Cats", "horses": "", "horses sleep quietly, peacefully": ""},
    )
    dogs = ("Dogs bark loudly.", {"dogs": "Dogs"})
    pears = ("Pears ripen slowly.", {"pears": "Pears", "sleep pears": "Pears"})
    shout = ("Cats loudly, cats loudly, cats.", {"cats": "Cats"})
    (tmp_path / "squad").mkdir()
    (tmp_path / "squad/test-articles.txt").write_text("Animals\nFruit\n")
    second = [article("Animals", cats, dogs), article("Fruit", pears)]
    first = [article("Animals", cats, dogs), article("Fruit", pears), article("Shout", shout)]
    for version, articles in (("1.1", first), ("2.0", second)):
        (tmp_path / f"squad/dev-v{version}.json").write_text(json.dumps({"data": articles}))
    return tmp_path


@pytest.mark.slow
def test_refusals_are_counted_by_size_and_by_kind(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(by_hand(WORDY, WORDY))
    measures = {m.name: m for m in measure_silence(data, remembering, None)}
    assert measures.pop("one index of all articles: no-answer AUROC").n == 6 * TIMES
    assert {name: (m.value, m.n) for name, m in measures.items() if "ECE" not in name} == {
        "short articles: hit@1": (1, 4 * TIMES),
        "short articles: right answers": (1, 4 * TIMES),
        "short articles: refused though answerable": (0, 4 * TIMES),
        "short articles: refused where silent": (1 / 2, 2 * TIMES),
        # Every word that the index knows is matched by all but the silent "horses": four pairs in order, four ties.
        "short articles: no-answer AUROC": (3 / 4, 6 * TIMES),
        # Among all articles the other one, which is not asked about, has the cats' words more often.
        "one index of all articles: hit@1": (3 / 4, 4 * TIMES),
        "one index of all articles: right answers": (3 / 4, 4 * TIMES),
        "one index of all articles: refused though answerable": (0, 4 * TIMES),
        "one index of all articles: refused where silent": (1 / 2, 2 * TIMES),
        # "cats loudly" is asked of the dogs, who bark loudly; "dogs" is asked of the cats.
        "silent: the article's next part answers, refused": (1 / 2, 2 * TIMES),
        # Of the cats both questions on pears are asked, one of which has them sleep; of the dogs one; of the pears two.
        "silent: about another article, refused": (4 / 5, 5 * TIMES),
        "silent: orders to ignore the article, refused": (1, 3 * len(read_instructions())),
    }


@pytest.mark.slow
def test_at_most_so_many_are_asked_as_are_wanted(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(by_hand(WORDY, WORDY))
    measures = {m.name: m.n for m in measure_silence(data, remembering, None, most=5 * TIMES)}
    assert (
        measures["short articles: no-answer AUROC"] == measures["silent: about another article, refused"] == 5 * TIMES
    )


def test_the_confidence_is_compared_with_what_is_right_at_each_size(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(by_hand(SURE, SURE))
    errors = {m.name: m.value for m in measure_silence(data, remembering, None) if "ECE" in m.name}
    # Four of six are right, then three.
    assert errors == pytest.approx(
        {
            "short articles: calibration error (ECE)": 3 / 4 - 4 / 6,
            "one index of all articles: calibration error (ECE)": 3 / 4 - 3 / 6,
        }
    )
