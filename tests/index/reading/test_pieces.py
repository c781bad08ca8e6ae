"""Pieces put together to a text."""

from index.documents import About, Block, Kind
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


def kinds(pieces: list[Piece]) -> list[tuple[Kind, int | None]]:
    return [(b.kind, b.parent) for b in parsed(pieces).blocks]


def test_a_short_line_in_bold_is_a_heading_and_the_first_the_title() -> None:
    bold = [Piece(text, marked="bold") for text in ("The lake house", "Hours", "Four died.", "Last line")]
    pieces = [
        bold[0],
        Piece("It is old."),
        bold[1],
        Piece("Daily.", "list_item"),
        Piece("Or not."),
        bold[2],
        Piece("It was cold."),
        bold[3],
    ]
    assert kinds(pieces) == [
        ("title", None),
        ("paragraph", 0),
        ("heading", 0),
        ("list_item", 2),
        ("paragraph", 2),
        ("paragraph", 2),
        ("paragraph", 2),
        ("paragraph", 2),
    ]
    assert parsed(pieces).about.title == "The lake house"


def test_below_a_heading_that_is_said_to_be_one_a_line_in_bold_is_a_lower_one() -> None:
    pieces = [Piece("Town", "heading", 2), Piece("Hours", marked="bold"), Piece("Daily."), Piece("Port", "heading", 2)]
    assert kinds(pieces) == [("heading", None), ("heading", 0), ("paragraph", 1), ("heading", None)]


def test_where_most_is_bold_no_line_is_a_heading_for_it() -> None:
    assert (
        kinds([Piece("Hours", marked="bold"), Piece("Daily.")] + [Piece("Bold words", marked="bold")] * 2)
        == [("paragraph", None)] * 4
    )


def test_what_is_asked_in_bold_or_italics_is_answered_below() -> None:
    asked = [Piece("You came late. Why?", marked="italic"), Piece("The ships grew.", marked="italic")]
    pieces = [
        Piece("Port", "heading", 1),
        asked[0],
        Piece("Fog."),
        Piece("And wind."),
        asked[1],
        Piece("They tripled."),
    ]
    alone = ["question", "paragraph", "paragraph", "paragraph", "paragraph"]
    assert [kind for kind, _ in kinds(pieces)[1:]] == alone
    assert kinds([*pieces, Piece("And now?", marked="italic"), Piece("Lemons.")])[1:] == [
        ("question", 0),
        ("paragraph", 1),
        ("paragraph", 1),
        ("question", 0),
        ("paragraph", 4),
        ("question", 0),
        ("paragraph", 6),
    ]


def test_questions_that_are_paragraphs_are_answered_below_where_they_are_many() -> None:
    faq = [Piece("What does it cost?"), Piece("Four euros."), Piece("- Wann？"), Piece("Täglich.")]
    answered: list[tuple[Kind, int | None]] = [
        ("question", None),
        ("paragraph", 0),
        ("question", None),
        ("paragraph", 2),
    ]
    assert kinds(faq) == answered
    assert {kind for kind, _ in kinds([*faq, *(Piece("It was cold.") for _ in range(13))])} == {"paragraph"}
