from pathlib import Path

import numpy as np
import pytest

from index.documents import PassageText
from index.storage.local import LocalStore
from qa.reader import Reading
from qa.rows import cells_of, has_rows, in_words, rows_among, without
from tests.building import article, stored
from tests.fake_encoder import BagOfWords

HEADER, ROW = "Town\tInhabitants\tMayor", "Brack\t8300\tUwe Stolz"

TOWNS = """# Towns

They grew:

| Town | Inhabitants |
|---|---|
| Brack | 8300 |
| Harte | 3150 |

Nobody knows why.
"""


@pytest.fixture
def towns(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    """Keys: 0 the title, 1 the lead-in, 2 the header, 3 and 4 the rows, 5 the last sentence."""
    return stored(tmp_path, fake, article(TOWNS, markdown=True))


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("Brack\t8300\tUwe Stolz", ["Brack", "8300", "Uwe Stolz"]),
        ("| Brack | 8300 |  |", ["Brack", "8300"]),
        ("Brack   8300   Uwe Stolz", ["Brack", "8300", "Uwe Stolz"]),
        ("Brack\t\t8300\t", ["Brack", "", "8300"]),
        ("\t2024\t2025", ["", "2024", "2025"]),
        ("Brack |  | 8300", ["Brack", "", "8300"]),
    ],
)
def test_the_cells_of_a_row(row: str, cells: list[str]) -> None:
    assert [row[start:end] for start, end in cells_of(row)] == cells


def test_a_row_is_said_with_the_names_of_its_columns() -> None:
    row = in_words(HEADER, ROW)
    assert row is not None
    assert row.told == "Town: Brack – Inhabitants: 8300, Mayor: Uwe Stolz"
    shorter = in_words(HEADER, "Brack\t8300")
    assert shorter is not None
    assert shorter.told == "Town: Brack – Inhabitants: 8300"
    gap = in_words(HEADER, "Brack\t\tUwe Stolz")
    assert gap is not None
    assert gap.told == "Town: Brack – Mayor: Uwe Stolz"
    aligned = in_words(HEADER, "Brack\t\t8300\t\tUwe Stolz")
    assert aligned is not None
    assert aligned.told == row.told
    unnamed = in_words("\t2024\t2025", "Schools\t4120\t4380")
    assert unnamed is not None
    assert unnamed.told == "Schools – 2024: 4120, 2025: 4380"
    assert in_words(HEADER, "Brack\t8300\tUwe Stolz\tIvrea") is None
    assert in_words("Towns", "Brack") is None


@pytest.mark.parametrize(
    ("answer", "lit"),
    [
        ("Uwe Stolz", "Uwe Stolz"),
        ("Stolz", "Stolz"),
        ("8300, Mayor: Uwe", "8300"),  # of an answer in two cells the first
        ("Mayor", ""),
    ],
)
def test_an_answer_is_found_again_in_the_row(answer: str, lit: str) -> None:
    row = in_words(HEADER, ROW)
    assert row is not None
    start = row.told.index(answer)
    found = row.back(Reading(2.5, start, start + len(answer), 0.75))
    assert ROW[found.start : found.end] == lit
    assert (found.score, found.certainty) == (2.5, 0.75)


def test_rows_are_told_from_the_rest_of_a_passage(towns: LocalStore) -> None:
    (passage,) = towns.passages(np.array([4]))
    rows = rows_among(towns, passage.keys)
    title = passage.text.title
    assert {key: row.text() for key, row in rows.items()} == {
        3: PassageText(title, "", ("Town: Brack – Inhabitants: 8300",)),
        4: PassageText(title, "", ("Town: Harte – Inhabitants: 3150",)),
    }
    rest = without(passage, rows)
    assert rest.keys == (0, 1, 2, 5)
    assert rest.text == PassageText(title, "", ("Towns", "They grew:", "Town | Inhabitants |", "Nobody knows why."))


def test_a_passage_may_have_rows_where_something_parts_cells(
    tmp_path: Path, fake: BagOfWords, towns: LocalStore
) -> None:
    store = stored(tmp_path / "other", fake, article("One cat. Two dogs."))
    assert [has_rows(s.passages(np.array([0]))[0]) for s in (store, towns)] == [False, True]
