import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import ModelError
from index.networks.encoder import Encoder
from index.store import SCORES
from qa.ask import make_asker, networks_of
from qa.fitted import (
    FEATURES,
    READING,
    UNREAD_FEATURES,
    Fitted,
    Fusion,
    Logistic,
    Networks,
    Way,
    load_fitted,
    read_fitted,
    write_fitted,
)
from qa.reader import PassageReader
from tests.fake_encoder import BagOfWords
from tests.fake_reader import WordFinder
from tests.qa.conftest import Ship, by_hand

READ = Way(
    Fusion((1.0, 2.5, 3.0, 4.0, 5.0, -6.0)),
    Fusion((1.0, 0.5, -0.25)),
    Logistic(-1.0, (0.5, 0.25, 0.0, -1.5, -1.0, 4.0)),
    0.4,
    0.8,
    0.6,
)
UNREAD = Way(Fusion((1.0, 2.0, 3.0, 4.0, 5.0, 6.0)), None, Logistic(-2.0, (0.25, 0.5, 0.75, 1.0, 1.25)), 0.3, 0.9, 0.7)
READ_IN_ANY = Way(
    Fusion((9.0, 8.0, 47.0, 7.0, 20.0, -6.0)),
    Fusion((0.5, 0.25, 2.0)),
    Logistic(-3.0, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)),
    0.2,
    0.8,
    0.5,
)
UNREAD_IN_ANY = Way(
    Fusion((9.0, 8.0, 47.0, 7.0, 20.0, -6.0)), None, Logistic(-3.0, (0.1, 0.2, 0.3, 0.4, 0.5)), 0.2, 0.8, 0.5
)
A, A_AND_B = Networks("a" * 64), Networks("a" * 64, "b" * 64)
FITTED = Fitted({A_AND_B: READ, A: UNREAD}, "By hand — “é”.", {A_AND_B: READ_IN_ANY, A: UNREAD_IN_ANY}, "In twelve.")


@pytest.fixture
def written(tmp_path: Path) -> bytes:
    write_fitted(FITTED, tmp_path / "fitted.json")
    return (tmp_path / "fitted.json").read_bytes()


def test_written_numbers_are_read_as_they_were(written: bytes) -> None:
    assert written.endswith(b"}\n")
    assert read_fitted(written) == FITTED


def test_the_file_names_every_weight_and_the_networks(written: bytes) -> None:
    given = json.loads(written)
    assert (given["fitted_on"], given["multilingual_on"]) == ("By hand — “é”.", "In twelve.")
    assert given["ways"] == [
        {
            "networks": {"encoder": "a" * 64, "reader": "b" * 64},
            "fusion": {
                "sentence_bm25": 1.0,
                "passage_bm25": 2.5,
                "sentence_cosine": 3.0,
                "passage_cosine": 4.0,
                "late": 5.0,
                "own_language": -6.0,
            },
            "reranking": {"fused": 1.0, "reader": 0.5, "read": -0.25},
            "confidence": {
                "bias": -1.0,
                "weights": {
                    "share": 0.5,
                    "reader": 0.25,
                    "reader_all": 0.0,
                    "sentence_cosine": -1.5,
                    "foreign": -1.0,
                    "foreign_cosine": 4.0,
                },
            },
            "threshold": 0.4,
            "answers": 0.8,
            "further": 0.6,
        },
        {
            "networks": {"encoder": "a" * 64, "reader": None},
            "fusion": {
                "sentence_bm25": 1.0,
                "passage_bm25": 2.0,
                "sentence_cosine": 3.0,
                "passage_cosine": 4.0,
                "late": 5.0,
                "own_language": 6.0,
            },
            "reranking": None,
            "confidence": {
                "bias": -2.0,
                "weights": {
                    "fused": 0.25,
                    "share": 0.5,
                    "sentence_bm25": 0.75,
                    "sentence_cosine": 1.0,
                    "late": 1.25,
                },
            },
            "threshold": 0.3,
            "answers": 0.9,
            "further": 0.7,
        },
    ]


def test_the_ways_in_all_languages_stand_apart(written: bytes) -> None:
    read, unread = json.loads(written)["multilingual"]
    assert list(read["fusion"].values()) == list(unread["fusion"].values()) == [9.0, 8.0, 47.0, 7.0, 20.0, -6.0]
    assert list(read["confidence"]["weights"].values()) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert list(unread["confidence"]["weights"].values()) == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert FITTED.multilingual_way(A_AND_B) == READ_IN_ANY
    assert FITTED.multilingual_way(A) == UNREAD_IN_ANY
    assert FITTED.way(A) == UNREAD
    with pytest.raises(ModelError, match=r"were fitted for reader bbbbbbbbbbbb…, not for reader eeeeeeeeeeee…: "):
        FITTED.multilingual_way(Networks("a" * 64, "e" * 64))


def test_ways_that_are_fitted_anew_stand_beside_those_for_other_networks() -> None:
    others = Networks("d" * 64)
    found = FITTED.with_ways({A: READ_IN_ANY, others: READ}, "Anew.")
    assert found == Fitted({A_AND_B: READ, A: READ_IN_ANY, others: READ}, "Anew.", FITTED.multilingual, "In twelve.")


def test_ways_in_all_languages_that_are_fitted_anew_stand_beside_those_for_other_networks() -> None:
    others = Networks("d" * 64)
    found = FITTED.with_multilingual({A: READ, others: UNREAD}, "Anew.")
    assert found == Fitted(FITTED.ways, "By hand — “é”.", {A_AND_B: READ_IN_ANY, A: READ, others: UNREAD}, "Anew.")


@pytest.mark.parametrize("read", [True, False])
def test_the_numbers_that_ship_are_for_the_networks_in_all_languages_that_ship(
    encoder: Encoder, reader: PassageReader | None, *, read: bool
) -> None:
    if read and reader is None:
        pytest.skip("the reader's weights are left out")
    fitted = load_fitted()
    way = fitted.multilingual_way(networks_of(encoder, reader if read else None))
    assert (way.reranking is None) == (not read)
    assert "XQuAD" in fitted.multilingual_on


def test_weights_go_by_their_names_not_by_their_order(written: bytes) -> None:
    given = json.loads(written)
    for way in given["ways"]:
        way["fusion"] = dict(reversed(way["fusion"].items()))
        way["confidence"]["weights"] = dict(reversed(way["confidence"]["weights"].items()))
    assert read_fitted(json.dumps(given).encode()) == FITTED


def weights_of(given: dict[str, Any], path: tuple[str, ...]) -> dict[str, float]:
    found: Any = given["ways"][0]
    for name in path:
        found = found[name]
    weights: dict[str, float] = found
    return weights


@pytest.mark.parametrize(
    ("path", "name"),
    [(("fusion",), "late"), (("reranking",), "read"), (("confidence", "weights"), "foreign")],
)
def test_a_weight_that_is_missing_or_has_another_name_is_refused(
    written: bytes, path: tuple[str, ...], name: str
) -> None:
    missing, renamed, added = json.loads(written), json.loads(written), json.loads(written)
    del weights_of(missing, path)[name]
    weights_of(renamed, path)["strange"] = weights_of(renamed, path).pop(name)
    weights_of(added, path)["strange"] = 1.0
    wanted = sorted(weights_of(json.loads(written), path))
    for given in (missing, renamed, added):
        with pytest.raises(ModelError) as caught:
            read_fitted(json.dumps(given).encode())
        found = sorted(weights_of(given, path))
        assert str(caught.value) == f"qa/fitted.json has weights {found}, not {wanted}; reinstall pincite."


def test_each_way_is_found_by_its_networks() -> None:
    assert FITTED.way(A_AND_B) == READ
    assert FITTED.way(A) == UNREAD


@pytest.mark.parametrize(
    ("networks", "fitted", "strange"),
    [
        (Networks("d" * 64), "encoder aaaaaaaaaaaa…", "encoder dddddddddddd…"),
        (Networks("a" * 64, "d" * 64), "reader bbbbbbbbbbbb…", "reader dddddddddddd…"),
        (Networks("d" * 64, "b" * 64), "encoder aaaaaaaaaaaa…", "encoder dddddddddddd…"),
        (
            Networks("d" * 64, "e" * 64),
            "encoder aaaaaaaaaaaa…, reader bbbbbbbbbbbb…",
            "encoder dddddddddddd…, reader eeeeeeeeeeee…",
        ),
    ],
)
def test_other_networks_are_refused_by_name(networks: Networks, fitted: str, strange: str) -> None:
    with pytest.raises(ModelError) as caught:
        FITTED.way(networks)
    assert str(caught.value).startswith(
        f"The numbers in qa/fitted.json were fitted for {fitted}, not for {strange}: a confidence made of them would "
        "mean nothing."
    )
    assert "PINCITE_UNFITTED=true" in str(caught.value)


@pytest.mark.parametrize(
    ("others", "english", "multilingual"),
    [(Networks("d" * 64), UNREAD, UNREAD_IN_ANY), (Networks("d" * 64, "e" * 64), READ, READ_IN_ANY)],
)
def test_others_take_the_ways_that_read_or_not_as_they_do(others: Networks, english: Way, multilingual: Way) -> None:
    found = FITTED.of_others(others)
    assert (found.way(others), found.multilingual_way(others)) == (english, multilingual)
    # The rest stays, and what was fitted is not changed.
    assert found.ways == {**FITTED.ways, others: english}
    assert found.multilingual == {**FITTED.multilingual, others: multilingual}
    assert others not in FITTED.ways
    assert (found.fitted_on, found.multilingual_on) == (FITTED.fitted_on, FITTED.multilingual_on)


def test_an_asker_of_other_networks_is_refused_unless_it_may_be_unfitted(
    ship: Ship, fake: BagOfWords, caplog: pytest.LogCaptureFixture
) -> None:
    ship(FITTED)
    reader = WordFinder("x")
    for networks in (None, reader):
        with pytest.raises(ModelError, match="not for encoder 000000000000…"):
            make_asker(fake, networks)
    assert caplog.messages == []
    make_asker(fake, reader, unfitted=True)
    assert caplog.messages == [
        "no numbers were fitted for bag-of-words: ranks and confidence are those of other networks"
    ]


def test_an_asker_that_may_be_unfitted_takes_the_numbers_of_its_networks_and_says_nothing(
    ship: Ship, fake: BagOfWords, caplog: pytest.LogCaptureFixture
) -> None:
    ship(by_hand(READ, UNREAD))
    make_asker(fake, None, unfitted=True)
    make_asker(fake, WordFinder("x"), unfitted=True)
    assert caplog.messages == []


def test_networks_are_known_by_the_digests_of_their_weights(fake: BagOfWords) -> None:
    assert networks_of(fake, None) == Networks("0" * 64, None)
    assert networks_of(fake, WordFinder("x")) == Networks("0" * 64, "e" * 64)


@pytest.mark.parametrize("read", [True, False])
def test_the_numbers_that_ship_fit_the_code_and_the_networks_that_ship(
    encoder: Encoder, reader: PassageReader | None, *, read: bool
) -> None:
    if read and reader is None:
        pytest.skip("the reader's weights are left out")
    fitted = load_fitted()
    way = fitted.way(networks_of(encoder, reader if read else None))
    assert len(way.fusion.weights) == len(SCORES)
    assert len(way.confidence.weights) == len(FEATURES if read else UNREAD_FEATURES)
    assert 0 < way.threshold < way.answers < 1
    assert 0 < way.further <= 1
    assert "SQuAD" in fitted.fitted_on
    assert (None if way.reranking is None else len(way.reranking.weights)) == (len(READING) if read else None)


def test_the_fitted_weights_are_not_equal(encoder: Encoder) -> None:
    assert len(set(load_fitted().way(networks_of(encoder, None)).fusion.weights)) == len(SCORES)
