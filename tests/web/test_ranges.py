from index.documents import About, Block, Document, Sentence
from web.ranges import block_ranges, ranges
from web.schema import BlockRange, Range


def test_offsets_after_an_emoji_are_further_in_utf16() -> None:
    assert list(ranges("🙂 A. 🙂.", [Sentence(2, 4), Sentence(5, 7)])) == [
        Range(start=2, end=4, start_utf16=3, end_utf16=5),
        Range(start=5, end=7, start_utf16=6, end_utf16=9),
    ]


def test_blocks_keep_their_kind_parent_and_speaker() -> None:
    blocks = (Block("heading", 0, 1), Block("speech", 2, 4, 0, "Ada"))
    assert list(block_ranges(Document("a", About(), "🙂 A.", blocks))) == [
        BlockRange(start=0, end=1, start_utf16=0, end_utf16=2, kind="heading", parent=None, speaker=None),
        BlockRange(start=2, end=4, start_utf16=3, end_utf16=5, kind="speech", parent=0, speaker="Ada"),
    ]
