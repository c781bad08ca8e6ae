from index.networks.english_words import english_words


def test_common_words_come_first_and_pieces_of_words_not_at_all() -> None:
    words = english_words()
    assert words.index("the") < words.index("water") < words.index("harbour")
    assert [word for word in words if not word.isalpha()] == []
    assert "##ing" not in words
