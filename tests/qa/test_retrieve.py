from dataclasses import replace
from math import exp
from pathlib import Path

import numpy as np
import pytest

from index.documents import About, Document
from index.errors import DocumentNotFound
from index.storage.local import LocalStore
from qa.fitted import Fusion
from qa.retrieve import Candidate, Retriever, rank
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.qa.conftest import Listening

COSINE = Fusion((0.0, 0.0, 4.0, 0.0, 0.0, 0.0))


@pytest.fixture
def small(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, article("Red apple. Green pear. Red red wine. Blue.", "a"), article("Blue.", "b"))


def test_candidates_are_ranked_by_the_weighted_sum_and_share_its_softmax(small: LocalStore, fake: BagOfWords) -> None:
    found = Retriever(fake).retrieve(small, "red wine", "en", COSINE)
    # Distinct words of the sentences: red apple, green pear, red wine, blue, blue.
    cosines = {2: 2 / 2, 0: 1 / 2, 1: 0.0, 3: 0.0, 4: 0.0}
    assert [c.key for c in found] == list(cosines)
    total = exp(4.0) + exp(2.0) + 3 * exp(0.0)
    for candidate in found:
        fused = 4.0 * cosines[candidate.key]
        assert candidate.scores[2] == pytest.approx(cosines[candidate.key], abs=1e-6)
        assert candidate.fused == pytest.approx(fused, abs=1e-6)
        assert candidate.share == pytest.approx(exp(fused) / total, abs=1e-6)


def test_every_score_has_its_weight(small: LocalStore, fake: BagOfWords) -> None:
    weights = (1.0, 10.0, 100.0, 1000.0, 10000.0, 100000.0)
    for candidate in Retriever(fake).retrieve(small, "red wine", "en", Fusion(weights)):
        expected = sum(w * s for w, s in zip(weights, candidate.scores, strict=True))
        assert candidate.fused == pytest.approx(expected, rel=1e-5)


def test_equal_candidates_are_in_the_order_of_the_documents(small: LocalStore, fake: BagOfWords) -> None:
    found = Retriever(fake).retrieve(small, "blue", "en", COSINE)
    assert [c.key for c in found] == [3, 4, 0, 1, 2]
    assert found[0].share == found[1].share


def test_shares_of_huge_sums_are_still_probabilities(small: LocalStore, fake: BagOfWords) -> None:
    found = Retriever(fake).retrieve(small, "red wine", "en", Fusion((0.0, 0.0, 1e6, 0.0, 0.0, 0.0)))
    assert [c.share for c in found] == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_what_may_be_meant_as_well_has_half_of_the_probability(small: LocalStore, fake: BagOfWords) -> None:
    found = Retriever(fake).retrieve(small, "red wine", "en", COSINE, openings=["blue", "blue"])
    red, blue = exp(4.0) + exp(2.0) + 3, 2 * exp(4.0) + 3
    shares = {
        2: exp(4.0) / red + 1 / blue,
        3: 1 / red + exp(4.0) / blue,
        4: 1 / red + exp(4.0) / blue,
        0: exp(2.0) / red + 1 / blue,
        1: 1 / red + 1 / blue,
    }
    assert [c.key for c in found] == list(shares)
    for candidate in found:
        share = shares[candidate.key] / 2
        assert candidate.share == pytest.approx(share, abs=1e-6)
        assert exp(candidate.fused) == pytest.approx(share * red, rel=1e-5)  # as large as without the others
    assert found[1].scores[2] == 0.0  # the question's, not what "blue" has


def test_only_the_documents_asked_for_are_searched(small: LocalStore, fake: BagOfWords) -> None:
    assert [c.key for c in Retriever(fake).retrieve(small, "red", "en", COSINE, ["b"])] == [4]
    with pytest.raises(DocumentNotFound, match="'c'"):
        Retriever(fake).retrieve(small, "red", "en", COSINE, ["b", "c"])


def test_depth_limits_what_each_search_brings(tmp_path: Path, fake: BagOfWords) -> None:
    articles = [article(f"Red number{n}.", f"d{n:02}") for n in range(20)]
    store = stored(tmp_path, fake, *articles)
    # Of "red number7" one sentence has both words; each search for one brings it, the passage's search too.
    assert [c.key for c in Retriever(fake, depth=1).retrieve(store, "red number7", "en", COSINE)] == [7]
    assert len(Retriever(fake).retrieve(store, "red number7", "en", COSINE)) == 20


def test_the_question_is_encoded_once_as_it_is(small: LocalStore) -> None:
    listening = Listening()
    Retriever(listening).retrieve(small, "  Red wine? ", "en", COSINE)
    assert (listening.asked, listening.given) == (["  Red wine? "], [])


def test_late_interaction_takes_part_with_its_weights(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("Red apple. Green pear. Red red wine. Blue.", "a"))
    weights = Fusion((0.0, 0.0, 1.0, 0.0, 10.0, 0.0))
    found = Retriever(fake).retrieve(store, "rich white wine", "en", weights)
    # Of the question's words only "wine" is in a sentence, the third of two distinct words. One begins with r, two with
    # w; the sentences' letters are r, a; g, p; r, w; b.
    scores = {2: (1 / (3 * 2) ** 0.5, 1.0), 0: (0.0, 1 / 3), 1: (0.0, 0.0), 3: (0.0, 0.0)}
    assert [c.key for c in found] == list(scores)
    for candidate in found:
        cosine, maxsim = scores[candidate.key]
        assert (candidate.scores[2], candidate.scores[4]) == pytest.approx((cosine, maxsim), abs=1e-6)
        assert candidate.fused == pytest.approx(cosine + 10 * maxsim, abs=1e-5)


def test_rank_orders_by_the_sums_and_shares_are_their_softmax() -> None:
    candidates = [Candidate(key, 0, (0.0,) * 6, 0.0, 0.1) for key in (5, 0, 3)]
    found = rank(candidates, np.array([1.0, 3.0, 1.0], dtype=np.float32))
    total = exp(3) + 2 * exp(1)
    assert [(c.key, c.fused) for c in found] == [(0, 3.0), (5, 1.0), (3, 1.0)]
    assert [c.share for c in found] == pytest.approx([exp(3) / total, exp(1) / total, exp(1) / total], abs=1e-6)


def test_words_count_between_texts_of_one_language_and_vectors_between_all(tmp_path: Path, fake: BagOfWords) -> None:
    german = replace(article("Red wine. Blau."), document=Document("b", About("B", language="de"), "Red wine. Blau."))
    store = stored(tmp_path, fake, article("Red wine. Pears.", "a"), german)
    weights = Fusion((1.0, 0.0, 4.0, 0.0, 0.0, -0.5))
    in_german, in_english = (
        Retriever(fake).retrieve(store, "red wine", language, weights) for language in ("de", "en")
    )
    # Keys 0 and 1 are the English sentences, 2 and 3 the German ones. Of the first and the third, vectors and tokens
    # (letters r, w) are the question's; the passages' cosines, 2 of 3 distinct words, are alike.
    for found, own, other in ((in_german, 2, 0), (in_english, 0, 2)):
        scores = {c.key: c for c in found}
        for place in (2, 4):
            assert [scores[key].scores[place] for key in range(4)] == pytest.approx([1, 0, 1, 0], abs=1e-6)
        assert [c.scores[3] for c in found] == pytest.approx([2 / 6**0.5] * 4)
        assert {key for key, c in scores.items() if c.scores[5] == 1} == {own, own + 1}
        assert {key for key, c in scores.items() if c.scores[5] == 0} == {other, other + 1}
        assert {key for key, c in scores.items() if c.scores[0] > 0} == {own}
        assert {key for key, c in scores.items() if c.scores[1] > 0} == {own, own + 1}
        assert scores[other].fused == pytest.approx(4)
        assert scores[own].fused == pytest.approx(4 - 0.5 + scores[own].scores[0])


def test_sentences_in_other_languages_are_searched_for_themselves(tmp_path: Path, fake: BagOfWords) -> None:
    text = "Red. Blau."
    german = replace(article(text), document=Document("z", About("Z", language="de"), text))
    pears = [article(f"Pears {n}. Red wine {n}.", f"a{n}") for n in range(3)]
    store = stored(tmp_path, fake, *pears, german)
    # Of "red wine" each passage's search brings the first article, the sentences' its second; "Red." is worse than all
    # three of them, and the best in another language.
    found = Retriever(fake, depth=1).retrieve(store, "red wine", "en", COSINE)
    assert {c.key for c in found} == {0, 1, 6}
    assert found[-2].key == 6
