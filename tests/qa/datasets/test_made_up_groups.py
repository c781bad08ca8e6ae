from itertools import chain

import pytest

from qa.datasets.made_up_groups import SAID, Group, read_groups

TRAIN, FIT, TEST = read_groups("train"), read_groups("fit"), read_groups("test")


def asked(side: list[Group]) -> dict[str, int]:
    return {said: sum(len(group.questions[said]) for group in side) for said in SAID}


def test_the_sides_have_so_many_questions_and_share_no_article() -> None:
    eighths = {"in its language alone": 1, "in another alone": 3, "in several": 2, "nowhere": 2}
    assert asked(TRAIN) == {said: 192 * share for said, share in eighths.items()}
    assert asked(FIT) == asked(TEST) == {said: 64 * share for said, share in eighths.items()}
    documents = [article.document for group in (*TRAIN, *FIT, *TEST) for article in group.articles]
    assert len({d.about.title for d in documents}) == len({d.id for d in documents}) == len(documents) == 320


@pytest.mark.parametrize("group", [*TRAIN, *FIT, *TEST], ids=lambda group: group.articles[0].document.id)
def test_questions_are_in_one_of_four_languages_and_answered_where_it_says(group: Group) -> None:
    languages = {a.document.id: a.document.about.language for a in group.articles}
    assert len(set(languages.values())) == 4
    assert set(group.languages.values()) == set(languages.values())
    starts = {(a.document.id, sentence.start) for a in group.articles for sentence in a.sentences}
    for said, questions in group.questions.items():
        for question in questions:
            assert question.gold <= starts
            own = {languages[name] == group.languages[question.text] for name, _ in question.gold}
            assert (
                own
                == {
                    "in its language alone": {True},
                    "in another alone": {False},
                    "in several": {True, False},
                    "nowhere": set(),
                }[said]
            )
            assert group.own(question) < question.gold or said != "in several"


def test_a_question_knows_the_sentences_that_answer_it() -> None:
    group = TRAIN[0]
    question = next(q for q in group.questions["in several"] if q.text == "how many people got stuck")
    documents = {a.document.id: a.document for a in group.articles}
    found = {name: documents[name].text[start:][:30] for name, start in question.gold}
    assert found == {
        "train-1-de": "74 Fahrgäste saßen in den Kabi",
        "train-1-en": "Seventy-four people were broug",
        "train-1-fr": "La télécabine du Hornegg est t",
        "train-1-es": "Un grupo de 19 estudiantes de ",
    }
    assert group.own(question) == {place for place in question.gold if place[0] == "train-1-en"}
    assert set(chain(*group.questions.values())) == set(group.corpus(*SAID).questions)
