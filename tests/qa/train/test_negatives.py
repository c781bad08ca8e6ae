from pathlib import Path

import pytest

from index.networks.sentencepieces import SentencePieces
from qa.train import negatives
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.negatives import mine
from tests.index.networks.tiny import tiny_tokenizer

TEXTS = ["Anna sang old list.", "Rome.", "Anna spoke.", "News a b."]
ASKED = Placed("Who spoke in old Rome", (0,), None)


@pytest.fixture
def pieces(tmp_path: Path) -> SentencePieces:
    return SentencePieces(tiny_tokenizer(tmp_path))


def passage(pieces: SentencePieces, text: str, *answered: Placed) -> PassagePieces:
    return PassagePieces(pieces.cut([text]), list(answered))


@pytest.fixture
def article(pieces: SentencePieces) -> ArticlePieces:
    """Four passages, the second with a question; another is asked on the fourth, which has no answer."""
    passages = [passage(pieces, text, *([ASKED] if i == 1 else [])) for i, text in enumerate(TEXTS)]
    return ArticlePieces("news", passages, [("Anna sang", [3])])


def test_passages_are_ranked_by_the_pieces_they_share_with_the_question(
    article: ArticlePieces, pieces: SentencePieces
) -> None:
    answered, silent = mine([article], pieces)
    # Of "spoke", "old" each once in one passage, the shorter passage first; then the one that shares nothing.
    assert (answered.gold, answered.others) == ((1, ASKED), [2, 0, 3])
    # Asked on the fourth without an answer; then what shares two pieces, and one.
    assert (silent.gold, silent.others) == (None, [3, 0, 2, 1])


def test_only_so_many_passages_are_kept(
    article: ArticlePieces, pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(negatives, "DEPTH", 2)
    assert [task.others for task in mine([article], pieces)] == [[2, 0], [3, 0]]


def test_passages_that_are_too_long_are_left_out(article: ArticlePieces, pieces: SentencePieces) -> None:
    article.passages[0].sentences.extend(pieces.cut(["a " * 290]))
    assert [task.others for task in mine([article], pieces)] == [[2, 3], [3, 2, 1]]
    article.passages[1].sentences.extend(pieces.cut(["a " * 290]))
    assert [task.text for task in mine([article], pieces)] == ["Anna sang"]


def test_a_task_names_its_article(article: ArticlePieces, pieces: SentencePieces) -> None:
    empty = ArticlePieces("empty", [passage(pieces, "Rome.")], [])
    one = ArticlePieces("one", [passage(pieces, "Rome.", ASKED)], [])
    assert [(task.article, task.gold) for task in mine([empty, one], pieces)] == [(1, (0, ASKED))]
