import json
from pathlib import Path

import pytest

from qa.datasets.corpus import Corpus, Question
from qa.datasets.parallel import Parallel
from qa.datasets.squad import join
from qa.train.fit_languages import PRIOR, USUAL, among_others, as_typed, kind_of, kinds, near_misses
from tests.qa.datasets.test_parallel import PARAGRAPHS
from tests.qa.datasets.test_parallel import article as parallel

article = parallel
TITLE = "Oxygen"  # held out
SPANISH = "Rex es un perro. Ladra de noche."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """SQuAD 2.0 with a question on each English paragraph, of which one is a near miss, and one of each in Spanish."""

    def asked(name: str, question: str, answer: str, context: str) -> dict[str, object]:
        answers = [{"text": answer, "answer_start": context.index(answer)}] if answer else []
        return {"id": name, "question": question, "answers": answers}

    rome, rex = PARAGRAPHS["en"]
    paragraphs = [
        {"context": rome, "qas": [asked("1", "Who sings in Rome?", "", rome), asked("2", "Who paints?", "She", rome)]},
        {"context": rex, "qas": [asked("3", "Who is Rex?", "dog", rex)]},
    ]
    rows = [
        {"id": "1", "question": "¿Quién canta?", "answerable": False, "answers": []},
        {"id": "3", "question": "¿Qué es Rex?", "answerable": True, "answers": [{"text": "un perro", "start": 7}]},
    ]
    same = {"source": "SQuAD-es", "language": "es", "document_title": "Oxígeno", "context": SPANISH}
    folder = tmp_path / "data"
    (folder / "squad").mkdir(parents=True)
    (folder / "languages").mkdir()
    official = {"data": [{"title": TITLE, "paragraphs": paragraphs}]}
    (folder / "squad/dev-v2.0.json").write_text(json.dumps(official), encoding="utf-8")
    lines = "\n".join(json.dumps(same | row) for row in rows)
    (folder / "languages/squad_es_dev.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_questions_of_each_kind_are_drawn(article: Parallel) -> None:
    found = kinds([article], 4)
    assert list(found) == ["one", "two", "four", "silent"]
    counts = {kind: sum(len(c.questions) for c in corpora) for kind, corpora in found.items()}
    assert counts == {"one": 4, "two": 4, "four": 3, "silent": 4}  # of the third there are no more
    assert all(q.gold for kind in counts if kind != "silent" for c in found[kind] for q in c.questions)
    assert not any(q.gold for c in found["silent"] for q in c.questions)
    assert all(len(c.articles) == 4 for c in found["four"])


def test_the_questions_own_language_is_right_too_among_others(article: Parallel) -> None:
    found = among_others([article], 2)
    assert {kind: sum(len(c.questions) for c in corpora) for kind, corpora in found.items()} == {"all": 2, "among": 2}
    for kind, corpora in found.items():
        for corpus in corpora:
            own, *others = (a.document.id for a in corpus.articles)
            right = {own, *others} if kind == "all" else {own}
            assert all({document for document, _ in q.gold} == right for q in corpus.questions)
    assert {len(c.articles) for c in found["all"]} == {4}


def test_what_is_asked_as_typed_is_asked_of_its_article_and_of_all() -> None:
    alone, library, fours = as_typed().values()
    assert {len(corpus.articles) for corpus in fours} == {4}
    assert {len(corpus.questions) for corpus in fours} == {32}
    assert {len(corpus.articles) for corpus in alone} == {1}
    assert library == [join(alone)]
    assert len(library[0].questions) == 638  # in English of English articles none: that has numbers of its own


def test_every_kind_of_question_counts_as_said() -> None:
    answered, silent = Question("Wer?", frozenset({("a", 0)})), Question("Wann?", frozenset())
    drawn = ["one", "two", "four", "silent", "near miss", "Spanish", *as_typed()]
    found = {kind_of(kind, answered) for kind in drawn} | {
        kind_of(k, silent) for k in ("silent", "near miss", *as_typed())
    }
    assert found == PRIOR.keys() == USUAL.keys()
    assert [round(sum(weights.values()), 6) for weights in (PRIOR, USUAL)] == [1, 1]


def test_near_misses_are_asked_in_english_of_each_language_and_in_spanish(article: Parallel, data: Path) -> None:
    found = near_misses(data, [article], 10)
    assert {kind: asked(corpora) for kind, corpora in found.items()} == {
        "near miss": [
            ("de", "Who sings in Rome?", 0),
            ("en", "Who sings in Rome?", 0),
            ("es", "Who sings in Rome?", 0),
            ("es", "¿Quién canta?", 0),
            ("ro", "Who sings in Rome?", 0),
        ],
        "Spanish": [("es", "¿Qué es Rex?", 1)],
    }


def asked(corpora: list[Corpus]) -> list[tuple[str | None, str, int]]:
    """The language of the article, the question, and how many sentences answer it, in order."""
    return sorted((c.articles[0].document.about.language, q.text, len(q.gold)) for c in corpora for q in c.questions)
