import pytest

from index.documents import About, Block, Document, Passage, Sentence, SplitDocument

TEXT = "One. Two. Three."
DOCUMENT = Document("news", About("News"), TEXT)
SENTENCES = (Sentence(0, 4), Sentence(5, 9), Sentence(10, 16))


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4)])
def test_a_sentence_that_is_no_range_is_refused_with_both_numbers(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"0 <= start < end, not {start} and {end}"):
        Sentence(start, end)


@pytest.mark.parametrize(("first", "stop"), [(-1, 1), (1, 1), (2, 1)])
def test_a_passage_that_is_no_range_is_refused_with_both_numbers(first: int, stop: int) -> None:
    with pytest.raises(ValueError, match=f"0 <= first < stop, not {first} and {stop}"):
        Passage(first, stop)


def test_the_range_of_a_passage_is_from_its_first_to_its_last_sentence() -> None:
    split = SplitDocument(DOCUMENT, SENTENCES, (Passage(0, 1), Passage(1, 3)))
    ranges = [split.passage_range(p) for p in split.passages]
    assert [TEXT[start:end] for start, end in ranges] == ["One.", "Two. Three."]


@pytest.mark.parametrize(
    "sentences", [(Sentence(0, 6), Sentence(5, 9)), (Sentence(5, 9), Sentence(0, 4)), (Sentence(0, 4), Sentence(0, 4))]
)
def test_sentences_that_overlap_or_are_out_of_order_are_refused(sentences: tuple[Sentence, ...]) -> None:
    with pytest.raises(ValueError, match="news: sentences overlap or are out of order"):
        SplitDocument(DOCUMENT, sentences, (Passage(0, 2),))


def test_a_sentence_beyond_the_text_is_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="news: a sentence ends at 17, the text at 16"):
        SplitDocument(DOCUMENT, (Sentence(10, 17),), (Passage(0, 1),))


@pytest.mark.parametrize(
    "passages",
    [
        (),
        (Passage(0, 2),),
        (Passage(0, 4),),
        (Passage(1, 3),),
        (Passage(0, 1), Passage(2, 3)),
        (Passage(0, 2), Passage(1, 3)),
        (Passage(1, 3), Passage(0, 1)),
    ],
)
def test_passages_that_do_not_cover_each_sentence_once_are_refused(passages: tuple[Passage, ...]) -> None:
    with pytest.raises(ValueError, match="news: passages do not cover the 3 sentences once each"):
        SplitDocument(DOCUMENT, SENTENCES, passages)


def test_what_is_known_of_a_document_wins_over_what_is_known_otherwise() -> None:
    sidecar, page, name = About(author="A", published=""), About("Page", author="B", language="de"), About("n", "u")
    assert sidecar.over(page).over(name) == About("Page", "u", "A", "", "de")


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((Block("paragraph", 0, 5), Block("paragraph", 4, 6)), "news: blocks overlap or are out of order"),
        ((Block("paragraph", 0, 500),), f"news: a block ends at 500, the text at {len(TEXT)}"),
        (
            (Block("list_item", 0, 5, parent=1), Block("paragraph", 5, 6)),
            "news: block 0 has block 1 as its parent, which is not before it",
        ),
    ],
)
def test_blocks_that_are_not_in_order_apart_and_behind_their_parents_are_refused(
    blocks: tuple[Block, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        Document("news", About("News"), TEXT, blocks)


def test_a_document_is_called_by_its_id_only_where_its_title_is_not_known() -> None:
    titles = [Document("news", About(title), "One.").title for title in (None, "", "The news")]
    assert titles == ["news", "", "The news"]
