"""Pieces put together to a text."""

from index.documents import About, Block
from index.reading.pieces import Piece, leads_in, parsed


def test_a_piece_belongs_to_the_nearest_kept_one_that_it_is_under() -> None:
    first = Piece("Gone:")
    lead = Piece("  ", under=first)
    item = Piece("a", "list_item", under=lead)
    heading = Piece("H", "heading", 2)
    source = parsed([heading, item, Piece("b", "list_item", under=item)])
    assert source.text == "H\n\na\nb"
    assert source.blocks == (
        Block("heading", 0, 1),
        Block("list_item", 3, 4, 0),
        Block("list_item", 5, 6, 1),
    )


def test_the_title_piece_is_the_title_where_the_source_names_none() -> None:
    pieces = [Piece("A title", "title"), Piece("Text.")]
    assert parsed(pieces).about == About(title="A title")
    assert parsed(pieces, About(title="Named")).about == About(title="Named")


def test_only_a_paragraph_with_a_colon_leads_in() -> None:
    pieces = [Piece("Three things:"), Piece("Three things."), Piece("Head:", "heading"), Piece("三：")]
    assert [leads_in(p) is p for p in pieces] == [True, False, False, True]
    assert leads_in(None) is None


def test_questions_have_their_answers_under_them() -> None:
    texts = ["Q: Is it open?", "A: Yes.", "Every day.", "Q: And in May?", "A: No."]
    source = parsed([*map(Piece, texts), Piece("Prices", "heading", 2), Piece("None.")])
    assert [(b.kind, b.parent) for b in source.blocks] == [
        ("question", None),
        ("paragraph", 0),
        ("paragraph", 0),
        ("question", None),
        ("paragraph", 3),
        ("heading", None),
        ("paragraph", 5),
    ]


def test_speeches_have_their_speakers() -> None:
    texts = [
        "They met in May.",
        "Ann Doe: It was closed.",
        "It fell.",
        "Bo Roe: When?",
        "Ann Doe: In May.",
        "They left.",
    ]
    source = parsed(map(Piece, texts))
    assert [(b.kind, b.speaker, b.parent) for b in source.blocks] == [
        ("paragraph", None, None),
        ("speech", "Ann Doe", None),
        ("speech", "Ann Doe", None),
        ("question", "Bo Roe", None),
        ("speech", "Ann Doe", 3),
        ("paragraph", None, 3),
    ]


def test_a_paragraph_of_a_name_and_a_time_is_one_block_with_what_is_said_then() -> None:
    source = parsed(
        map(Piece, ["Bo Roe  0:02", "When?", "Ann Doe  0:05", "In May.", "It fell.", "Bo Roe  0:09", "Oh."])
    )
    assert [(b.kind, b.speaker, b.parent, source.text[b.start : b.end]) for b in source.blocks] == [
        ("question", "Bo Roe", None, "Bo Roe  0:02\n\nWhen?"),
        ("speech", "Ann Doe", 0, "Ann Doe  0:05\n\nIn May."),
        ("speech", "Ann Doe", 0, "It fell."),
        ("speech", "Bo Roe", 0, "Bo Roe  0:09\n\nOh."),
    ]
