from pathlib import Path

import pytest

from index.documents import Passage
from qa.datasets.reqa import Query, read_reqa
from tests.qa.datasets.small import CANDIDATES, write_reqa


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_reqa(tmp_path)
    return tmp_path


def test_candidates_become_articles_whose_paragraphs_are_passages(data: Path) -> None:
    articles, _ = read_reqa(data)
    assert [a.document.id for a in articles] == ["Old_Fruit", "Sky"]
    assert articles[0].document.title == "Old Fruit"
    assert [a.passages for a in articles] == [(Passage(0, 2), Passage(2, 3))] * 2
    sentences = [(a.document.id, a.document.text[s.start : s.end]) for a in articles for s in a.sentences]
    assert sentences == [(title, sentence) for title, _, sentence in CANDIDATES]


def test_a_question_asked_twice_is_one_with_both_answers(data: Path) -> None:
    _, queries = read_reqa(data)
    assert queries == [
        Query("red wine", frozenset({"Red wine 👩🏽‍🚀."}), test=True),
        Query("red", frozenset({"Green pear.", "Red."}), test=True),
        Query("white moon", frozenset({"Green pear."}), test=True),
        Query("blue sun", frozenset({"White sun."}), test=False),
    ]
