from index.documents import About
from index.reading.markdown import Markdown, markdown_blocks


def outline(text: str) -> list[tuple[str, int | None, str]]:
    return [(b.kind, b.parent, text[b.start : b.end].strip()) for b in markdown_blocks(text)]


def test_headings_nest_and_the_first_is_the_title() -> None:
    assert outline("# Dam\n\nIntro.\n\n## Costs\n\nMany.\n\n### Drains\n\nOld.\n\n## End\n\nDone.\n") == [
        ("title", None, "Dam"),
        ("paragraph", 0, "Intro."),
        ("heading", 0, "Costs"),
        ("paragraph", 2, "Many."),
        ("heading", 2, "Drains"),
        ("paragraph", 4, "Old."),
        ("heading", 0, "End"),
        ("paragraph", 6, "Done."),
    ]


def test_items_belong_to_their_lead_in_or_the_item_around_them() -> None:
    assert outline("Causes:\n\n- a\n  - b\n\n    more b\n- c\n\nEnd.\n\n1. d\n") == [
        ("paragraph", None, "Causes:"),
        ("list_item", 0, "a"),
        ("list_item", 1, "b"),
        ("list_item", 2, "more b"),
        ("list_item", 0, "c"),
        ("paragraph", None, "End."),
        ("list_item", None, "d"),
    ]


def test_rows_belong_to_their_header_and_a_question_has_its_answer() -> None:
    assert outline("## When?\n\nIn May.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n") == [
        ("question", None, "When?"),
        ("paragraph", 0, "In May."),
        ("table_row", 0, "A | B |"),
        ("table_row", 2, "1 | 2 |"),
    ]


def test_fenced_code_and_html_are_one_block_each() -> None:
    assert outline("```py\n# c\nx = 1\n```\n\n<div>\nhi\n</div>\n\n[^1]: Lund wrote it.\n") == [
        ("code", None, "# c\nx = 1"),
        ("code", None, "<div>\nhi\n</div>"),
        ("footnote", None, "[^1]: Lund wrote it."),
    ]


def test_turns_and_lines_broken_on_purpose_are_apart() -> None:
    text = "**ANNA:** Hi.\n**BO:** Why?\n**ANNA:** So.\n\nMill Road 9  \nAshcombe\n"
    assert [(b.kind, b.speaker, text[b.start : b.end].strip()) for b in markdown_blocks(text)] == [
        ("speech", "ANNA", "**ANNA:** Hi."),
        ("question", "BO", "**BO:** Why?"),
        ("speech", "ANNA", "**ANNA:** So."),
        ("paragraph", None, "Mill Road 9"),
        ("paragraph", None, "Ashcombe"),
    ]


def test_a_document_says_what_it_is() -> None:
    assert Markdown().read(b"# The `Dam` *report*\n\nText.\n").about == About(title="The Dam report")
    front = b'---\ntitle: "Dams"\nauthor: A. Lund\ndate: 2026-01-02\nlang: de\n---\n# Other\n'
    assert Markdown().read(front).about == About("Dams", None, "A. Lund", "2026-01-02", "de")


def test_lines_in_bold_are_headings_and_what_is_asked_in_bold_or_italics_is_answered_below() -> None:
    text = (
        "# Port\n\n**Hours**\n\nDaily.\n\n**You waited. Why?**\nFog.\n\n*And now?*\n\n**Two words** more.\n\n"
        "__Prices__\nFour euros.\n\n**Four died.**\n\nIt was cold.\n"
    )
    assert outline(text) == [
        ("title", None, "Port"),
        ("heading", 0, "**Hours**"),
        ("paragraph", 1, "Daily."),
        ("question", 1, "**You waited. Why?**"),
        ("paragraph", 3, "Fog."),
        ("question", 1, "*And now?*"),
        ("paragraph", 5, "**Two words** more."),
        ("heading", 0, "__Prices__"),
        ("paragraph", 7, "Four euros."),
        ("paragraph", 7, "**Four died.**"),
        ("paragraph", 7, "It was cold."),
    ]


def test_questions_that_are_paragraphs_are_answered_below() -> None:
    text = "What does it cost?\n\nFour euros.\n\nWhen is it open?\n\nDaily.\n"
    assert [(kind, parent) for kind, parent, _ in outline(text)] == [
        ("question", None),
        ("paragraph", 0),
        ("question", None),
        ("paragraph", 2),
    ]


def test_a_line_with_name_and_time_is_one_with_what_is_said_then() -> None:
    text = "**Ann Doe** 0:03\nHi.\n\n**Bo Roe** 0:05\nWhy?\n\n**Ann Doe** 0:09\nFog.\n"
    assert [(b.kind, b.parent, b.speaker) for b in markdown_blocks(text)] == [
        ("speech", None, "Ann Doe"),
        ("question", None, "Bo Roe"),
        ("speech", 1, "Ann Doe"),
    ]


def test_lines_that_begin_with_a_label_in_bold_are_apart() -> None:
    text = "**Date:** Saturday\n**Place**: the old\ncustoms house\n__Price:__ 65 euros\nfor two, **note:** no dogs\n"
    assert [words for _, _, words in outline(text)] == [
        "**Date:** Saturday",
        "**Place**: the old\ncustoms house",
        "__Price:__ 65 euros\nfor two, **note:** no dogs",
    ]
