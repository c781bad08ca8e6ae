from qa.datasets.parallel import Parallel
from qa.train.fit_languages import kinds
from tests.qa.datasets.test_parallel import article as parallel

article = parallel


def test_questions_of_each_kind_are_drawn(article: Parallel) -> None:
    found = kinds([article], 4)
    assert list(found) == ["one", "two", "four", "silent"]
    counts = {kind: sum(len(c.questions) for c in corpora) for kind, corpora in found.items()}
    assert counts == {"one": 4, "two": 4, "four": 3, "silent": 4}  # of the third there are no more
    assert all(q.gold for kind in ("one", "two", "four") for c in found[kind] for q in c.questions)
    assert not any(q.gold for c in found["silent"] for q in c.questions)
    assert all(len(c.articles) == 4 for c in found["four"])
