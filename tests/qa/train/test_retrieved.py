from qa.datasets.corpus import Corpus, Question
from qa.datasets.squad import Article, Asked, Paragraph
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import Fusion
from qa.reader import Reading
from qa.train.retrieved import retrieve, sample, universes
from tests.fake_reader import WordFinder


def paragraph(n: int) -> Paragraph:
    return Paragraph(f"Cat number{n} sleeps. Dog number{n} barks.", (Asked(f"cat number{n}", ((0, 3),)),))


ARTICLES = [Article("A", tuple(paragraph(n) for n in range(10))), Article("B", (paragraph(10),))]


def names(corpora: list[Corpus]) -> list[list[str]]:
    return [[a.document.id for a in corpus.articles] for corpus in corpora]


def test_the_same_questions_are_asked_of_indexes_of_three_sizes() -> None:
    each, pieces, together = universes(ARTICLES)
    assert names(each) == [["A"], ["B"]]
    assert names(pieces) == [["A.0"], ["A.8"], ["B.0"]]
    assert names(together) == [["A", "B"]]
    texts = [f"cat number{n}" for n in range(11)]
    for corpora in (each, pieces, together):
        assert [q.text for corpus in corpora for q in corpus.questions] == texts


def test_all_questions_are_taken_where_there_are_few() -> None:
    (corpora, *_) = universes(ARTICLES)
    assert [set(c.questions) for c in sample(corpora)] == [set(c.questions) for c in corpora]


def test_a_sample_is_of_questions_that_stay_with_their_corpus() -> None:
    (corpora, *_) = universes(ARTICLES)
    sampled = sample(corpora, size=4)
    assert sum(len(c.questions) for c in sampled) == 4
    for before, after in zip(corpora, sampled, strict=True):
        assert after.articles == before.articles
        assert set(after.questions) <= set(before.questions)
    assert sample(corpora, size=4) == sampled


def test_foreign_questions_are_a_quarter_and_have_no_answer() -> None:
    (corpora, *_) = universes(ARTICLES)
    foreign = [Question(f"foreign{n}", frozenset({("A", 0)})) for n in range(50)]
    asked = [q for corpus in sample(corpora, foreign, 8) for q in corpus.questions]
    strangers = [q for q in asked if q.text.startswith("foreign")]
    assert len(asked) == 8 + 2
    assert len(strangers) == 8 // 4
    assert {q.gold for q in strangers} == {frozenset()}


def test_each_question_brings_its_candidates_and_which_are_right(remembering: RememberingEncoder) -> None:
    (corpora, *_) = universes(ARTICLES)
    found = retrieve(corpora, remembering, Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0)))
    assert [r.question.text for r in found] == [f"cat number{n}" for n in range(11)]
    for number, one in enumerate(found):
        # Paragraph n of A has keys 2n and 2n + 1, B's one has keys 0 and 1; "Cat number… sleeps." is right.
        right = 2 * number if number < 10 else 0
        assert one.candidates[0].key == right
        assert one.right == [c.key == right for c in one.candidates]
        assert len(one.candidates) == (20 if number < 10 else 2)


def test_what_is_brought_is_read_where_there_is_a_reader(remembering: RememberingEncoder) -> None:
    (corpora, *_) = universes(ARTICLES)
    weights = Fusion((0.0, 0.0, 0.0, 0.0, 1.0, 0.0))
    *_, found = retrieve(corpora, remembering, weights, WordFinder("barks"))
    # "cat number10": letters c, n. "Cat number10 sleeps." has both, "Dog number10 barks." one.
    assert [(c.key, c.fused, c.reading) for c in found.candidates] == [
        (0, 1.0, Reading(-4.0, 0, 0, 0.0)),
        (1, 0.5, Reading(4.0, 13, 18, 0.9)),
    ]
    assert found.right == [True, False]


def test_reranking_by_the_readings_takes_what_is_right_along(remembering: RememberingEncoder) -> None:
    (corpora, *_) = universes(ARTICLES)
    *_, found = retrieve(corpora, remembering, Fusion((0.0, 0.0, 0.0, 0.0, 1.0, 0.0)), WordFinder("barks"))
    reranked = found.reranked(Fusion((1.0, 0.5, 0.0)))
    # 1 - .5 * 4 = -1 and .5 + .5 * 4 = 2.5
    assert [(c.key, c.fused) for c in reranked.candidates] == [(1, 2.5), (0, -1.0)]
    assert reranked.right == [False, True]
    assert reranked.question == found.question


def test_a_question_is_in_the_language_that_it_is_said_to_be_in(remembering: RememberingEncoder) -> None:
    (corpora, *_) = universes(
        [Article("A", (Paragraph("Cat one sleeps.", (Asked("Wo schläft die Katze?", ((0, 3),)),)),))]
    )
    fusion = Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0))
    own = [
        [c.scores[5] for r in retrieve(corpora, remembering, fusion, said=said) for c in r.candidates]
        for said in (None, "en")
    ]
    assert own == [[0.0], [1.0]]
