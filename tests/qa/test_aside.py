from pathlib import Path

import pytest

from index.documents import About, Document, Passage, Sentence, SplitDocument
from index.errors import DocumentNotFound
from index.storage.local import LocalStore
from qa.answer import CHOOSE, HELP, Detail, Source
from qa.aside import answer_aside
from qa.intent import Meant
from qa.question import Question
from tests.building import stored
from tests.fake_encoder import BagOfWords

AUTHOR = Meant("details", ("author",))


OVERVIEW = Meant("overview")


def written(name: str, author: str | None = None) -> SplitDocument:
    document = Document(name, About(name.upper(), author=author), "Dieter Novak said so.")
    return SplitDocument(document, (Sentence(0, 21),), (Passage(0, 1),))


@pytest.fixture
def two(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, written("a", "Joanna Prell"), written("b"))


@pytest.fixture
def four(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, *(written(name, f"Author of {name}") for name in "abcd"))


def test_talk_brings_a_sentence_of_help_and_cites_nothing(two: LocalStore) -> None:
    answer = answer_aside(two, Question("hi"), Meant("talk"))
    assert (answer.intent, answer.found, answer.verdict, answer.answer) == ("talk", False, "silent", HELP)
    assert (answer.citations, answer.nearest, answer.details, answer.confidence) == ((), (), (), 0.0)


def test_details_come_from_what_is_known_not_from_the_text(two: LocalStore) -> None:
    answer = answer_aside(two, Question("Who wrote this?"), AUTHOR)
    assert (answer.found, answer.verdict, answer.citations) == (False, "silent", ())
    assert answer.details == (
        Detail(Source("a", "A", None), "author", "Joanna Prell"),
        Detail(Source("b", "B", None), "author", None),
    )
    assert answer.answer == "A: author: Joanna Prell\nB: author: not known"


def test_details_are_of_the_chosen_documents(four: LocalStore) -> None:
    answer = answer_aside(four, Question("Who wrote this?", documents=("c",)), AUTHOR)
    assert answer.details == (Detail(Source("c", "C", None), "author", "Author of c"),)
    assert answer.answer == "Author: Author of c"


def test_an_overview_cites_key_sentences_of_each_document(two: LocalStore) -> None:
    answer = answer_aside(two, Question("What are these about?"), OVERVIEW)
    assert (answer.intent, answer.found, answer.verdict, answer.confidence) == ("overview", True, "answers", 1.0)
    assert [(c.number, c.document.id, c.sentence, c.highlight) for c in answer.citations] == [
        (1, "a", "Dieter Novak said so.", None),
        (2, "b", "Dieter Novak said so.", None),
    ]
    assert answer.answer == "Dieter Novak said so. [1] Dieter Novak said so. [2]"


def test_no_more_is_cited_than_was_asked_for(two: LocalStore) -> None:
    answer = answer_aside(two, Question("What are these about?", most=1), OVERVIEW)
    assert [c.document.id for c in answer.citations] == ["a"]


def test_of_many_documents_one_must_be_chosen(four: LocalStore) -> None:
    answer = answer_aside(four, Question("Who wrote this?"), AUTHOR)
    assert (answer.details, answer.answer, answer.intent) == ((), CHOOSE, "details")
    overview = answer_aside(four, Question("What is this about?"), OVERVIEW)
    assert (overview.citations, overview.answer, overview.found) == ((), CHOOSE, False)


def test_a_document_that_is_not_there_is_an_error(two: LocalStore) -> None:
    with pytest.raises(DocumentNotFound):
        answer_aside(two, Question("Who wrote this?", documents=("z",)), AUTHOR)
