from collections import Counter
from pathlib import Path

from index.storage.words import count_words, read_words, write_words


def test_words_of_four_letters_or_more_are_counted_without_regard_to_case() -> None:
    text = "The ships: Ships’ lighthouse-keeper, 2022 and KYIV_1. Straße, naïve. Two ships."
    assert count_words(text) == Counter({"ships": 3, "lighthouse": 1, "keeper": 1, "kyiv": 1, "strasse": 1, "naïve": 1})


def test_words_are_kept_commonest_first_and_equals_by_the_alphabet(tmp_path: Path) -> None:
    path = tmp_path / "words.utf8"
    write_words(path, Counter({"ships": 1, "keeper": 3, "night": 1, "émile": 1}))
    assert path.read_bytes() == "keeper 3\nnight 1\nships 1\némile 1\n".encode()
    assert read_words(path) == Counter({"keeper": 3, "night": 1, "ships": 1, "émile": 1})


def test_no_words_are_an_empty_file(tmp_path: Path) -> None:
    write_words(tmp_path / "words.utf8", Counter())
    assert read_words(tmp_path / "words.utf8") == Counter()
