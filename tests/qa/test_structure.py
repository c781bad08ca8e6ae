from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.documents import About, Block, Document, Passage, SplitDocument
from index.storage.local import LocalStore
from qa.reader import Reading
from qa.retrieve import Candidate
from qa.structure import (
    ANSWERS,
    HEADER,
    HEADING,
    OTHER_SPEAKER,
    OTHER_WORDS,
    SAID,
    asked_above,
    distinct,
    gathered,
    settle,
)
from tests.building import article, stored
from tests.fake_encoder import BagOfWords

REPORT = """# Report

## Opening hours

Daily from ten. Closed in May.

## The dam

Three causes were given:

- Roots.
- A flood.

Nobody was hurt.
"""


@pytest.fixture
def report(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, article(REPORT, markdown=True))


def key_of(store: LocalStore, sentence: str) -> int:
    return [text for _, text in store.texts.each_sentence()].index(sentence)


def texts(store: LocalStore, candidates: Sequence[Candidate]) -> list[str]:
    return [quote.text for quote in store.quotes(np.array([c.key for c in candidates], dtype=np.int64))]


def candidates(store: LocalStore, **weights: float) -> list[Candidate]:
    """Candidates by the first word of their sentences, best first."""
    first = {text.split()[0]: row for row, (_, text) in reversed(list(enumerate(store.texts.each_sentence())))}
    made = [Candidate(first[word], 0, (0.0,) * 6, fused, 0.1) for word, fused in weights.items()]
    return sorted(made, key=lambda c: -c.fused)


def test_plain_prose_stays_as_it_was_ranked(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("One cat. Two dogs. Red birds."))
    given = candidates(store, Two=2.0, One=1.0, Red=0.5)
    assert settle(store, "Which two?", given) == given


def test_a_tables_header_stands_behind_rows_that_are_as_good(tmp_path: Path, fake: BagOfWords) -> None:
    table = "| Town | Mayor |\n|---|---|\n| Brack | Stolz |\n| Harte | Lohse |\n"
    store = stored(tmp_path, fake, article(table, markdown=True))
    found = settle(store, "Who?", candidates(store, Town=5.0, Harte=4.0, Brack=2.0))
    assert [(text[:5], c.fused) for text, c in zip(texts(store, found), found, strict=True)] == [
        ("Harte", 4.0),
        ("Town ", 5.0 - HEADER),
        ("Brack", 2.0),
    ]


def test_a_heading_gives_its_place_to_the_best_below_it(report: LocalStore) -> None:
    given = candidates(report, Opening=9.0, Nobody=2.0, Closed=1.5, Daily=1.0)
    found = settle(report, "When?", given)
    assert texts(report, found) == ["Closed in May.", "Nobody was hurt.", "Daily from ten."]
    assert [c.fused for c in found] == [9.0, 2.0, 1.0]


def test_a_heading_whose_sentences_are_no_candidates_gives_its_place_to_the_first(report: LocalStore) -> None:
    found = settle(report, "When?", candidates(report, Opening=9.0, Nobody=2.0))
    assert texts(report, found) == ["Daily from ten.", "Nobody was hurt."]


@pytest.mark.parametrize(
    ("question", "heading", "lit", "stays"),
    [
        ("What is the application number?", "Your application 25/0417 for a shed", "25/0417", True),
        ("How many members are there?", "Number of members", "Number", False),
        ("What is planned for 2031?", "Plans for 2031", "2031", False),
    ],
)
def test_a_heading_with_a_number_that_was_asked_for_answers_itself(
    tmp_path: Path, fake: BagOfWords, question: str, heading: str, lit: str, stays: bool
) -> None:
    store = stored(tmp_path, fake, article(f"# T\n\n## {heading}\n\nIt was late.\n", markdown=True))
    start = heading.index(lit)
    above = Candidate(key_of(store, heading), 0, (0.0,) * 6, 2.0, 0.5, Reading(1.0, start, start + len(lit), 1.0))
    below = Candidate(key_of(store, "It was late."), 0, (0.0,) * 6, 1.0, 0.5, Reading(0.5, 0, 2, 1.0))
    first = heading if stays else "It was late."
    assert texts(store, settle(store, question, [above, below]))[0] == first
    better = replace(below, reading=Reading(1.5, 0, 2, 1.0))
    assert texts(store, settle(store, question, [above, better]))[0] == "It was late."


def test_a_heading_above_another_gives_its_place_to_a_sentence(tmp_path: Path, fake: BagOfWords) -> None:
    text = "# Visits\n\n## Borrowing\n\n### Dogs inside?\n\nOutside they wait. Cats too.\n\n## Fees\n\nNone at all.\n"
    store = stored(tmp_path, fake, article(text, markdown=True))
    settled = settle(store, "Which?", candidates(store, Borrowing=5.0, Cats=4.0, Dogs=3.0))
    assert texts(store, settled) == ["Cats too."]


def test_what_takes_over_has_the_readers_score_but_its_own_answer(report: LocalStore) -> None:
    heading, below = candidates(report, Opening=9.0, Daily=1.0)
    read = [
        Candidate(heading.key, 0, heading.scores, 9.0, 0.9, Reading(5.0, 0, 7, 0.9)),
        Candidate(below.key, 0, below.scores, 1.0, 0.1, Reading(-1.0, 11, 14, 0.6)),
    ]
    (found,) = settle(report, "When?", read)
    assert (found.key, found.reading) == (below.key, Reading(5.0, 11, 14, 0.6))


@pytest.mark.parametrize(
    ("text", "markdown", "answer"),
    [
        ("Q: May I borrow?\nA: No. Never.\n\nQ: When?\nA: On Monday.", False, "A: No."),
        ("## May I borrow?\n\nNo. Never.\n", True, "No."),
        ("It closed. May I borrow? No. Never.", False, "No."),
    ],
)
def test_a_question_in_the_text_gives_its_place_to_its_answer(
    tmp_path: Path, fake: BagOfWords, text: str, markdown: bool, answer: str
) -> None:
    store = stored(tmp_path, fake, article(text, markdown=markdown))
    asked = next(row for row, (_, t) in enumerate(store.texts.each_sentence()) if "borrow?" in t)
    assert texts(store, settle(store, "May I borrow?", [Candidate(asked, 0, (0.0,) * 6, 1.0, 1.0)])) == [answer]


def test_a_question_that_is_quoted_with_its_speaker_stays(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article('He rose. "Will it close?" Hale asked. "Why?" Nobody knew.'))
    given = [Candidate(row, 0, (0.0,) * 6, float(-row), 0.1) for row in range(store.texts.sentences)]
    assert settle(store, "What did Hale ask?", given) == given


def test_of_copies_the_best_is_kept(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("Fees rose. Trams run.", "a"), article("Fees  rose. Boats too.", "b"))
    given = [Candidate(row, 0, (0.0,) * 6, float(-row), 0.1) for row in range(4)]
    assert [(c.key, c.copies) for c in distinct(store, given)] == [(0, (2,)), (1, ()), (3, ())]


def test_a_heading_that_has_what_the_sentence_lacks_decides(tmp_path: Path, fake: BagOfWords) -> None:
    text = "## Mini\n\nA tyre costs 60 euros.\n\n## Max\n\nA tyre costs 95 euros.\n"
    store = stored(tmp_path, fake, article(text, markdown=True))
    mini, other = key_of(store, "A tyre costs 60 euros."), key_of(store, "A tyre costs 95 euros.")
    given = [Candidate(mini, 0, (0.0,) * 6, 1.0, 0.5), Candidate(other, 1, (0.0,) * 6, 0.9, 0.5)]
    found = settle(store, "What does a tyre for the Max cost?", given)
    # With its heading it has what the other has, and "Max".
    assert [(c.key, c.fused) for c in found] == [(other, pytest.approx(0.9 + HEADING)), (mini, 1.0 - OTHER_WORDS)]


def test_a_question_in_the_text_that_has_what_its_answer_lacks_decides(tmp_path: Path, fake: BagOfWords) -> None:
    text = "What does the bridge cost?\n\nFour million.\n\nWhen does the ferry sail?\n\nDaily at ten.\n"
    store = stored(tmp_path, fake, article(text))
    found = settle(store, "How much does the bridge cost?", candidates(store, Daily=2.0, Four=1.0))
    assert [(quote, c.fused) for quote, c in zip(texts(store, found), found, strict=True)] == [
        ("Four million.", 1.0 + ANSWERS),
        ("Daily at ten.", 2.0),
    ]


def test_who_was_asked_for_speaks_before_others(tmp_path: Path, fake: BagOfWords) -> None:
    text = "Four years. Three years."
    blocks = (Block("speech", 0, 11, speaker="LENA FORD"), Block("speech", 12, 24, speaker="Anna Reyes"))
    one = article(text)
    document = Document("x", About("X"), text, blocks)
    store = stored(tmp_path, fake, SplitDocument(document, one.sentences, (Passage(0, 2),)))
    given = [Candidate(0, 0, (0.0,) * 6, 3.0, 0.5), Candidate(1, 0, (0.0,) * 6, 1.0, 0.5)]
    found = settle(store, "How long, according to Reyes?", given)
    assert [(c.key, c.fused) for c in found] == [(1, 1.0), (0, pytest.approx(3.0 - OTHER_SPEAKER))]
    assert settle(store, "How long?", given) == given


def test_of_what_one_says_what_has_the_questions_words_comes_first(tmp_path: Path, fake: BagOfWords) -> None:
    text = "FORD: I am torn. My ward gains."
    document = Document("x", About("X"), text, (Block("speech", 0, len(text), speaker="FORD"),))
    store = stored(tmp_path, fake, SplitDocument(document, article(text).sentences, (Passage(0, 2),)))
    given = [Candidate(0, 0, (0.0,) * 6, 1.5, 0.5), Candidate(1, 0, (0.0,) * 6, 1.0, 0.5)]
    found = settle(store, "What did Ford say about her ward?", given)
    assert [(c.key, c.fused) for c in found] == [(1, 1.0 + SAID), (0, 1.5)]


@pytest.mark.parametrize(
    ("text", "question", "first"),
    [
        ('A 15" screen hangs in the canteen. A 17" screen hangs in the gym.', "Where does the 17 inch screen hang?", 1),
        ("A windscreen for the Mini costs 410. A windscreen for the Max costs 560.", "A windscreen for the Max?", 1),
        ("Room 12 opens at six. Room 14 opens at ten.", "When does room 12 open?", 0),
        ("Fences may be two metres high. On a hill the limit is three.", "How high may fences be on a hill?", 0),
        ("The red cat sleeps. The blue dog barks.", "What does the blue dog do?", 0),  # they are not alike
    ],
)
def test_of_sentences_that_are_alike_the_one_with_more_of_the_questions_words_comes_first(
    tmp_path: Path, fake: BagOfWords, text: str, question: str, first: int
) -> None:
    store = stored(tmp_path, fake, article(text))
    given = [Candidate(0, 0, (0.0,) * 6, 1.0, 0.5), Candidate(1, 0, (0.0,) * 6, 0.8, 0.5)]
    assert settle(store, question, given)[0].key == first


def test_below_the_same_question_the_first_sentence_answers(tmp_path: Path, fake: BagOfWords) -> None:
    text = "## When are late fees charged?\n\nFrom the third day. The fee is 20 cents.\n"
    store = stored(tmp_path, fake, article(text, markdown=True))
    given = candidates(store, When=3.0, The=2.0, From=1.0)
    assert texts(store, settle(store, "When do late fees start?", given))[0] == "From the third day."
    assert texts(store, settle(store, "How much are late fees?", given))[0] == "The fee is 20 cents."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What are the plans for next year?", True),
        ("What are the plans for this year's summer?", False),
        ("What plans?", False),  # one word may be chance
    ],
)
def test_what_is_asked_may_stand_above(tmp_path: Path, fake: BagOfWords, question: str, expected: bool) -> None:
    store = stored(
        tmp_path, fake, article("# Report\n\n## Plans for next year\n\nTo buy Hollin Fell.\n", markdown=True)
    )
    best = candidates(store, To=1.0)[0]
    assert asked_above(store, question, best) == expected


def test_what_a_question_in_the_text_is_about_may_stand_above_it(tmp_path: Path, fake: BagOfWords) -> None:
    text = "# The library of Brook\n\n**Who runs it?**\n\nSix retired teachers.\n\n**Why?**\n\nFor fun.\n"
    store = stored(tmp_path, fake, article(text, markdown=True))
    six, fun = candidates(store, Six=2.0, For=1.0)
    assert asked_above(store, "Who runs the library?", six)
    assert not asked_above(store, "Who runs the library?", fun)
    assert not asked_above(store, "Who runs the pool?", six)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("It gave three causes. First, roots. Second, a flood. Third, batteries.", 3),
        ("There were reasons. Firstly, roots. It rained. Finally, batteries.", 2),
        ("The panel makes two recommendations. Dams should be inspected. Reports should be published.", 2),
        ("It made 2 urgent recommendations. Dams should be inspected. Reports should be published.", 2),
        ("The panel makes two recommendations. Dams should be inspected. That is all. It rained.", 0),
        ("The team has two captains. They rose.", 0),
        ("Two ships sank. The first was empty. Nobody was hurt.", 0),
    ],
)
def test_what_a_sentence_announces_is_cited_with_it(tmp_path: Path, fake: BagOfWords, text: str, items: int) -> None:
    store = stored(tmp_path, fake, article(text))
    found = gathered(store, "Which?", [Candidate(0, 0, (0.0,) * 6, 1.0, 1.0)])
    assert len(found) == (1 + items)
    assert [c.group for c in found] == ([0] * (1 + items) if items else [None])


def test_a_lead_in_is_cited_with_its_items(report: LocalStore) -> None:
    (lead,) = candidates(report, Three=1.0)
    found = gathered(report, "Why?", [lead])
    assert texts(report, found) == ["Three causes were given:", "Roots.", "A flood."]
    assert {c.group for c in found} == {lead.key}


def test_a_sentence_without_items_stands_for_itself(report: LocalStore) -> None:
    given = candidates(report, Nobody=1.0)
    assert gathered(report, "Who?", given) == given
