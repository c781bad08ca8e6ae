from math import exp
from pathlib import Path

import pytest

from index.errors import DocumentNotFound
from index.store import Store
from qa.model import Fusion
from qa.retrieve import Retriever
from tests.building import article, stored
from tests.fake_encoder import BagOfWords

COSINE = Fusion((0.0, 0.0, 4.0, 0.0))


@pytest.fixture
def small(tmp_path: Path, fake: BagOfWords) -> Store:
    return stored(tmp_path, fake, article("Red apple. Green pear. Red red wine. Blue.", "a"), article("Blue.", "b"))


def test_candidates_are_ranked_by_the_weighted_sum_and_share_its_softmax(small: Store, fake: BagOfWords) -> None:
    found = Retriever(fake, COSINE).retrieve(small, "red wine")
    # Distinct words of the sentences: red apple, green pear, red wine, blue, blue.
    cosines = {2: 2 / 2, 0: 1 / 2, 1: 0.0, 3: 0.0, 4: 0.0}
    assert [c.row for c in found] == list(cosines)
    total = exp(4.0) + exp(2.0) + 3 * exp(0.0)
    for candidate in found:
        fused = 4.0 * cosines[candidate.row]
        assert candidate.scores[2] == pytest.approx(cosines[candidate.row], abs=1e-6)
        assert candidate.fused == pytest.approx(fused, abs=1e-6)
        assert candidate.share == pytest.approx(exp(fused) / total, abs=1e-6)


def test_every_score_has_its_weight(small: Store, fake: BagOfWords) -> None:
    weights = (1.0, 10.0, 100.0, 1000.0)
    for candidate in Retriever(fake, Fusion(weights)).retrieve(small, "red wine"):
        expected = sum(w * s for w, s in zip(weights, candidate.scores, strict=True))
        assert candidate.fused == pytest.approx(expected, rel=1e-5)


def test_equal_candidates_are_in_the_order_of_the_documents(small: Store, fake: BagOfWords) -> None:
    found = Retriever(fake, COSINE).retrieve(small, "blue")
    assert [c.row for c in found] == [3, 4, 0, 1, 2]
    assert found[0].share == found[1].share


def test_shares_of_huge_sums_are_still_probabilities(small: Store, fake: BagOfWords) -> None:
    found = Retriever(fake, Fusion((0.0, 0.0, 1e6, 0.0))).retrieve(small, "red wine")
    assert [c.share for c in found] == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_only_the_documents_asked_for_are_searched(small: Store, fake: BagOfWords) -> None:
    assert [c.row for c in Retriever(fake, COSINE).retrieve(small, "red", ["b"])] == [4]
    with pytest.raises(DocumentNotFound, match="'c'"):
        Retriever(fake, COSINE).retrieve(small, "red", ["b", "c"])


def test_depth_limits_what_each_search_brings(tmp_path: Path, fake: BagOfWords) -> None:
    articles = [article(f"Red number{n}.", f"d{n:02}") for n in range(20)]
    store = stored(tmp_path, fake, *articles)
    # Of "red number7" one sentence has both words; each search for one brings it, the passage's search too.
    assert [c.row for c in Retriever(fake, COSINE, depth=1).retrieve(store, "red number7")] == [7]
    assert len(Retriever(fake, COSINE).retrieve(store, "red number7")) == 20


def test_the_question_is_embedded_once_as_it_is(small: Store, fake: BagOfWords) -> None:
    fake.given.clear()
    Retriever(fake, COSINE).retrieve(small, "  Red wine? ")
    assert fake.given == ["  Red wine? "]
