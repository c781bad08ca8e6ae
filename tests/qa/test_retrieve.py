from math import exp
from pathlib import Path

import numpy as np
import pytest

from index.documents import Passage, PassageText, SplitDocument
from index.errors import DocumentNotFound
from index.storage.local import LocalStore
from qa.model import Fusion
from qa.reader import Reading
from qa.retrieve import Candidate, Retriever, rank, read
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.fake_late import FirstLetters
from tests.fake_reader import WordFinder

COSINE = Fusion((0.0, 0.0, 4.0, 0.0))


@pytest.fixture
def small(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, article("Red apple. Green pear. Red red wine. Blue.", "a"), article("Blue.", "b"))


def test_candidates_are_ranked_by_the_weighted_sum_and_share_its_softmax(small: LocalStore, fake: BagOfWords) -> None:
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


def test_every_score_has_its_weight(small: LocalStore, fake: BagOfWords) -> None:
    weights = (1.0, 10.0, 100.0, 1000.0)
    for candidate in Retriever(fake, Fusion(weights)).retrieve(small, "red wine"):
        expected = sum(w * s for w, s in zip(weights, candidate.scores, strict=True))
        assert candidate.fused == pytest.approx(expected, rel=1e-5)


def test_equal_candidates_are_in_the_order_of_the_documents(small: LocalStore, fake: BagOfWords) -> None:
    found = Retriever(fake, COSINE).retrieve(small, "blue")
    assert [c.row for c in found] == [3, 4, 0, 1, 2]
    assert found[0].share == found[1].share


def test_shares_of_huge_sums_are_still_probabilities(small: LocalStore, fake: BagOfWords) -> None:
    found = Retriever(fake, Fusion((0.0, 0.0, 1e6, 0.0))).retrieve(small, "red wine")
    assert [c.share for c in found] == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_only_the_documents_asked_for_are_searched(small: LocalStore, fake: BagOfWords) -> None:
    assert [c.row for c in Retriever(fake, COSINE).retrieve(small, "red", ["b"])] == [4]
    with pytest.raises(DocumentNotFound, match="'c'"):
        Retriever(fake, COSINE).retrieve(small, "red", ["b", "c"])


def test_depth_limits_what_each_search_brings(tmp_path: Path, fake: BagOfWords) -> None:
    articles = [article(f"Red number{n}.", f"d{n:02}") for n in range(20)]
    store = stored(tmp_path, fake, *articles)
    # Of "red number7" one sentence has both words; each search for one brings it, the passage's search too.
    assert [c.row for c in Retriever(fake, COSINE, depth=1).retrieve(store, "red number7")] == [7]
    assert len(Retriever(fake, COSINE).retrieve(store, "red number7")) == 20


def test_the_question_is_embedded_once_as_it_is(small: LocalStore, fake: BagOfWords) -> None:
    fake.given.clear()
    Retriever(fake, COSINE).retrieve(small, "  Red wine? ")
    assert fake.given == ["  Red wine? "]


def test_late_interaction_takes_part_with_its_weights(tmp_path: Path, fake: BagOfWords) -> None:
    late = FirstLetters()
    store = stored(tmp_path, fake, article("Red apple. Green pear. Red red wine. Blue.", "a"), late=late)
    found = Retriever(fake, Fusion((0.0, 0.0, 1.0, 0.0, 10.0)), late=late).retrieve(store, "rich white wine")
    # Of the question's words only "wine" is in a sentence, the third of two distinct words. One begins with r, two with
    # w; the sentences' letters are r, a; g, p; r, w; b.
    scores = {2: (1 / (3 * 2) ** 0.5, 1.0), 0: (0.0, 1 / 3), 1: (0.0, 0.0), 3: (0.0, 0.0)}
    assert [c.row for c in found] == list(scores)
    for candidate in found:
        cosine, maxsim = scores[candidate.row]
        assert (candidate.scores[2], candidate.scores[4]) == pytest.approx((cosine, maxsim), abs=1e-6)
        assert candidate.fused == pytest.approx(cosine + 10 * maxsim, abs=1e-5)


def ranked(*rows: int) -> list[Candidate]:
    """Candidates of these rows, best first."""
    return [Candidate(row, (0.0,) * 5, float(-place), 0.1) for place, row in enumerate(rows)]


@pytest.fixture
def pages(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    """Four articles of two sentences, a passage each: rows 0 and 1, 2 and 3, 4 and 5, 6 and 7."""
    texts = ("One red cat. Two dogs.", "Three red birds. Four fish.", "Five ants. Six bees.", "Seven red cows. Eight.")
    return stored(tmp_path, fake, *(article(text, name) for text, name in zip(texts, "abcd", strict=True)))


def test_the_passages_of_the_best_candidates_are_read_once_each(pages: LocalStore) -> None:
    reader = WordFinder("red")
    found = read(pages, "How many?", ranked(5, 0, 4, 1, 7, 6, 2), reader, passages=2)
    assert reader.given == [
        ("How many?", PassageText("C", "", ("Five ants.", "Six bees."))),
        ("How many?", PassageText("A", "", ("One red cat.", "Two dogs."))),
    ]
    no, yes = Reading(-4.0, 0, 0, 0.0), Reading(4.0, 4, 7, 0.9)
    assert [(c.row, c.reading) for c in found] == [
        (5, no),
        (0, yes),
        (4, no),
        (1, no),
        (7, None),
        (6, None),
        (2, None),
    ]


def test_reading_leaves_order_and_scores_as_they_were(pages: LocalStore) -> None:
    before = ranked(3, 0, 6)
    after = read(pages, "How many?", before, WordFinder("red"))
    assert [(c.row, c.scores, c.fused, c.share) for c in after] == [(c.row, c.scores, c.fused, c.share) for c in before]


@pytest.mark.parametrize(("passages", "count"), [(1, 1), (3, 3), (4, 4), (9, 4)])
def test_at_most_so_many_passages_are_read(pages: LocalStore, passages: int, count: int) -> None:
    reader = WordFinder("red")
    found = read(pages, "How many?", ranked(0, 2, 4, 6, 1, 3, 5, 7), reader, passages)
    assert [passage.title for _, passage in reader.given] == ["A", "B", "C", "D"][:count]
    assert [c.row for c in found if c.reading] == [0, 2, 4, 6][:count] + [1, 3, 5, 7][:count]


def test_a_passage_is_read_after_the_sentence_before_it(tmp_path: Path, fake: BagOfWords) -> None:
    one = article("One cat. Two dogs. Three birds.", "a")
    passages = (Passage(0, 2), Passage(2, 3))
    store = stored(tmp_path, fake, article("Zero.", "0"), SplitDocument(one.document, one.sentences, passages))
    reader = WordFinder("cat")
    read(store, "How many?", ranked(3, 1, 0), reader)
    assert [passage for _, passage in reader.given] == [
        PassageText("A", "Two dogs.", ("Three birds.",)),
        PassageText("A", "", ("One cat.", "Two dogs.")),
        PassageText("0", "", ("Zero.",)),
    ]


def test_nothing_to_read_is_read_as_nothing(pages: LocalStore) -> None:
    assert read(pages, "How many?", [], WordFinder("red")) == []


def test_rank_orders_by_the_sums_and_shares_are_their_softmax() -> None:
    found = rank(ranked(5, 0, 3), np.array([1.0, 3.0, 1.0], dtype=np.float32))
    total = exp(3) + 2 * exp(1)
    assert [(c.row, c.fused) for c in found] == [(0, 3.0), (5, 1.0), (3, 1.0)]
    assert [c.share for c in found] == pytest.approx([exp(3) / total, exp(1) / total, exp(1) / total], abs=1e-6)
