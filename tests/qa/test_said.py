from pathlib import Path

import pytest

from index.storage.local import LocalStore
from qa.question import Turn
from qa.retrieve import Candidate
from qa.said import LOOKED_AT, go_on
from tests.building import article, stored
from tests.fake_encoder import BagOfWords

HARBOUR = "The port is shut. Ruth Okafor\nmediates. It reopens on Thursday."
OTHER = "The museum closes in May. Its roof leaks."


@pytest.fixture
def store(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, article(HARBOUR, "harbour"), article(OTHER, "other"))


def ranked(store: LocalStore, *fused: tuple[str, float]) -> list[Candidate]:
    """Candidates for the sentences that begin so."""
    texts = [text for _, text in store.texts.each_sentence()]
    keys = [next(n for n, text in enumerate(texts) if text.startswith(begin)) for begin, _ in fused]
    return [Candidate(key, 0, (), score, 0.0) for key, (_, score) in zip(keys, fused, strict=True)]


def order(store: LocalStore, candidates: list[Candidate]) -> list[str]:
    texts = [text for _, text in store.texts.each_sentence()]
    return [texts[candidate.key].split()[0] for candidate in candidates]


def test_a_sentence_that_was_an_answer_gives_way_and_so_do_other_documents(store: LocalStore) -> None:
    candidates = ranked(store, ("Ruth", 3.0), ("The museum", 2.9), ("It reopens", 2.5), ("The port", 1.75))
    found = go_on(store, candidates, (Turn("Who mediates?", "Ruth Okafor mediates. [1]"),))
    assert order(store, found) == ["It", "The", "The", "Ruth"]
    assert [candidate.fused for candidate in found] == pytest.approx([2.5, 2.9 - 1, 1.75, 3.0 - 1.5])


def test_a_sentence_that_answers_far_better_stays_though_it_was_said(store: LocalStore) -> None:
    candidates = ranked(store, ("Ruth", 5.0), ("It reopens", 3.4))
    assert order(store, go_on(store, candidates, (Turn("Who?", "Ruth Okafor mediates."),))) == ["Ruth", "It"]


@pytest.mark.parametrize("turns", [(), (Turn("Who?"),), (Turn("Who?", ""),), (Turn("Who?", "Nobody knows."),)])
def test_without_an_answer_among_the_candidates_they_stay(store: LocalStore, turns: tuple[Turn, ...]) -> None:
    candidates = ranked(store, ("Ruth", 3.0), ("The museum", 2.9))
    assert go_on(store, candidates, turns) == candidates


def test_only_the_best_are_looked_at(store: LocalStore) -> None:
    candidates = ranked(store, *[("The museum", 3.0)] * LOOKED_AT, ("It reopens", 2.5))
    (*_, last) = go_on(store, candidates, (Turn("Who?", "The museum closes in May. It reopens on Thursday."),))
    assert last.fused == pytest.approx(2.5 - 1)  # as one of another document
