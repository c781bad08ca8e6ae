import pytest

from index.languages import UNSPACED, is_english, primary


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "en"), ("en-GB", "en"), ("zh-Hant-TW", "zh"), ("nb", "no"), ("nn-NO", "no"), ("DE", "de"), (None, None)],
)
def test_the_first_part_of_a_code_is_the_language(language: str | None, code: str | None) -> None:
    assert primary(language) == code


@pytest.mark.parametrize(("language", "english"), [("en", True), ("en-US", True), (None, True), ("de", False)])
def test_what_is_not_known_is_taken_for_english(language: str | None, english: bool) -> None:
    assert is_english(language) is english


def test_scripts_without_spaces_are_told_from_others() -> None:
    assert "".join(UNSPACED.findall("aя龍のカ한ไ𠀀ह9 ")) == "龍のカ한ไ𠀀"
