from itertools import chain

import pytest

from qa.datasets.made_up import BEYOND_ENGLISH, KINDS, Asked, MadeUp, read_made_up

TRAIN, FIT, TEST = read_made_up("train"), read_made_up("fit"), read_made_up("test")
FORMS = [*read_made_up("forms-train"), *read_made_up("forms-fit"), *read_made_up("forms-test")]
PAPERS = [*read_made_up("papers-train"), *read_made_up("papers-test")]


def asked(side: list[MadeUp]) -> dict[Asked, int]:
    return {kind: sum(len(made_up.questions.get(kind, ())) for made_up in side) for kind in KINDS}


def test_the_sides_have_so_many_questions_and_share_no_article() -> None:
    assert asked(TRAIN) == {"English in English": 4052, "in its language": 3970, "in another": 4426}
    assert asked(FIT) == {"English in English": 440, "in its language": 308, "in another": 330}
    assert asked(TEST) == {"English in English": 160, "in its language": 120, "in another": 140}
    assert asked(read_made_up("forms-train")) == {
        "English in English": 640,
        "in its language": 474,
        "in another": 476,
    }
    assert asked(read_made_up("forms-fit")) == {"English in English": 128, "in its language": 90, "in another": 92}
    assert asked(read_made_up("forms-test")) == {"English in English": 192, "in its language": 132, "in another": 136}
    assert asked(read_made_up("papers-train")) == {
        "English in English": 384,
        "in its language": 408,
        "in another": 368,
    }
    assert asked(read_made_up("papers-test")) == {"English in English": 96, "in its language": 96, "in another": 88}
    titles = [a.article.document.about.title for a in (*TRAIN, *FIT, *TEST, *FORMS, *PAPERS)]
    assert len(titles) == len(set(titles)) == 476 + 67 + 236 + 144
    assert len({a.article.document.id for a in TRAIN}) == 476


@pytest.mark.parametrize(
    "made_up", [*TRAIN, *FIT, *TEST, *FORMS, *PAPERS], ids=lambda made_up: str(made_up.article.document.about.title)
)
def test_some_questions_are_answered_by_a_sentence_and_others_by_none(made_up: MadeUp) -> None:
    document = made_up.article.document
    starts = {(document.id, sentence.start) for sentence in made_up.article.sentences}
    questions = list(chain(*made_up.questions.values()))
    assert len({q.text for q in questions}) == len(questions)
    assert 0.2 <= sum(not q.gold for q in questions) / len(questions) <= 0.5
    for question in questions:
        assert question.gold <= starts
        assert len(question.gold) <= 3
        for start, end in question.spans:
            holding = [s for s in made_up.article.sentences if s.start <= start and end <= s.end]
            assert {(document.id, s.start) for s in holding} & question.gold


def test_a_question_knows_its_article_its_sentence_and_its_words() -> None:
    (german,) = (a for a in TEST if a.article.document.about.language == "de")
    question = next(q for q in german.questions["in its language"] if q.text.startswith("wieviel geld hat der ex-"))
    ((document, start),) = question.gold
    assert (document, german.article.document.text[start:][:22]) == ("de-1", "Die 6. Große Strafkamm")
    assert [german.article.document.text[s:e] for s, e in question.spans] == ["2,7 Millionen Euro"]


def test_a_corpus_has_the_questions_that_are_wanted() -> None:
    german = next(a for a in TEST if a.article.document.about.language == "de")
    everything = german.corpus(*BEYOND_ENGLISH)
    assert everything.articles == (german.article,)
    assert everything.questions == (*german.questions["in its language"], *german.questions["in another"])
    assert german.corpus("English in English").questions == ()
