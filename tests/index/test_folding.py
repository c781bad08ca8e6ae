import pytest

from index.folding import Folded, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("the pol-\nlution of", "the pollution of"),
        ("the pol-\r\n   lution", "the pollution"),
        ("pol-\n> lution", "pollution"),
        ("pol\u00adlu\u200btion", "pollution"),
        ("pol\u00ad\nlution", "pollution"),
        ("Saint-\nAubin", "Saint-Aubin"),
        ("a well-\nknown man", "a well-known man"),
        ("one\ntwo\r\n\r\nthree", "one two three"),
        ("20-\n30", "20- 30"),
        ("nothing to do – here", "nothing to do – here"),
        ("", ""),
    ],
)
def test_words_are_whole_again(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_most_texts_come_back_as_they_are() -> None:
    assert fold("One two.") == Folded("One two.", (0,), (0,))


def test_a_range_is_found_again_in_the_source() -> None:
    text = "the pol-\nlution is bad\nnow"
    folded = fold(text)
    assert folded == Folded("the pollution is bad now", (0, 7, 20, 21), (0, 2, 2, 2))
    assert text[slice(*folded.original(4, 13))] == "pol-\nlution"
    assert text[slice(*folded.original(14, 20))] == "is bad"
    assert text[slice(*folded.original(21, 24))] == "now"
    assert folded.original(14, 14) == (16, 16)


def test_every_character_comes_from_its_own_place() -> None:
    text = "re\u00adport me-\ntres \u200bRode-\nwald\r\n end"
    folded = fold(text)
    found = [text[slice(*folded.original(n, n + 1))] for n in range(len(folded.text))]
    assert [f if c != " " else " " for f, c in zip(found, folded.text, strict=True)] == list(folded.text)
