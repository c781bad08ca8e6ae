from pathlib import Path

import pytest

from qa.evaluate.quote_set import Judged, MadeQuote
from qa.evaluate.quotes import NoVectors, fit, judge, measure
from tests.building import article, stored


def judged(truth: str, similarity: float) -> Judged:
    made = MadeQuote("spliced" if truth == "near" else "invented", "q", None, truth, "a")  # type: ignore[arg-type]
    return Judged(made, "near", similarity)


def test_the_threshold_lies_in_the_middle_of_the_gap() -> None:
    quotes = [judged("near", 0.9), judged("near", 0.8), judged("absent", 0.4), judged("absent", 0.1)]
    assert fit(quotes) == pytest.approx(0.6, abs=0.005)


def test_kinds_count_alike_however_many_there_are() -> None:
    # One threshold loses a third of the near ones, the other half of the absent ones.
    quotes = [judged("near", 0.9), judged("near", 0.8), judged("near", 0.5), judged("absent", 0.6), judged("absent", 0)]
    assert fit(quotes) == pytest.approx(0.7, abs=0.005)


def test_quotes_are_judged_by_what_is_said_of_them(tmp_path: Path) -> None:
    store = stored(tmp_path, NoVectors(), article("The mill was built in 1842 by a family of weavers.", "town"))
    quotes = [
        MadeQuote("exact", "built in 1842", None, "exact", "town"),
        MadeQuote("number changed", "The mill was built in 1843 by a family", None, "near", "town", "1842"),
        MadeQuote("name changed", "The mill was built in 1843 by a family of", None, "near", "town", "1842"),
        MadeQuote("invented", "Zebras quarrel in the evening", None, "absent", "town"),
    ]
    assert [(j.verdict, j.named, set(j.lies)) for j in judge(store, quotes)] == [
        ("exact", False, set()),
        ("near", True, {"number"}),
        ("near", False, {"number"}),
        ("absent", False, set()),
    ]


def test_figures_are_shares_of_what_was_made() -> None:
    of = MadeQuote("number changed", "q", None, "near", "a", "1842")
    quotes = [Judged(of, "near", 0.9, True, frozenset({"number"})), Judged(of, "exact", 1.0)]
    figures = {m.name: m.value for m in measure(quotes)}
    assert figures["number changed: called as it is"] == 0.5
    assert figures["number changed: the first change named"] == 0.5
    assert figures["near: precision"] == 1.0
    assert figures["near: recall"] == 0.5
