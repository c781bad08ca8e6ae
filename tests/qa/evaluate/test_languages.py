from math import log
from pathlib import Path

import pytest

from qa.datasets.parallel import Parallel
from qa.datasets.squad import Article, Asked, Paragraph
from qa.evaluate import languages
from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.languages import ask
from qa.fitted import Fitted, Fusion, Logistic, Way
from tests.qa.conftest import FAKE_ENCODER, Ship
from tests.qa.datasets.test_parallel import article as parallel

article = parallel

BY_COSINE = Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0))
ENGLISH = Way(BY_COSINE, None, Logistic(log(3), (0.0,) * 5), 0.5, 0.9, 1.0)
IN_ANY = Way(BY_COSINE, None, Logistic(-log(3), (0.0,) * 5), 0.5, 0.9, 1.0)

POLISH = Article(
    "pl", (Paragraph("Rex to pies.", (Asked("Kto to Rex?", ((0, 3),)), Asked("Kto to Ada?", ()))),), "", "pl"
)


@pytest.fixture(autouse=True)
def _shipped(ship: Ship) -> None:
    """Between English and English everything is found, in other languages nothing."""
    ship(Fitted({FAKE_ENCODER: ENGLISH}, "by hand", {FAKE_ENCODER: IN_ANY}, "by hand"))


def test_each_question_is_asked_of_its_own_index_as_users_ask(
    article: Parallel, remembering: RememberingEncoder
) -> None:
    english = ask("english", [article.corpus("en", "en")], remembering, None)
    assert [(a.answerable, a.found, a.confidence) for a in english] == [(True, True, 0.75)] * 3
    german = ask("german", [article.corpus("de", "de")], remembering, None)
    assert [(a.found, a.confidence) for a in german] == [(False, 0.25)] * 3
    # Each shares words with its sentence alone: bellt; ist, Rex; lebt, Anna.
    assert [a.right for a in german] == [True, True, True]
    # What is asked in Spanish shares a name with one of them.
    assert [a.right for a in ask("spanish", [article.corpus("de", "es")], remembering, None)] == [False, True, False]
    assert [a.found for a in ask("said", [article.corpus("en", "en")], remembering, None, "de")] == [False] * 3


def test_the_figures_are_named(
    article: Parallel, remembering: RememberingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "read_parallel", lambda path: [article])
    monkeypatch.setattr(languages, "read_poquad", lambda data: [POLISH])
    found = {m.name: m for m in languages.measure_languages(Path(), remembering, None, 12)}
    assert [name for name in found if "right sentence first, and cited" not in name] == [
        *(f"{language} of {language}: right sentence first" for language in ("de", "en", "es", "ro")),
        "one language, mean of twelve: right sentence first",
        "the English article, asked in another: right sentence first",
        "another's article, asked in English: right sentence first",
        "four languages, the answer in one, not the question's: right sentence first",
        "the paragraph taken out: refused",
        "four languages that all say it: the question's own first",
        "an article among three in other languages: right sentence first",
        "the paragraph taken out: AUROC",
        "English of English alone: right sentence first",
        "English of English, a German article beside: right sentence first",
        "English of English alone, said to be German: right sentence first",
        "the question's language, twelve: found out",
        "PoQuAD: right sentence first",
        "PoQuAD, a near miss: refused",
        "PoQuAD: AUROC",
    ]
    assert found["one language, mean of twelve: right sentence first"].value == 1
    assert found["the question's language, twelve: found out"].n == 12
    assert [
        (found[f"PoQuAD{name}"].value, found[f"PoQuAD{name}"].n)
        for name in (": right sentence first", ", a near miss: refused", ": AUROC")
    ] == [(1, 1), (1, 1), (0.5, 2)]
