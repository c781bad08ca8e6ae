from pathlib import Path

import numpy as np
import pytest

from index.storage.local import LocalStore
from qa.ask import Asker, Ways
from qa.question import Question
from qa.reader import Reading
from qa.retrieve import Candidate
from qa.versions import LOOKED_AT, own_version, put_first
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.fake_reader import WordFinder
from tests.qa.test_ask import IN_ANY, READ

OWN, OTHER = (0.0,) * 5 + (1.0,), (0.0,) * 6


@pytest.fixture
def library(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    """Names and numbers stand for what two languages share. English has the keys 0 to 2, French 3 to 5."""
    english = article("Anna Reyes Ida 2019 Oslo built. Boris Kern 1998 Rome. Rex Bell 2019.", "en", language="en")
    french = article("Anna Reyes Ida 2019 Oslo fit. Boris Kern 1998 Lima. Zoe Funk 40.", "fr", language="fr")
    return stored(tmp_path, fake, english, french)


def candidates(*keys: int, own: range = range(3)) -> list[Candidate]:
    """Best first; those in the question's own language are given."""
    places = enumerate(keys)
    return [Candidate(k, k, OWN if k in own else OTHER, float(-p), 0.5 / (p + 1)) for p, k in places]


@pytest.mark.parametrize(
    ("found", "version"),
    [
        ((3, 4, 1, 0, 2), 0),  # five words of six
        ((3, 0), 0),
        ((3, 1, 2), None),  # the nearest of what was found is not near
        ((4, 1), None),  # nor are three of four: another city
        ((0, 3), None),  # it is in the question's own language
        ((3, 4, 5), None),  # nothing else is
        ((3,), None),
    ],
)
def test_the_version_in_the_questions_language_is_found(
    library: LocalStore, found: tuple[int, ...], version: int | None
) -> None:
    own = own_version(library, candidates(*found))
    assert (own.key if own else None) == version


def test_what_another_sentence_of_its_document_says_is_no_version(tmp_path: Path, fake: BagOfWords) -> None:
    english = article("Anna Reyes built 2019 Oslo Opera.", "en", language="en")
    french = article("Anna Reyes 2019 Oslo Opera Kern. Anna Reyes 2019 Oslo Opera.", "fr", language="fr")
    store = stored(tmp_path, fake, english, french)
    assert own_version(store, candidates(2, 1, 0, own=range(1))) == candidates(2, 1, 0, own=range(1))[2]
    assert own_version(store, candidates(1, 2, 0, own=range(1))) is None


def test_only_the_best_are_looked_at(library: LocalStore) -> None:
    found = [*candidates(3), *candidates(*[4] * LOOKED_AT), *candidates(0)]
    assert own_version(library, found) is None
    assert own_version(library, found[2:]) is None
    assert own_version(library, [found[0], *found[3:]]) == found[-1]


def test_it_comes_first_and_counts_as_much_as_the_best() -> None:
    best, between, version = candidates(3, 4, 0)
    assert put_first([best, between, version], version) == [
        Candidate(0, 0, OWN, best.fused, best.share),
        best,
        between,
    ]


def test_the_questions_own_language_is_cited_first_and_read(library: LocalStore, fake: BagOfWords) -> None:
    reader = WordFinder("fit")
    weighed = Asker(fake, reader, Ways(READ, IN_ANY)).weigh(library, Question("Who built it in Oslo?", language="en"))
    texts = [quote.text for quote in library.quotes(np.array([c.key for c in weighed.candidates[:2]]))]
    assert texts == ["Anna Reyes Ida 2019 Oslo built.", "Anna Reyes Ida 2019 Oslo fit."]
    assert weighed.candidates[0].reading == Reading(-4.0, 0, 0, 0.0)


def test_a_version_that_was_not_among_the_passages_read_is_read_then(tmp_path: Path, fake: BagOfWords) -> None:
    nearer = [article(f"Who built it in Oslo {n}.", f"fr-{n}", language="fr") for n in range(3)]
    french = article("Anna Reyes Ida 2019 Oslo fit.", "fr-3", language="fr")
    english = article("Anna Reyes Ida Kern Bell 2019 Oslo fit.", "en", language="en")
    store = stored(tmp_path, fake, *nearer, french, english)
    reader = WordFinder("fit")
    weighed = Asker(fake, reader, Ways(READ, IN_ANY)).weigh(store, Question("Who built it in Oslo?", language="en"))
    first, second = store.quotes(np.array([c.key for c in weighed.candidates[:2]]))
    assert (first.text, second.text) == ("Anna Reyes Ida Kern Bell 2019 Oslo fit.", "Anna Reyes Ida 2019 Oslo fit.")
    read = [passage.sentences for _, passage in reader.given]
    assert read.index(("Anna Reyes Ida Kern Bell 2019 Oslo fit.",)) == 4  # behind the four passages
    assert weighed.candidates[0].reading == Reading(4.0, 35, 38, 0.9)
