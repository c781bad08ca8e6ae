from pathlib import Path

import pytest

from index.networks.sentencepieces import SentencePieces
from index.networks.wordpieces import Pieces, WordPieces, word_pieces
from qa.datasets.squad import Article, Asked, Paragraph
from qa.train import negatives
from qa.train.layouts import ArticlePieces, PassagePieces, Placed, cut_article
from qa.train.negatives import Task, mine
from tests.index.networks.tiny import tiny_tokenizer
from tests.qa.train.tiny import TinyLate

# A passage of its own for each paragraph, which is long; the words that the questions share are in the first sentence.
FILLING = "cat " * 110 + "."
WORDS = ["red green blue", "red green", "red", "white", "green blue"]
QUESTIONS = [
    (Asked("red green blue", ((0, 3),)),),
    (),
    (Asked("red", ((0, 3),)), Asked("green blue white", ())),
    (),
    (Asked("blue", ((0, 5),)),),
]
PARAGRAPHS = tuple(Paragraph(f"{words}. {FILLING}", asked) for words, asked in zip(WORDS, QUESTIONS, strict=True))


@pytest.fixture(scope="module")
def wordpieces() -> WordPieces:
    return word_pieces()


@pytest.fixture
def article(wordpieces: WordPieces) -> ArticlePieces:
    return cut_article(Article("colours", PARAGRAPHS), wordpieces)


def test_the_passages_with_most_of_the_question_come_first(article: ArticlePieces, wordpieces: WordPieces) -> None:
    found = {t.text: t for t in mine(TinyLate(), [article], wordpieces)}
    assert list(found) == ["red green blue", "red", "blue", "green blue white"]
    # By colours shared: of the first's, two in the second and the last, one in the third, none in the fourth.
    first = found["red green blue"]
    assert first.gold == (0, article.passages[0].answered[0])
    assert (set(first.others[:2]), first.others[2:]) == ({1, 4}, [2, 3])
    assert set(found["red"].others[:2]) == {0, 1}
    assert found["blue"].others[0] == 0
    # Asked on the third without an answer: that comes first, then those with two of its colours.
    silent = found["green blue white"]
    assert (silent.gold, silent.others[0]) == (None, 2)
    assert set(silent.others[1:3]) == {0, 4}


def test_only_so_many_passages_are_kept(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = mine(TinyLate(), [article], wordpieces)
    monkeypatch.setattr(negatives, "DEPTH", 2)
    after = mine(TinyLate(), [article], wordpieces)
    assert [t.others for t in after] == [t.others[:2] for t in before]


@pytest.mark.parametrize("chunk", [1, 3])
def test_questions_are_scored_alike_whatever_is_padded_together(
    article: ArticlePieces, wordpieces: WordPieces, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    before = mine(TinyLate(), [article], wordpieces)
    monkeypatch.setattr(negatives, "CHUNK", chunk)
    assert mine(TinyLate(), [article], wordpieces) == before


def test_passages_that_are_too_long_are_left_out(article: ArticlePieces, wordpieces: WordPieces) -> None:
    (cat,) = wordpieces.cut(["cat " * 290])
    article.passages[0].sentences.append(cat)
    found = {t.text: t for t in mine(TinyLate(), [article], wordpieces)}
    assert list(found) == ["red", "blue", "green blue white"]
    assert [0 in t.others for t in found.values()] == [False] * 3


def test_a_task_names_its_article(article: ArticlePieces, wordpieces: WordPieces) -> None:
    empty = cut_article(Article("empty", PARAGRAPHS[1:2]), wordpieces)
    one = cut_article(Article("one", PARAGRAPHS[4:]), wordpieces)
    assert mine(TinyLate(), [empty, one], wordpieces) == [Task(1, "blue", (0, one.passages[0].answered[0]), [])]


def test_passages_are_ranked_by_the_pieces_they_share_with_the_question(tmp_path: Path) -> None:
    pieces = SentencePieces(tiny_tokenizer(tmp_path))
    texts = ["Anna sang old list.", "Rome.", "Anna spoke.", "News a b."]
    passages = [
        PassagePieces(
            Pieces([], []), None, pieces.cut([text]), [Placed("Who spoke in old Rome", (0,), None)] if i == 1 else []
        )
        for i, text in enumerate(texts)
    ]
    article = ArticlePieces("news", passages, [("Anna sang", [3])])
    answered, silent = negatives.mine_by_words([article], pieces)
    # Of "spoke", "old" each once in one passage, the shorter passage first; then the one that shares nothing.
    assert (answered.gold, answered.others) == ((1, passages[1].answered[0]), [2, 0, 3])
    # Asked on the fourth without an answer; then what shares two pieces, and one.
    assert (silent.gold, silent.others) == (None, [3, 0, 2, 1])
