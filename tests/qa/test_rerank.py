from dataclasses import replace
from math import exp
from pathlib import Path

import numpy as np
import pytest

from index.documents import Passage, PassageText, SplitDocument
from index.storage.local import LocalStore
from qa.fitted import Fusion
from qa.reader import Reading
from qa.rerank import ROWS, inputs, read, rerank
from qa.retrieve import Candidate
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.fake_reader import WordFinder

SCORES = (0.5, 0.25, 0.75, 0.125, 0.625, 1.0)
READ = [
    Candidate(5, 2, SCORES, fused=8.0, share=0.4, reading=Reading(1.5, 2, 6, 0.7)),
    Candidate(2, 1, (0.0,) * 6, fused=6.0, share=0.3, reading=Reading(-0.5, 0, 3, 0.2)),
    Candidate(7, 3, (0.0,) * 6, fused=5.0, share=0.2),
]


def ranked(store: LocalStore, *keys: int) -> list[Candidate]:
    """Candidates of these keys, best first."""
    passages = store.texts.passage_of(np.array(keys)).tolist()
    places = enumerate(zip(keys, passages, strict=True))
    return [Candidate(key, passage, (0.0,) * 6, float(-place), 0.1) for place, (key, passage) in places]


@pytest.fixture
def pages(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    """Four articles of two sentences, a passage each: keys 0 and 1, 2 and 3, 4 and 5, 6 and 7."""
    texts = ("One red cat. Two dogs.", "Three red birds. Four fish.", "Five ants. Six bees.", "Seven red cows. Eight.")
    return stored(tmp_path, fake, *(article(text, name) for text, name in zip(texts, "abcd", strict=True)))


def test_the_passages_of_the_best_candidates_are_read_once_each(pages: LocalStore) -> None:
    reader = WordFinder("red")
    found = read(pages, "How many?", ranked(pages, 5, 0, 4, 1, 7, 6, 2), reader, passages=2)
    assert reader.given == [
        ("How many?", PassageText("C", "", ("Five ants.", "Six bees."))),
        ("How many?", PassageText("A", "", ("One red cat.", "Two dogs."))),
    ]
    no, yes = Reading(-4.0, 0, 0, 0.0), Reading(4.0, 4, 7, 0.9)
    assert [(c.key, c.reading) for c in found] == [
        (5, no),
        (0, yes),
        (4, no),
        (1, no),
        (7, None),
        (6, None),
        (2, None),
    ]


def test_a_question_is_read_with_the_capitals_of_the_texts(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("Then Ann met Bob. All left."), article("So Cleo said. She stayed.", "b"))
    reader = WordFinder("met")
    read(store, "did bob meet cleo or ann?", ranked(store, 0, 2), reader)
    assert {question for question, _ in reader.given} == {"did Bob meet Cleo or Ann?"}


def test_reading_leaves_order_and_scores_as_they_were(pages: LocalStore) -> None:
    before = ranked(pages, 3, 0, 6)
    after = read(pages, "How many?", before, WordFinder("red"))
    assert [(c.key, c.scores, c.fused, c.share) for c in after] == [(c.key, c.scores, c.fused, c.share) for c in before]


@pytest.mark.parametrize(("passages", "count"), [(1, 1), (3, 3), (4, 4), (9, 4)])
def test_at_most_so_many_passages_are_read(pages: LocalStore, passages: int, count: int) -> None:
    reader = WordFinder("red")
    found = read(pages, "How many?", ranked(pages, 0, 2, 4, 6, 1, 3, 5, 7), reader, passages)
    assert [passage.title for _, passage in reader.given] == ["A", "B", "C", "D"][:count]
    assert [c.key for c in found if c.reading] == [0, 2, 4, 6][:count] + [1, 3, 5, 7][:count]


@pytest.mark.parametrize(("first", "titles"), [(0.85, "AB"), (0.84, "ABCD")])
def test_no_more_is_read_where_two_passages_hold_nearly_all_of_the_share(
    pages: LocalStore, first: float, titles: str
) -> None:
    """The second passage holds .1."""
    reader = WordFinder("red")
    candidates = ranked(pages, 0, 2, 4, 6)
    found = read(pages, "How many?", [replace(candidates[0], share=first), *candidates[1:]], reader)
    assert [passage.title for _, passage in reader.given] == list(titles)
    assert [c.reading is not None for c in found] == [c.key < 2 * len(titles) for c in found]


def test_a_passage_is_read_after_the_sentence_before_it(tmp_path: Path, fake: BagOfWords) -> None:
    one = article("One cat. Two dogs. Three birds.", "a")
    passages = (Passage(0, 2), Passage(2, 3))
    store = stored(tmp_path, fake, article("Zero.", "0"), SplitDocument(one.document, one.sentences, passages))
    reader = WordFinder("cat")
    read(store, "How many?", ranked(store, 3, 1, 0), reader)
    assert [passage for _, passage in reader.given] == [
        PassageText("A", "Two dogs.", ("Three birds.",)),
        PassageText("A", "", ("One cat.", "Two dogs.")),
        PassageText("0", "", ("Zero.",)),
    ]


TOWNS = "# Towns\n\n| Town | Inhabitants |\n|---|---|\n| Brack | 8300 |\n| Red Hill | 3150 |\n"


def test_of_a_table_each_row_near_is_read_by_itself(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article(TOWNS, markdown=True))  # keys: title, header, Brack, Red Hill
    reader = WordFinder("Red")
    found = read(store, "Where?", ranked(store, 3, 0), reader)
    title = store.documents()[0].title
    assert [passage for _, passage in reader.given] == [
        PassageText(title, "", ("Towns", "Town | Inhabitants |")),
        PassageText(title, "", ("Town: Red Hill – Inhabitants: 3150",)),
    ]
    assert [(c.key, c.reading) for c in found] == [(3, Reading(4.0, 0, 3, 0.9)), (0, Reading(-4.0, 0, 0, 0.0))]


def test_rows_that_are_not_near_are_not_read(tmp_path: Path, fake: BagOfWords) -> None:
    others = article(" ".join(f"Number {n} stands." for n in range(ROWS)), "a")
    one = article(TOWNS, "b", markdown=True)
    table = SplitDocument(one.document, one.sentences, (Passage(0, 2), Passage(2, 4)))
    store = stored(tmp_path, fake, others, table)
    reader = WordFinder("Red")
    found = read(store, "Where?", ranked(store, *range(ROWS), ROWS + 3), reader)
    assert [len(passage.sentences) for _, passage in reader.given] == [ROWS]
    assert found[-1].reading is None


def test_nothing_to_read_is_read_as_nothing(pages: LocalStore) -> None:
    assert read(pages, "How many?", [], WordFinder("red")) == []


def test_the_inputs_are_the_fused_score_the_readers_and_whether_it_read() -> None:
    assert inputs(READ).tolist() == [[8.0, 1.5, 1.0], [6.0, -0.5, 1.0], [5.0, 0.0, 0.0]]


def test_a_reading_ranks_the_candidates_anew_and_shares_are_the_softmax() -> None:
    found = rerank(READ, Fusion((1.0, 2.0, -4.0)))
    # 8 + 2 * 1.5 - 4 = 7; 6 - 2 * .5 - 4 = 1; 5, not read.
    assert [(c.key, c.fused) for c in found] == [(5, 7.0), (7, 5.0), (2, 1.0)]
    total = exp(7) + exp(5) + exp(1)
    assert [c.share for c in found] == pytest.approx([exp(7) / total, exp(5) / total, exp(1) / total], abs=1e-6)
    assert [c.reading for c in found] == [READ[0].reading, None, READ[1].reading]
    assert [c.scores for c in found] == [SCORES, (0.0,) * 6, (0.0,) * 6]


def test_candidates_that_come_out_equal_stay_in_their_order() -> None:
    assert [c.key for c in rerank(READ, Fusion((0.0, 0.0, 0.0)))] == [5, 2, 7]
