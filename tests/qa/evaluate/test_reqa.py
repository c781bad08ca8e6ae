import json
from pathlib import Path

import pytest

from qa.evaluate.corpus import RememberingEncoder
from qa.evaluate.reqa import measure_reqa
from qa.fitted import Fusion, Logistic, Way
from qa.reader import PassageReader
from tests.fake_reader import WordFinder
from tests.qa.conftest import Ship, by_hand
from tests.qa.datasets.small import write_reqa

BY_HAND = by_hand(
    Way(Fusion((0.0, 0.0, 0.0, 0.0, 1.0, 0.0)), Fusion((1.0, 1.0, 0.0)), Logistic(0.0, (0.0,) * 6), 0.5, 0.5, 0.5),
    Way(Fusion((0.0, 0.0, 1.0, 0.0, 0.0, 0.0)), None, Logistic(0.0, (0.0,) * 5), 0.5, 0.5, 0.5),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_reqa(tmp_path)
    return tmp_path


def test_ranks_are_those_worked_out_by_hand(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(BY_HAND)
    measures = {m.name: m for m in measure_reqa(data, remembering, None)}
    # By the sentence's cosine alone, all six sentences candidates of every question:
    # "red wine"    "Red wine." 1, "Red." twice .71, the rest 0: rank 1.
    # "red"         "Red." twice 1: ranks 1 and 2 are shared, rank 1.5, better than any of "Green pear.".
    # "white moon"  "White sun." and "Blue blue moon." .5 share 1.5; the other four share ranks 3 to 6: 4.5.
    # "blue sun" is not on a test article and is not asked.
    test = [1, 1.5, 4.5]
    for part in ("+ vectors", "+ late interaction", "as users are answered"):
        measure = measures[f"ReQA test articles: {part}, MRR"]
        assert measure.value == pytest.approx(sum(1 / r for r in test) / 3)
        assert measure.n == 3
    # Without weight all six share ranks 1 to 6: 3.5.
    for part in ("BM25", "BM25 and its passage's"):
        assert measures[f"ReQA test articles: {part}, MRR"].value == pytest.approx(1 / 3.5)
    assert measures["ReQA test articles: as users are answered, R@1"].value == pytest.approx(1 / 3)
    assert measures["ReQA test articles: as users are answered, R@5"].value == 1


def test_ranks_with_late_interaction_and_reader_are_those_worked_out_by_hand(
    data: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    measures = {m.name: m for m in measure_reqa(data, remembering, WordFinder("pear"))}
    # By MaxSim alone, the sentences' letters being r; r, w; g, p; r; b, m; w, s:
    # "red wine"    "Red wine." 1, "Red." twice and "White sun." .5: rank 1.
    # "red"         "Red." twice and "Red wine." share ranks 1 to 3: 2.
    # "white moon"  .5 for three that share ranks 1 to 3; "Green pear." and "Red." twice share 4 to 6: 5.
    assert measures["ReQA test articles: + late interaction, MRR"].value == pytest.approx((1 + 1 / 2 + 1 / 5) / 3)
    # The others' weights are nought: all six share ranks 1 to 6.
    for part in ("BM25", "BM25 and its passage's", "+ vectors"):
        assert measures[f"ReQA test articles: {part}, MRR"].value == pytest.approx(1 / 3.5)
    # All four passages are read: "Green pear." comes first in each, "Red wine." then second.
    assert measures["ReQA test articles: as users are answered, MRR"].value == pytest.approx((1 / 2 + 1 + 1) / 3)


def test_so_many_questions_are_asked_as_are_wanted(data: Path, remembering: RememberingEncoder, ship: Ship) -> None:
    ship(BY_HAND)
    assert {m.n for m in measure_reqa(data, remembering, None, most=2)} == {2}


PARTS = ["BM25", "BM25 and its passage's", "+ vectors", "+ late interaction"]


@pytest.mark.parametrize("reader", [None, WordFinder("pear")])
def test_every_part_is_measured_and_the_whole_in_full(
    data: Path, remembering: RememberingEncoder, ship: Ship, reader: PassageReader | None
) -> None:
    ship(BY_HAND)
    assert [m.name for m in measure_reqa(data, remembering, reader)] == [
        *(f"ReQA test articles: {part}, MRR" for part in PARTS),
        *(f"ReQA test articles: as users are answered, {what}" for what in ("MRR", "R@1", "R@5", "R@10")),
    ]


def test_a_right_sentence_that_was_not_retrieved_shares_the_ranks_left(
    tmp_path: Path, remembering: RememberingEncoder, ship: Ship
) -> None:
    ship(BY_HAND)
    (tmp_path / "reqa").mkdir()
    (tmp_path / "squad").mkdir()
    # 200 sentences in paragraphs of their own that are like the question, one that is right and is not.
    rows = [{"title": "T", "paragraph_id": n, "sentence": f"Red number{n}."} for n in range(200)]
    rows.append({"title": "T", "paragraph_id": 200, "sentence": "Blue."})
    query = {"question": "red", "answer_sentence": "Blue.", "paragraph_id": 200}
    (tmp_path / "reqa/reqa_squad_dev_candidates.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "reqa/reqa_squad_dev_queries.jsonl").write_text(json.dumps(query))
    (tmp_path / "squad/test-articles.txt").write_text("T")
    measures = {m.name: m for m in measure_reqa(tmp_path, remembering, None)}
    # The four searches bring between 100 and 150 of the 200; the rest, to 201, share a mean rank above 150.
    for part in (*PARTS, "as users are answered"):
        assert 1 / 201 < measures[f"ReQA test articles: {part}, MRR"].value <= 1 / ((101 + 201) / 2)
