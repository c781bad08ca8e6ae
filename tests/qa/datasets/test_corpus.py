from qa.datasets.corpus import Corpus, Question, sampled


def test_some_of_the_questions_are_drawn_and_stay_with_their_corpus() -> None:
    corpora = [Corpus((), tuple(Question(f"{name}{n}", frozenset()) for n in range(5))) for name in "ab"]
    drawn = sampled(corpora, 4, seed=1)
    assert [set(c.questions) < set(d.questions) for c, d in zip(drawn, corpora, strict=True)] == [True, True]
    assert sum(len(c.questions) for c in drawn) == 4
    assert sampled(corpora, 4, seed=1) == drawn != sampled(corpora, 4, seed=2)
    assert [set(c.questions) for c in sampled(corpora, 11, seed=1)] == [set(c.questions) for c in corpora]
