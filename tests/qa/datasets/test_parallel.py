import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from qa.datasets.corpus import Question
from qa.datasets.parallel import Parallel, libraries, read_parallel

PARAGRAPHS = {
    "en": ("Anna lives in Rome. She paints.", "Her dog is Rex. It barks."),
    "de": ("Anna lebt in Rom. Sie malt.", "Ihr Hund ist Rex. Er bellt."),
    "es": ("Anna vive en Roma. Pinta.", "Su perro es Rex. Ladra."),
    "ro": ("Anna stă la Roma. Pictează.", "Câinele ei e Rex. Latră."),
}
# Id, paragraph, question and answer in each language.
ASKED = {
    "b2": (1, {"en": ("Who barks?", "It"), "de": ("Wer bellt?", "Er"), "es": ("¿Quién ladra?", "Ladra")}),
    "a1": (
        0,
        {"en": ("Where does Anna live?", "Rome"), "de": ("Wo lebt Anna?", "Rom"), "es": ("¿Dónde vive?", "Roma")},
    ),
    "b1": (1, {"en": ("Who is Rex?", "dog"), "de": ("Wer ist Rex?", "Hund"), "es": ("¿Quién es Rex?", "perro")}),
}
IN_ROMANIAN = {"b2": ("Cine latră?", "Latră"), "a1": ("Unde stă Anna?", "Roma"), "b1": ("Cine e Rex?", "Câinele")}


@pytest.fixture
def article(tmp_path: Path) -> Parallel:
    lines = []
    for language, paragraphs in PARAGRAPHS.items():
        order = ASKED if language == "en" else dict(reversed(ASKED.items()))  # rows may come in any order
        for name, (number, texts) in order.items():
            question, answer = (texts | {"ro": IN_ROMANIAN[name]})[language]
            context = paragraphs[number]
            row = {"id": name, "language": language, "document_title": "Anna_K", "context": context}
            answers = [{"text": answer, "start": context.index(answer)}]
            lines.append(json.dumps(row | {"question": question, "answers": answers}))
    path = tmp_path / "parallel.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    (found,) = read_parallel(path)
    return found


def test_an_article_has_the_same_paragraphs_and_questions_in_every_language(article: Parallel) -> None:
    assert (article.title, sorted(article.articles)) == ("Anna_K", ["de", "en", "es", "ro"])
    german = article.articles["de"]
    assert (german.id, german.title, german.language) == ("Anna_K.de", "Anna K", "de")
    # In the order of the English rows.
    assert [p.text for p in german.paragraphs] == list(reversed(PARAGRAPHS["de"]))
    assert [[a.text for a in p.asked] for p in german.paragraphs] == [["Wer bellt?", "Wer ist Rex?"], ["Wo lebt Anna?"]]


def test_an_article_is_asked_in_another_language(article: Parallel) -> None:
    corpus = article.corpus("en", "de")
    text = corpus.articles[0].document.text
    assert text == "Her dog is Rex. It barks.\n\nAnna lives in Rome. She paints."
    assert [q.text for q in corpus.questions] == ["Wer bellt?", "Wer ist Rex?", "Wo lebt Anna?"]
    assert [text[slice(*q.spans[0])] for q in corpus.questions] == ["It", "dog", "Rome"]
    assert corpus.questions[2].gold == {("Anna_K.en", text.index("Anna"))}


def test_a_language_is_drawn_for_each_question_and_never_the_articles_own(article: Parallel) -> None:
    english = {q.text for q in article.corpus("en", "en").questions}
    drawn = {q.text for seed in range(20) for q in article.in_another("en", random.Random(seed)).questions}
    assert drawn.isdisjoint(english)
    assert len(drawn) == 9  # three questions in three languages


def test_one_of_several_languages_has_the_paragraph(article: Parallel) -> None:
    first, second = article.in_one_of(["de", "en", "es"])
    assert [a.document.id for a in first.articles] == ["Anna_K.en", "Anna_K.de", "Anna_K.es"]
    assert [a.document.text for a in first.articles[1:]] == [PARAGRAPHS["de"][0], PARAGRAPHS["es"][0]]
    assert [q.text for q in first.questions] == ["Wer bellt?", "Wer ist Rex?"]
    assert {place[0] for q in first.questions for place in q.gold} == {"Anna_K.en"}
    assert [a.document.text for a in second.articles[1:]] == [PARAGRAPHS["de"][1], PARAGRAPHS["es"][1]]
    assert [q.text for q in second.questions] == ["Wo lebt Anna?"]


def test_all_of_several_languages_have_the_answer_and_the_questions_own_is_right(article: Parallel) -> None:
    corpus = article.in_all_of(["de", "en", "es"])
    assert [a.document.id for a in corpus.articles] == ["Anna_K.de", "Anna_K.en", "Anna_K.es"]
    assert [q.text for q in corpus.questions] == ["Wer bellt?", "Wer ist Rex?", "Wo lebt Anna?"]
    assert {place[0] for q in corpus.questions for place in q.gold} == {"Anna_K.de"}


def test_all_of_several_languages_have_the_answer_and_any_is_right(article: Parallel) -> None:
    corpus = article.in_any_of(["de", "en", "es"])
    assert [a.document.id for a in corpus.articles] == ["Anna_K.de", "Anna_K.en", "Anna_K.es"]
    assert [q.text for q in corpus.questions] == ["Wer bellt?", "Wer ist Rex?", "Wo lebt Anna?"]
    assert [{place[0] for place in q.gold} for q in corpus.questions] == [{"Anna_K.de", "Anna_K.en", "Anna_K.es"}] * 3


def test_a_library_has_other_articles_in_other_languages(article: Parallel) -> None:
    articles = [replace(article, title=title) for title in "abcde"]
    drawn = [list(libraries(articles, random.Random(seed))) for seed in range(10)]
    for corpora in drawn:
        assert len(corpora) == 5
        for corpus in corpora:
            own, *others = (a.document.about.language for a in corpus.articles)
            assert len({own, *others}) == 4
            assert {place[0] for q in corpus.questions for place in q.gold} == {f"Anna_K.{own}"}
    assert len({corpora[0].articles[0].document.id for corpora in drawn}) > 1
    (alone,) = libraries([article], random.Random(0))
    assert len(alone.articles) == 1


def test_without_the_paragraph_nothing_answers(article: Parallel) -> None:
    found = list(article.without_answers(["de", "en", "es", "ro"], random.Random(0)))
    assert len(found) == 8  # two paragraphs in four languages
    for number, corpus in enumerate(found):
        (left,) = corpus.articles
        language = left.document.id.removeprefix("Anna_K.")
        assert left.document.text == PARAGRAPHS[language][number % 2]
        assert [q.gold for q in corpus.questions] == [frozenset()] * len(corpus.questions)
    assert Question("Wer ist Rex?", frozenset()) in {q for c in found for q in c.questions} or found
