import pytest

from index.documents import PassageText
from index.networks.wordpieces import (
    MOST_OF_BEFORE,
    MOST_OF_HEAD,
    MOST_OF_SENTENCE,
    MOST_OF_TITLE,
    MOST_PIECES,
    Layout,
    Pieces,
    WordPieces,
    word_pieces,
)

CLS, SEP = 101, 102


@pytest.fixture(scope="module")
def wordpieces() -> WordPieces:
    return word_pieces()


def ids(wordpieces: WordPieces, text: str) -> list[int]:
    return wordpieces.cut([text])[0].ids


def cats(count: int) -> str:
    """A sentence of so many pieces."""
    return "cat " * count


def ranged(*ids: int) -> Pieces:
    return Pieces(list(ids), [(0, 1)] * len(ids))


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


def test_a_layout_is_head_context_and_each_sentence_after_a_cls(wordpieces: WordPieces) -> None:
    layout = wordpieces.lay_out([1, 2], [3, 4, 5], [ranged(6, 7), ranged(), ranged(8)])
    assert layout == Layout(
        ids=[CLS, 1, 2, SEP, 3, 4, 5, CLS, 6, 7, CLS, CLS, 8, SEP],
        types=[0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        sentences=[(7, 10), (10, 11), (11, 13)],
    )


def test_a_layout_without_head_context_or_sentences_is_still_whole(wordpieces: WordPieces) -> None:
    assert wordpieces.lay_out([], [], []) == Layout([CLS, SEP, SEP], [0, 0, 1], [])


def test_a_very_long_head_and_sentence_are_cut(wordpieces: WordPieces) -> None:
    layout = wordpieces.lay_out([1] * 500, [], [ranged(*[2] * 500), ranged(3)])
    assert layout.ids == [CLS, *[1] * MOST_OF_HEAD, SEP, CLS, *[2] * MOST_OF_SENTENCE, CLS, 3, SEP]
    first = 1 + MOST_OF_HEAD + 1
    stop = first + 1 + MOST_OF_SENTENCE
    assert layout.sentences == [(first, stop), (stop, stop + 2)]
    assert layout.types == [0] * first + [1] * (1 + MOST_OF_SENTENCE + 2 + 1)


def test_a_question_stands_between_cls_and_sep_and_is_cut(wordpieces: WordPieces) -> None:
    assert wordpieces.question(ranged(1, 2)) == Layout([CLS, 1, 2, SEP], [0] * 4, [])
    assert wordpieces.question(ranged(*[1] * 500)).ids == [CLS, *[1] * MOST_OF_HEAD, SEP]


def test_context_is_the_beginning_of_the_title_and_the_end_of_the_sentence_before(wordpieces: WordPieces) -> None:
    title, before = list(range(1000, 1100)), list(range(2000, 2100))
    assert wordpieces.context(ranged(*title), ranged(*before)) == title[:MOST_OF_TITLE] + before[-MOST_OF_BEFORE:]
    assert wordpieces.context(ranged(*title), None) == title[:MOST_OF_TITLE]
    assert wordpieces.context(ranged(1), ranged(2)) == [1, 2]


def test_a_short_passage_is_one_window_with_its_title_and_the_sentence_before(wordpieces: WordPieces) -> None:
    passage = PassageText("A title", "Before.", ("One cat.", "Two dogs."))
    (layout,) = wordpieces.windows([7, 8], passage)
    one, two = ids(wordpieces, "One cat."), ids(wordpieces, "Two dogs.")
    context = ids(wordpieces, "A title") + ids(wordpieces, "Before.")
    assert layout.ids == [CLS, 7, 8, SEP, *context, CLS, *one, CLS, *two, SEP]
    first = 4 + len(context)
    assert layout.sentences == [(first, first + 1 + len(one)), (first + 1 + len(one), len(layout.ids) - 1)]


def test_a_long_passage_is_several_windows_each_after_the_sentence_before_it(wordpieces: WordPieces) -> None:
    # With its [CLS] each has 100 pieces: three fit into 320, four do not.
    sentences = (cats(99), cats(99), "dog " * 99, cats(99))
    first, second = wordpieces.windows([], PassageText("Title", "Before.", sentences))
    title, (cat,), (dog,) = ids(wordpieces, "Title"), ids(wordpieces, "cat"), ids(wordpieces, "dog")
    before = ids(wordpieces, "Before.")
    assert MOST_PIECES == 320
    assert first.ids == [CLS, SEP, *title, *before, *[CLS, *[cat] * 99] * 2, CLS, *[dog] * 99, SEP]
    assert second.ids == [CLS, SEP, *title, *[dog] * MOST_OF_BEFORE, CLS, *[cat] * 99, SEP]


def test_a_passage_of_exactly_the_most_pieces_is_one_window(wordpieces: WordPieces) -> None:
    full = [cats(159), cats(159)]
    assert len(list(wordpieces.windows([], PassageText("", "", tuple(full))))) == 1
    assert len(list(wordpieces.windows([], PassageText("", "", (*full, ""))))) == 2  # its [CLS] is one too many


@pytest.mark.parametrize(
    "lengths", [[1], [0], [500], [500, 500], [500, 3, 500, 3], [100] * 10, [1] * 700, [319, 1], [0, 200, 0, 200, 0]]
)
def test_windows_hold_every_sentence_once_and_never_more_than_the_model_has_positions(
    wordpieces: WordPieces, lengths: list[int]
) -> None:
    # Sentences of different words, so that each can be recognised.
    words = [("cat ", "dog ", "bird ", "fish ")[n % 4] for n in range(len(lengths))]
    sentences = [word * length for word, length in zip(words, lengths, strict=True)]
    passage = PassageText("title " * 50, "before " * 99, tuple(sentences))
    layouts = list(wordpieces.windows([5] * 200, passage))
    found = [layout.ids[start:stop] for layout in layouts for start, stop in layout.sentences]
    assert found == [[CLS, *pieces.ids[:MOST_OF_SENTENCE]] for pieces in wordpieces.cut(sentences)]
    for layout in layouts:
        assert len(layout.ids) == len(layout.types) <= 512
        assert sum(stop - start for start, stop in layout.sentences) <= MOST_PIECES


def test_the_key_of_a_passage_is_all_that_its_vectors_depend_on() -> None:
    passage = PassageText("T", "B.", ("One.", "Two."))
    others = [
        PassageText("U", "B.", ("One.", "Two.")),
        PassageText("T", "", ("One.", "Two.")),
        PassageText("T", "B.", ("One. Two.",)),
        PassageText("T", "B.", ("One.",)),
        PassageText("T", "B.", ("Two.", "One.")),
    ]
    assert passage.key() == PassageText("T", "B.", ("One.", "Two.")).key()
    assert len({p.key() for p in [passage, *others]}) == 6


def test_a_passage_comes_back_from_its_key() -> None:
    for passage in (PassageText("“T”", "B.", ("One.", "\u2028 👩🏽‍🚀\x00")), PassageText("", "", ())):
        assert PassageText.of(passage.key()) == passage
