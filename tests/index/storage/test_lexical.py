import json
from collections.abc import Sequence
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import pytest

from index.storage import lexical
from index.storage.lexical import BM25, K1, B, LexicalIndex, tokenize
from tests.index.by_hand import bm25, shares

TEXTS = [
    "The cat sat on the mat.",
    "A dog chased the cat; the cat ran.",
    "Birds sing.",
    "The and of.",
    "Zelenskiy’s café reopened in Zürich",
]


def index(folder: Path, *texts: str, languages: Sequence[str | None] = ()) -> BM25:
    """The scores of texts in one index."""
    built = LexicalIndex.build(texts, folder, languages or ["en"] * len(texts))
    return BM25([built], [None], languages or ["en"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The cats are running", ["cat", "run"]),
        ("Café CAFÉ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("Straße ＦＵＬＬ ﬁne", ["strass", "full", "fine"]),
        ("Who, what and why is it?", []),
        ("1,000 troops in 2022", ["1", "000", "troop", "2022"]),
        ("Zelenskiy’s", ["zelenskiy", "s"]),
        ("Москва 你好", ["москва", "你好"]),
        ("", []),
        ("… — !", []),
    ],
)
def test_words_are_folded_stemmed_and_without_stop_words(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


def test_a_score_is_bm25_divided_by_the_idf_of_the_question(tmp_path: Path) -> None:
    assert (K1, B) == (0.9, 0.4)
    three = index(tmp_path, "cat mat", "cat cat dog run", "bird")
    # Lengths 2, 4 and 1: the mean is 7 / 3. Of the three texts two have "cat", one has "dog".
    cat, dog = log(1 + (3 - 2 + 0.5) / (2 + 0.5)), log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    first = cat * 1 / (1 + 0.9 * (1 - 0.4 + 0.4 * 2 / (7 / 3)))
    second_cat = cat * 2 / (2 + 0.9 * (1 - 0.4 + 0.4 * 4 / (7 / 3)))
    second_dog = dog * 1 / (1 + 0.9 * (1 - 0.4 + 0.4 * 4 / (7 / 3)))
    bound = cat + dog
    assert three.scores("Which cats and dogs?") == pytest.approx(
        [first / bound, (second_cat + second_dog) / bound, 0], abs=1e-6
    )


def test_a_word_that_no_text_has_counts_in_the_bound(tmp_path: Path) -> None:
    two = index(tmp_path, "cat mat", "bird song")
    cat, unseen = log(1 + (2 - 1 + 0.5) / (1 + 0.5)), log(1 + (2 - 0 + 0.5) / (0 + 0.5))
    share = 1 / (1 + 0.9 * (1 - 0.4 + 0.4 * 2 / 2))
    assert two.scores("cat") == pytest.approx([cat * share / cat, 0], abs=1e-6)
    assert two.scores("cat zebra") == pytest.approx([cat * share / (cat + unseen), 0], abs=1e-6)


@pytest.mark.parametrize("question", ["cat", "the cat and the dog", "cat cat mat", "reopened CAFE", "bird zebra cat"])
def test_scores_agree_with_the_formula_for_every_text(tmp_path: Path, question: str) -> None:
    assert index(tmp_path, *TEXTS).scores(question) == pytest.approx(bm25(question, TEXTS), abs=1e-6)


@pytest.mark.parametrize("question", ["", "Who is it?", "zebra", "???"])
def test_a_question_without_known_words_scores_nothing(tmp_path: Path, question: str) -> None:
    assert index(tmp_path, *TEXTS).scores(question).tolist() == [0.0] * len(TEXTS)


def test_scores_stay_below_one(tmp_path: Path) -> None:
    two = index(tmp_path, "cat " * 1000, "dog")
    assert 0.99 < float(two.scores("cat")[0]) < 1


@pytest.mark.parametrize("texts", [["The and of."], ["Who is it?", "That is this."]])
def test_texts_of_stop_words_alone_score_nothing(tmp_path: Path, texts: list[str]) -> None:
    assert index(tmp_path, *texts).scores("cat").tolist() == [0.0] * len(texts)


def test_an_index_opened_again_scores_as_before(tmp_path: Path) -> None:
    built, opened = index(tmp_path, *TEXTS), BM25([LexicalIndex(tmp_path)], [None])
    for question in ("cat", "dog zebra", "café in Zürich"):
        np.testing.assert_array_equal(opened.scores(question), built.scores(question))
        assert opened.scores(question) == pytest.approx(bm25(question, TEXTS), abs=1e-6)


def test_an_index_holds_no_pickle(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS, tmp_path)
    assert {p.suffix for p in tmp_path.iterdir()} == {".json", ".npy"}
    for path in tmp_path.glob("*.npy"):
        np.load(path, allow_pickle=False)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Die Brücken der Städte", "de", ["bruck", "stadt"]),
        ("Les ponts de la ville", "fr", ["pont", "vill"]),
        ("Los puentes de las ciudades", "es", ["puent", "ciudad"]),
        ("Broene i byene", "nb", ["broen", "byen"]),
        ("The cats are running", None, ["cat", "run"]),
        ("The cats are running", "en-GB", ["cat", "run"]),
        ("The cats are running", "ja", ["the", "cats", "are", "running"]),
        ("橋が2019年に閉鎖", "ja", ["橋か", "2019", "年に", "に閉", "閉鎖"]),
        ("ＦＵＬＬ龍", "zh", ["full", "龍"]),
        ("다리를 닫았다", "ko", ["다리", "리를", "닫았", "았다"]),
        ("สะพานเก่า", "th", ["สะพ", "ะพา", "พาน", "านเ", "นเก", "เกา"]),
        ("पुल पुराना है", "hi", ["पुल", "पुराना", "है"]),
        ("Die 谢谢 Brücke", "de", ["谢谢", "bruck"]),
    ],
)
def test_words_are_cut_by_the_rules_of_their_language(text: str, language: str | None, words: list[str]) -> None:
    assert tokenize(text, language) == words


def test_a_question_is_read_by_the_rules_of_each_language_that_the_texts_are_in(tmp_path: Path) -> None:
    texts = ["The bridges of the town are old.", "Die Brücken der Stadt sind alt."]
    mixed = index(tmp_path, *texts, languages=["en", "de"])
    assert (mixed.scores("Which bridge is old?") > 0).tolist() == [True, False]
    assert (mixed.scores("Welche Brücke ist alt?") > 0).tolist() == [False, True]


def test_a_share_is_the_idf_of_the_words_that_a_text_has_over_that_of_all(tmp_path: Path) -> None:
    three = index(tmp_path, "cat mat", "cat cat dog run", "bird")
    cat, dog, unseen = log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5), log(1 + 3.5 / 0.5)
    assert three.shares("the cats, a cat and dogs") == pytest.approx([cat / (cat + dog), 1, 0])
    assert three.shares("cat zebra") == pytest.approx([cat / (cat + unseen), cat / (cat + unseen), 0])
    assert three.shares("it is") == pytest.approx([0, 0, 0])


def test_a_share_is_by_the_rules_of_the_language_that_gives_most(tmp_path: Path) -> None:
    mixed = index(tmp_path, "The bridges are old.", "Die Brücken sind alt.", languages=["en", "de"])
    assert mixed.shares("alte Brücke")[1] == pytest.approx(1)


def test_a_question_in_a_language_is_read_by_its_rules_alone(tmp_path: Path) -> None:
    mixed = index(tmp_path, "She sang happily.", "Die Brücken.", languages=["en", "de"])
    assert (mixed.scores("Brücke happily") > 0).tolist() == [True, True]
    assert (mixed.scores("Brücke happily", "de") > 0).tolist() == [False, True]


# Of eleven texts some come twice and some have no word; as cut, so that the parts' lengths and words differ.
MANY = [*TEXTS, "Cats and dogs.", "Birds sing.", "A cat, a cat, a cat!", "Dogs ran to the café.", "???", "Zürich"]
CUTS = [(11,), (1, 10), (5, 6), (1, 2, 3, 5), (1,) * 11]
QUESTIONS = ["cat", "the cat and the dog", "cat cat mat", "reopened CAFE", "bird zebra cat", "Zürich", "who?"]


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("removed", [(), (0,), (1, 2, 3), (0, 5, 7), (4, 8, 10), tuple(range(1, 11))])
def test_scores_do_not_depend_on_how_texts_are_cut_or_on_what_was_removed(
    tmp_path: Path, cut: tuple[int, ...], removed: tuple[int, ...]
) -> None:
    live = np.isin(np.arange(len(MANY)), removed, invert=True)
    starts = np.cumsum([0, *cut]).tolist()
    parts = [
        (LexicalIndex.build(MANY[start:stop], tmp_path / str(start)), live[start:stop])
        for start, stop in pairwise(starts)
    ]
    left = [text for text, there in zip(MANY, live, strict=True) if there]
    merged = BM25([LexicalIndex.merge(parts, tmp_path / "merged")], [None])
    apart = BM25([index for index, _ in parts], [mask for _, mask in parts])
    for question in QUESTIONS:
        found = apart.scores(question)
        assert found[live] == pytest.approx(bm25(question, left), abs=1e-6)
        assert not found[~live].any()
        assert merged.scores(question) == pytest.approx(bm25(question, left), abs=1e-6)
        if tokenize(question):
            assert apart.shares(question)[live] == pytest.approx(shares(question, left), abs=1e-6)


def test_an_index_that_is_merged_is_the_one_of_what_is_left(tmp_path: Path) -> None:
    halves = [LexicalIndex.build(MANY[start : start + 6], tmp_path / str(start)) for start in (0, 6)]
    masks = np.array([1, 0, 1, 1, 0, 1], dtype=np.bool_), np.array([0, 1, 1, 1, 0], dtype=np.bool_)
    LexicalIndex.merge(list(zip(halves, masks, strict=True)), tmp_path / "merged")
    LexicalIndex.build([MANY[n] for n in (0, 2, 3, 5, 7, 8, 9)], tmp_path / "anew")
    words = [json.loads((tmp_path / name / "words.json").read_text()) for name in ("merged", "anew")]
    assert sorted(words[0]) == sorted(words[1])
    opened = [LexicalIndex(tmp_path / name) for name in ("merged", "anew")]
    assert opened[0].lengths.tolist() == opened[1].lengths.tolist()
    for word in words[0]:
        assert [part.tolist() for part in opened[0].having(word)] == [part.tolist() for part in opened[1].having(word)]


@pytest.mark.parametrize("entries", [1, 2, 3, 7, 1000])
def test_an_index_does_not_depend_on_how_much_is_made_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    whole = LexicalIndex.build(MANY, tmp_path / "whole")
    monkeypatch.setattr(lexical, "CHUNK", entries)
    monkeypatch.setattr(lexical, "ENTRIES", entries)
    built = LexicalIndex.build(MANY, tmp_path / "built")
    halves = LexicalIndex.build(MANY[:4], tmp_path / "0"), LexicalIndex.build(MANY[4:], tmp_path / "4")
    all_of_them = [np.ones(4, np.bool_), np.ones(7, np.bool_)]
    merged = LexicalIndex.merge(list(zip(halves, all_of_them, strict=True)), tmp_path / "merged")
    words = {word for text in MANY for word in tokenize(text)}
    for found in (built, merged):
        assert found.lengths.tolist() == whole.lengths.tolist()
        for word in (*words, "zebra"):
            assert [part.tolist() for part in found.having(word)] == [part.tolist() for part in whole.having(word)]


def test_a_word_is_had_by_its_rows_so_many_times(tmp_path: Path) -> None:
    opened = LexicalIndex.build(["cat cat dog", "bird", "dog " * 70_000 + "cat"], tmp_path)
    assert [part.tolist() for part in opened.having("cat")] == [[0, 2], [2, 1]]
    assert [part.tolist() for part in opened.having("dog")] == [[0, 2], [1, 65535]]
    assert [part.tolist() for part in opened.having("zebra")] == [[], []]
    assert opened.lengths.tolist() == [3, 1, 70_001]
