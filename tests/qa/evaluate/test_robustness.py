import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Verdict
from qa.datasets.corpus import Corpus, Question
from qa.datasets.squad import read_test_articles
from qa.evaluate import robustness
from qa.evaluate.asking import Outcome, ask_corpora
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.question_forms import FORMS
from qa.evaluate.robustness import measure_robustness
from qa.fitted import Fusion, Logistic, Way
from qa.question import Turn
from tests.qa.conftest import Ship, by_hand

BY_COSINE = Way(Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0)), None, Logistic(0.0, (0.0,) * 5), 0.5, 0.5, 0.5)
TOLD = ("yes or no", "yes or no, with a wrong answer")
TEXT = "Emmanuel Macron visited Berlin. Green pears grow here. Dogs bark at night."
QUESTIONS = [
    ("When did Macron visit Berlin?", "Emmanuel"),
    ("Where do pears grow?", "Green"),
    ("Which dogs bark?", "Dogs"),
    ("Which dogs bark here?", "Dogs"),
]


@pytest.fixture
def data(tmp_path: Path, ship: Ship) -> Path:
    """A test article and another; two of the questions are asked by Disfl-QA in other words too."""
    ship(by_hand(BY_COSINE, BY_COSINE))
    for folder in ("squad", "disfl_qa"):
        (tmp_path / folder).mkdir()
    qas = [{"question": q, "answers": [{"answer_start": TEXT.index(a), "text": a}]} for q, a in QUESTIONS]
    paragraphs = {"A": qas, "B": qas[:1]}
    articles = [{"title": t, "paragraphs": [{"context": TEXT, "qas": asked}]} for t, asked in paragraphs.items()]
    (tmp_path / "squad/dev-v1.1.json").write_text(json.dumps({"data": articles}))
    impossible = {"question": "When did Macron visit Rome?", "answers": [], "is_impossible": True}
    articles[0]["paragraphs"] = [{"context": TEXT, "qas": [*qas, impossible]}]
    (tmp_path / "squad/dev-v2.0.json").write_text(json.dumps({"data": articles}))
    (tmp_path / "squad/test-articles.txt").write_text("A\n")
    dev = {"1": {"original": "Where do pears grow?", "disfluent": "Where do dogs bark at no I mean pears?"}}
    test = {"2": {"original": "Which dogs bark?", "disfluent": "Which cats no dogs bark?"}}
    for name, pairs in (("train", {}), ("dev", dev), ("test", test)):
        (tmp_path / f"disfl_qa/{name}.json").write_text(json.dumps(pairs))
    return tmp_path


@pytest.mark.slow
def test_each_form_is_compared_with_the_same_questions_clean(data: Path, remembering: RememberingEncoder) -> None:
    measures = {m.name: m for m in measure_robustness(data, remembering, None)}
    assert list(measures) == [
        *(f"form: {form}, loss of {what}" for form in FORMS for what in ("hit@1", "answers")),
        *(f"form: {form}, loss of refusals" for form in FORMS),
        *(
            f"form: {form}, loss of {what}"
            for form in ("after another question", *TOLD, "Disfl-QA")
            for what in ("hit@1", "answers")
        ),
    ]
    # Every question is answered, also the one whose date is not told.
    assert [measures[f"form: {form}, loss of refusals"].value for form in FORMS] == [0] * len(FORMS)
    # All four find their sentence, and without capitals or mark they still do: words are matched without them.
    assert [measures[f"form: {form}, loss of hit@1"].value for form in ("no capitals", "no question mark")] == [0, 0]
    assert {measures[f"form: {form}, loss of hit@1"].n for form in FORMS} == {4}
    # "Did Macron visit Berlin Emmanuel?" and "Do pears grow Green?"; which dogs bark cannot be put so.
    told = [measures[f"form: {form}, loss of hit@1"] for form in TOLD]
    assert [(m.value, m.n) for m in told] == [(0, 2), (0, 2)]
    # Of the two disfluent ones, the first is drawn to the dogs.
    assert (measures["form: Disfl-QA, loss of hit@1"].value, measures["form: Disfl-QA, loss of hit@1"].n) == (1 / 2, 2)


def test_a_form_that_loses_every_word_loses_every_sentence_but_the_first(
    data: Path, remembering: RememberingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "FORMS", {"silence": lambda question, chance: "?"})
    first, shown, *_ = measure_robustness(data, remembering, None)
    assert (first.name, first.value) == ("form: silence, loss of hit@1", 3 / 4)
    # Without a word all three sentences are alike, and all three are cited.
    assert (shown.name, shown.value) == ("form: silence, loss of answers", 0)


@pytest.mark.parametrize(("plain", "loud", "lost"), [("silent", "answers", 1), ("answers", "silent", -1)])
def test_a_refusal_that_a_form_loses_counts_one_and_one_that_it_wins_minus_one(
    data: Path,
    remembering: RememberingEncoder,
    monkeypatch: pytest.MonkeyPatch,
    plain: Verdict,
    loud: Verdict,
    lost: int,
) -> None:
    monkeypatch.setattr(robustness, "FORMS", {"loud": lambda question, chance: question.upper()})
    (corpus,) = (article.corpus() for article in read_test_articles(data, "2.0"))
    silent = [robustness._silent(corpus)]
    (asked,) = ask_corpora("silent", silent, remembering, None)
    verdicts: dict[str, Verdict] = {"silent": plain, "silent, loud": loud}
    measured = robustness._refusals(lambda name, _: [replace(asked, verdict=verdicts[name])], silent)
    assert [(m.name, m.value, m.n) for m in measured] == [("form: loud, loss of refusals", lost, 1)]


@pytest.mark.slow
def test_a_question_is_asked_after_another_of_its_article_that_was_answered(
    data: Path, remembering: RememberingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Question] = []

    def answers(name: str, corpora: Sequence[Corpus], *networks: object) -> list[Outcome]:
        asked.extend(q for c in corpora for q in c.questions if name == "after another question")
        return list(ask_corpora(name, corpora, remembering, None))

    monkeypatch.setattr(robustness, "ask_corpora", answers)
    measures = {m.name: m.value for m in measure_robustness(data, remembering, None)}
    answered = {Turn(q, next(s for s in TEXT.split(". ") if s.startswith(a)).rstrip(".") + ".") for q, a in QUESTIONS}
    assert len(asked) == 4
    for question in asked:
        (turn,) = question.history
        assert turn in answered
        assert turn.question != question.text
    # All four stand alone by the rules, which ask no more than that.
    assert measures["form: after another question, loss of hit@1"] == 0


@pytest.mark.slow
def test_an_answer_is_lost_to_a_refusal_though_its_sentence_comes_first(
    data: Path, remembering: RememberingEncoder, ship: Ship, monkeypatch: pytest.MonkeyPatch
) -> None:
    wordy = replace(BY_COSINE, confidence=Logistic(-0.01, (0.0, 0.0, 1.0, 0.0, 0.0)))  # found where a word is matched
    ship(by_hand(wordy, wordy))
    monkeypatch.setattr(robustness, "FORMS", {"silence": lambda question, chance: "?"})
    first, shown, *_ = measure_robustness(data, remembering, None)
    assert (first.value, shown.value) == (3 / 4, 4 / 4)


@pytest.mark.slow
def test_a_sample_of_the_questions_is_asked(
    data: Path, remembering: RememberingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "SAMPLE", 3)
    asked = [m.n for m in measure_robustness(data, remembering, None)]
    forms = len(FORMS)
    assert asked == [3] * 2 * forms + [1] * forms + [3, 3] + [2] * 6  # "Which dogs bark?" can be put neither way


def test_a_wrong_answer_is_that_of_another_question(data: Path) -> None:
    (corpus,) = (article.corpus() for article in read_test_articles(data, "1.1"))
    told = [robustness._confirming(robustness._wrong_answer)(corpus, q) for q in corpus.questions[:2]]
    assert told[0] in {"Did Macron visit Berlin Green?", "Did Macron visit Berlin Dogs?"}
    assert told[1] in {"Do pears grow Emmanuel?", "Do pears grow Dogs?"}
    alone = replace(corpus, questions=corpus.questions[:1])
    assert robustness._wrong_answer(alone, alone.questions[0]) is None
