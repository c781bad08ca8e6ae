"""What engines refuse in strings stands in them as an escape; ids follow from names."""

import json

import pytest

from index.storage.qdrant.points import id_of, written


@pytest.mark.parametrize(
    "text",
    ["", "plain", "\0", "a\ud800b", "\udfff", "\ud800\0\udc00x", "👩🏽‍🚀 é \u2028", '"\\\n\\ud800', "\ufffe\uffff"],
)
def test_a_text_comes_back_from_what_every_engine_takes(text: str) -> None:
    sent = written({"text": [text]})
    assert json.loads(sent) == {"text": [text]}
    assert "\0" not in sent
    sent.encode("utf-8")


def test_a_script_without_latin_letters_is_not_blown_up() -> None:
    assert written("猫が") == '"猫が"'


def test_an_id_is_its_names_and_its_kinds() -> None:
    assert id_of("term", "cats") == id_of("term", "cats")
    assert len({id_of("term", "cats"), id_of("document", "cats"), id_of("term", "dogs"), id_of("term", "\ud800")}) == 4
    assert id_of("words", 1) != id_of("words", "1")
