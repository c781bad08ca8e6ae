import json
from pathlib import Path
from typing import Any

import pytest

from qa.answer import Verdict
from qa.datasets.corpus import Question
from qa.evaluate.asking import Outcome
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.squad_measures import ask_squad, measure_in_article, measure_refusal
from qa.fitted import Fusion, Logistic, Way
from qa.reader import Reading
from qa.retrieve import Candidate
from tests.fake_encoder import BagOfWords
from tests.fake_reader import WordFinder
from tests.qa.conftest import Ship, by_hand

# The reader's score of the best sentence decides: found where it has the word.
READ = Way(
    Fusion((0.0, 0.0, 0.0, 0.0, 1.0, 0.0)),
    Fusion((1.0, 1.0, 0.0)),
    Logistic(0.0, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)),
    0.5,
    0.5,
    0.5,
)
UNREAD = Way(Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0)), None, Logistic(9.0, (0.0,) * 5), 0.5, 0.5, 0.5)
BY_HAND = by_hand(READ, UNREAD)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two articles, one of them a test article; the last question of each has no answer and is in 2.0 alone."""
    (tmp_path / "squad").mkdir()
    (tmp_path / "squad/test-articles.txt").write_text("Old_Fruit\nAnother\n")
    articles: list[dict[str, Any]] = [
        {"title": title, "paragraphs": [{"context": text, "qas": [qa(text, *q) for q in asked]}]}
        for title, text, asked in (
            (
                "Old_Fruit",
                "Red 👩🏽‍🚀 wine. Green pears.",
                [("wine red", "Red 👩🏽‍🚀 wine", "wine"), ("pears", "pears"), ("x",)],
            ),
            ("Sky", "Blue moon. White sun.", [("moon", "moon"), ("y",)]),
        )
    ]
    (tmp_path / "squad/dev-v2.0.json").write_text(json.dumps({"data": articles}))
    for article in articles:
        article["paragraphs"][0]["qas"].pop()
    (tmp_path / "squad/dev-v1.1.json").write_text(json.dumps({"data": articles}))
    return tmp_path


def qa(text: str, question: str, *answers: str) -> dict[str, object]:
    return {"question": question, "answers": [{"answer_start": text.index(a), "text": a} for a in answers]}


def test_the_questions_of_the_test_articles_are_asked_of_their_own_article(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    first, second = ask_squad(data, remembering, WordFinder("pears"))
    wine, pears, silent = second
    assert first == [wine, pears]
    assert [o.question.text for o in (wine, pears, silent)] == ["wine red", "pears", "x"]
    assert [o.expected for o in (wine, pears, silent)] == [("Red 👩🏽‍🚀 wine", "wine"), ("pears",), ()]
    # The word is in the second sentence alone, so it comes first every time.
    assert [o.right for o in (wine, pears, silent)] == [[False, True], [True, False], [False, False]]
    assert [(o.highlight, o.found, o.confidence) for o in (wine, pears, silent)] == [("pears", True, 0.982)] * 3
    assert [o.answered for o in (wine, pears, silent)] == [False, True, False]


def test_of_all_questions_so_many_are_drawn_as_are_wanted(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    everything = {"wine red", "pears", "x"}
    _, drawn = ask_squad(data, remembering, None, most=2)
    assert len({o.question.text for o in drawn} & everything) == 2
    _, drawn = ask_squad(data, remembering, None, most=9)
    assert {o.question.text for o in drawn} == everything


def test_without_a_reader_nothing_is_lit(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(BY_HAND)
    _, outcomes = ask_squad(data, remembering, None)
    assert [o.highlight for o in outcomes] == [""] * 3
    assert [o.right[0] for o in outcomes] == [True, True, False]
    assert [o.sentence for o in outcomes][:2] == ["Red 👩🏽‍🚀 wine.", "Green pears."]


def outcome(
    scores: list[tuple[float, ...]] | None = None,
    right: tuple[bool, ...] = (True,),
    *,
    confidence: float = 0.9,
    found: bool = True,
    cited: int = 1,
    sentence: str = "",
    highlight: str = "",
    expected: tuple[str, ...] = ("x",),
    readings: tuple[float | None, ...] = (),
) -> Outcome:
    """What came of a question; it has an answer where one is expected. Above .6 the verdict is `answers`."""
    scores = scores or [(0.0,) * 6] * len(right)
    read = [None if r is None else Reading(r, 0, 0, 0.0) for r in readings] or [None] * len(right)
    candidates = [Candidate(n, 0, s, 0.0, 0.0, r) for n, (s, r) in enumerate(zip(scores, read, strict=True))]
    question = Question("q", frozenset({("a", 0)}) if expected else frozenset())
    verdict: Verdict = "silent" if not found else "answers" if confidence > 0.6 else "may_answer"
    return Outcome(
        question, candidates, list(right), confidence, verdict, list(right[:cited]), sentence, highlight, expected
    )


def test_in_article_hits_are_counted_part_by_part(ship: Ship) -> None:
    part = Way(Fusion((1.0, 1.0, 1.0, 1.0, 4.0, 8.0)), READ.reranking, READ.confidence, 0.5, 0.5, 0.5)
    ship(by_hand(part, UNREAD))
    outcomes = [
        # Each score speaks for another sentence, the next always twice as loud; the third is right. The language, in
        # which the last alone is, is no part of its own.
        outcome(
            [(1, 0, 0, 0, 0, 0), (0, 2, 0, 0, 0, 0), (0, 0, 2, 2, 0, 0), (0, 0, 0, 0, 2, 1)],
            (False, False, True, False),
            readings=(-1.0, 2.0, 1.0, None),
        ),
        # All are equal: the first row is taken, and it is right.
        outcome([(1.0,) * 6] * 2, (True, False), readings=(-3.0, -4.0)),
    ]
    found = {
        m.name.removeprefix("SQuAD test articles, in-article "): m.value
        for m in measure_in_article(outcomes, BagOfWords(), WordFinder("x"))
    }
    assert found == {
        "hit@1: BM25": 1 / 2,
        "hit@1: BM25 and its passage's": 1 / 2,
        "hit@1: + vectors": 1.0,
        "hit@1: + late interaction": 1 / 2,
        "hit@1: reader alone": 1 / 2,
        "hit@1: as users are answered": 1 / 2,
        "hit@3: as users are answered": 1.0,
        "hit@10: as users are answered": 1.0,
    }


def test_without_a_reader_its_part_is_left_out(ship: Ship) -> None:
    ship(BY_HAND)
    names = [m.name.partition("hit@")[2] for m in measure_in_article([outcome([(0.0,) * 6])], BagOfWords(), None)]
    assert names == [
        "1: BM25",
        "1: BM25 and its passage's",
        "1: + vectors",
        "1: + late interaction",
        *(f"{k}: as users are answered" for k in (1, 3, 10)),
    ]


REFUSAL = [
    # right and exact but for article, case and point
    outcome(confidence=0.95, highlight="The Red wine.", expected=("red wine", "wine")),
    # found, and cited right with its second sentence; 2 of 2 words in 3 and 2: F1 2 * 2 / (3 + 2)
    outcome(right=(False, True), cited=2, confidence=0.85, highlight="old red wine", expected=("red wine",)),
    # found, but wrong
    outcome(right=(False, True), confidence=0.65, highlight="blue", expected=("red",)),
    # refused though there is an answer: what was read does not count
    outcome(found=False, confidence=0.35, highlight="red", expected=("red",)),
    # silent: refused, and not; where nothing is lit, the sentence is what was said
    outcome(right=(False,), found=False, confidence=0.15, highlight="red", expected=()),
    outcome(right=(False,), confidence=0.55, sentence="A red wine.", expected=()),
]


def test_refusal_is_measured_as_counted_by_hand() -> None:
    found = {m.name.removeprefix("SQuAD 2.0 test articles: "): m for m in measure_refusal(REFUSAL * 4)}
    right = {0.95: 1, 0.85: 1, 0.65: 0, 0.35: 1, 0.15: 0, 0.55: 0}  # whether a cited sentence answers
    assert {name: m.value for name, m in found.items()} == pytest.approx(
        {
            "exact match": 2 / 6,  # the first, and the silent one that was refused
            "F1": (1 + 4 / 5 + 0 + 0 + 1 + 0) / 6,
            # Answerable .95 .85 .65 .35, silent .15 .55: of the 8 pairs all but .35 with .55 are in order.
            "no-answer AUROC": 7 / 8,
            "refused though answerable": 1 / 4,
            "refused where silent": 1 / 2,
            "calibration error (ECE)": sum(abs(sure - truth) for sure, truth in right.items()) / 6,
            "verdict answers": 3 / 6,
            "right where the verdict is answers": 2 / 3,
            "coverage at 90% precision": 2 / 6,
            "coverage at 95% precision": 2 / 6,
        }
    )
    assert [m.n for m in found.values()] == [24, 24, 24, 16, 8, 24, 24, 12, 24, 24]


@pytest.mark.parametrize(
    ("said", "expected", "exact", "f1"),
    [
        ("a wine", ("The wine!",), 1, 1),
        ("red red wine", ("red wine",), 0, 2 * 2 / 5),  # each word counts as often as both have it
        ("theatre", ("heat re",), 0, 0),  # articles are words, not letters
        ("wine red", ("red wine",), 0, 1),
        ("the", ("red",), 0, 0),
        ("3,000", ("3000",), 1, 1),
        ("wine", ("red", "wine", "old wine"), 1, 1),  # the best of them
        ("", ("red",), 0, 0),
    ],
)
def test_what_is_lit_is_compared_as_squad_does(said: str, expected: tuple[str, ...], exact: float, f1: float) -> None:
    found = measure_refusal([outcome(highlight=said, expected=expected), outcome(found=False, expected=())] * 9)
    # The silent question, refused, has both right.
    assert [m.value for m in found[:2]] == pytest.approx([(exact + 1) / 2, (f1 + 1) / 2])
