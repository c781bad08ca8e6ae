import pytest

from index.networks.wordpieces import WordPieces, word_pieces

CLS, SEP = 101, 102


@pytest.fixture(scope="module")
def wordpieces() -> WordPieces:
    return word_pieces()


def ids(wordpieces: WordPieces, text: str) -> list[int]:
    return wordpieces.cut([text])[0].ids


def cats(count: int) -> str:
    """A sentence of so many pieces."""
    return "cat " * count


def test_pieces_are_ranges_of_code_points(wordpieces: WordPieces) -> None:
    text = "“Zelenskyy’s” café  👩🏽‍🚀 ok"
    (pieces,) = wordpieces.cut([text])
    assert [text[a:b] for a, b in pieces.ranges] == [
        "“",
        "Ze",
        "len",
        "sky",
        "y",
        "’",
        "s",
        "”",
        "café",
        "👩🏽‍🚀",
        "ok",
    ]
    assert len(pieces.ids) == len(pieces.ranges)


def test_each_text_is_cut_by_itself_without_special_pieces(wordpieces: WordPieces) -> None:
    cat, empty, both = wordpieces.cut(["cat", "", "cat dog"])
    assert (empty.ids, empty.ranges) == ([], [])
    assert both.ids == cat.ids + ids(wordpieces, "dog")
    assert {CLS, SEP} & set(both.ids) == set()


def test_a_long_text_is_neither_cut_off_nor_padded(wordpieces: WordPieces) -> None:
    long, short = wordpieces.cut([cats(1000), "cat"])
    assert long.ids == short.ids * 1000
    assert long.ranges[-1] == (3996, 3999)
