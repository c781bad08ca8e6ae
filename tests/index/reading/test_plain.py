import re
import textwrap

import pytest

from index.documents import Block
from index.reading.plain import PlainText, plain_blocks
from index.reading.sentences import split_sentences

PARAGRAPHS = [
    "The council met on Tuesday in Larne and voted to close the old Harbour Bridge, which Ms. Adeyemi of the Green "
    "Party had called a danger to children, dogs and cyclists.",
    "Repairs would cost approx. 12 million euros, according to John Smith and Partners. The bridge was built in 1932 "
    "by Edda Lund. It carries eight lanes of traffic, and nobody knows how long it will last.",
    '"We have no choice," said Robert Hale, who runs the port. He spoke for Norwegian Ferries and for the '
    "Saint-Aubin Dock Company. The next vote is on 4 May.",
]


def sentences(text: str) -> list[str]:
    """White space folded, without the marks of quoted lines and items."""
    found = [text[s.start : s.end] for s in split_sentences(text, plain_blocks(text))]
    return [re.sub(r"^(?:[-*] |\d\. |> )", "", " ".join(s.replace("\n>", "\n").split())) for s in found]


WHOLE = [s for p in PARAGRAPHS for s in sentences(p)]
LAYOUTS = {
    "blank lines": lambda lines: "\n\n".join(lines),
    "no blank line": lambda lines: "\n".join(lines),
    "indented": lambda lines: textwrap.indent("\n\n".join(lines), "      "),
    "quoted": lambda lines: textwrap.indent("\n\n".join(lines), "> ", lambda _: True),
    "flowed": lambda lines: "\n\n".join(lines).replace("\n", " \n"),
    "CRLF": lambda lines: "\n\n".join(lines).replace("\n", "\r\n"),
    "blank between all": lambda lines: "\n\n".join(lines).replace("\n", "\n\n").replace("\n\n\n\n", "\n\n"),
    "a long line": lambda lines: "\n\n".join([*lines[:2], " ".join(lines[2].split())]),
    "bullets": lambda lines: "\n".join("- " + line.replace("\n", "\n  ") for line in lines),
    "numbers": lambda lines: "\n".join(f"{n}. " + line.replace("\n", "\n   ") for n, line in enumerate(lines, 1)),
}


def test_the_example_has_seven_sentences() -> None:
    assert len(WHOLE) == 7


@pytest.mark.parametrize("width", [34, 45, 60, 72, 100])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_hand_wrapped_lines_are_joined_in_every_layout(layout: str, width: int) -> None:
    lines = [textwrap.fill(p, width, break_on_hyphens=False) for p in PARAGRAPHS]
    assert sentences(LAYOUTS[layout](lines)) == WHOLE


@pytest.mark.parametrize("width", [120, 160])
def test_wide_columns_are_joined_too(width: int) -> None:
    assert sentences("\n".join(textwrap.fill(p, width) for p in PARAGRAPHS)) == WHOLE


@pytest.mark.parametrize("first", ["    ", ""])
def test_indented_first_lines_and_hanging_ones_are_joined(first: str) -> None:
    rest = "" if first else "    "
    lines = [textwrap.fill(p, 60, initial_indent=first, subsequent_indent=rest) for p in PARAGRAPHS]
    assert sentences("\n".join(lines)) == WHOLE


def test_a_short_line_that_ends_with_a_hyphen_goes_on_with_a_name() -> None:
    text = "The report by Smith-\nJones was read aloud before all the mem-\nbers of the board, one of whom slept."
    assert sentences(text) == [" ".join(text.split())]


@pytest.mark.parametrize(
    "text",
    [
        "Town Hall\n12 Weir Road\nAshcombe\nAC1 4RT\n",
        "9:00 Coffee\n9:30 Talk by Ada Brown on the cost of bridges in small towns\n11:00 Break\n",
        "Mayor to open bridge in May\nFerry strike enters second week as talks stall, union says\nSchool wins prize\n",
        "The wind was a torrent of darkness among the gusty trees,\nThe moon was a ghostly galleon tossed upon seas,\n",
        "Bread 3.20\nMilk 1.10\nCheese of the valley 7.45\n",
        "Oslo office: 14 Mill Road, phone 555-0114\nBergen office: 3 Quay Street, phone 555-0199\n",
    ],
)
def test_separate_lines_stay_separate(text: str) -> None:
    assert sentences(text) == text.splitlines()


def outline(text: str) -> list[tuple[str, int | None, str]]:
    return [(b.kind, b.parent, text[b.start : b.end].strip()) for b in plain_blocks(text)]


def test_a_title_and_headings_are_above_what_follows() -> None:
    assert outline("ANNUAL REPORT\n\n1. Income\n\nGifts came in.\n\n1.1 Shops\n\nTwo shops.\n\n2. Costs\n\nAll.\n") == [
        ("title", None, "ANNUAL REPORT"),
        ("heading", 0, "1. Income"),
        ("paragraph", 1, "Gifts came in."),
        ("heading", 1, "1.1 Shops"),
        ("paragraph", 3, "Two shops."),
        ("heading", 0, "2. Costs"),
        ("paragraph", 5, "All."),
    ]


@pytest.mark.parametrize("names", [("School lunch", "The lift"), ("Éclairage", "Ascenseur"), ("Освещение", "Лифт")])
def test_a_numbered_line_right_above_prose_is_a_heading(names: tuple[str, str]) -> None:
    text = "They met in May.\n\n1. {}\nIt is dearer than it was.\nAll agreed.\n\n2. {}\nThe new part is on its way.\n"
    assert outline(text.format(*names)) == [
        ("paragraph", None, "They met in May."),
        ("heading", None, f"1. {names[0]}"),
        ("paragraph", 1, "It is dearer than it was."),
        ("paragraph", 1, "All agreed."),
        ("heading", None, f"2. {names[1]}"),
        ("paragraph", 4, "The new part is on its way."),
    ]


def test_the_last_of_numbered_lines_one_below_another_is_an_item_as_the_others_are() -> None:
    assert kinds("Steps:\n\n1. Heat the oven\n\n2. Beat the eggs\n\n3. Bake\n\nServe warm.\n") == [
        "paragraph",
        *["list_item"] * 3,
        "paragraph",
    ]


def test_items_belong_to_their_lead_in_or_the_item_around_them() -> None:
    assert outline("The panel wants:\n- trams\n- fewer cars\n  - in the centre\n- a bridge\n\nIt met in May.\n") == [
        ("paragraph", None, "The panel wants:"),
        ("list_item", 0, "- trams"),
        ("list_item", 0, "- fewer cars"),
        ("list_item", 2, "- in the centre"),
        ("list_item", 0, "- a bridge"),
        ("paragraph", None, "It met in May."),
    ]


@pytest.mark.parametrize("cell", ["\t", " | ", "    "])
def test_rows_belong_to_their_header(cell: str) -> None:
    rows = [cell.join(r) for r in (("Name", "Town"), ("Anna", "Oslo"), ("Berta", "Riga"))]
    if cell.isspace() and cell != "\t":
        rows = ["Name     Town", "Anna     Oslo", "Berta    Riga"]
    assert outline("\n".join(rows)) == [
        ("table_row", None, rows[0]),
        ("table_row", 0, rows[1]),
        ("table_row", 0, rows[2]),
    ]


def kinds(text: str) -> list[str]:
    return [kind for kind, _, _ in outline(text)]


@pytest.mark.parametrize(
    ("openings", "kind"),
    [
        (("1.\t", "2.\t"), "list_item"),
        (("(a)   ", "(b)   "), "list_item"),
        (("•\t", "•\t"), "list_item"),
        (("1.1\t", "1.2\t"), "paragraph"),
        (("§ 3\t", "§ 4\t"), "paragraph"),
        (("ANA:\t", "BO ITO:\t"), "speech"),
        (("Ms Ito:  ", "Mr Ray:  "), "paragraph"),  # who speaks once is no speaker
    ],
)
def test_what_stands_behind_a_mark_a_number_or_a_speaker_and_a_gap_is_no_cell(
    openings: tuple[str, str], kind: str
) -> None:
    one, other = openings
    text = f"{one}The fee is 5 euros. It is paid at once.\n{other}Pupils pay half. They show a card.\n"
    assert kinds(text) == [kind, kind]
    assert [text[s.start : s.end] for s in split_sentences(text, plain_blocks(text))] == [
        f"{one}The fee is 5 euros.",
        "It is paid at once.",
        f"{other}Pupils pay half.",
        "They show a card.",
    ]


def test_a_question_and_its_answer_behind_a_gap_are_no_row() -> None:
    assert outline("Q:\tWhat does it cost?\nA:\tIt costs 5 euros. Pupils pay half.\n") == [
        ("question", None, "Q:\tWhat does it cost?"),
        ("paragraph", 0, "A:\tIt costs 5 euros. Pupils pay half."),
    ]


@pytest.mark.parametrize("text", ["1.\tIto\t44\n2.\tRay\t33", "Name:\tIto\nAge:\t44", "1.5\t20.3\n1.6\t20.5"])
def test_rows_that_begin_with_a_number_or_a_name_are_rows(text: str) -> None:
    assert kinds(text) == ["table_row", "table_row"]


def test_answers_belong_to_their_question() -> None:
    assert outline("Q: When is it open?\nA: Daily.\nQ: What does it cost?\nA: Four euros.\n") == [
        ("question", None, "Q: When is it open?"),
        ("paragraph", 0, "A: Daily."),
        ("question", None, "Q: What does it cost?"),
        ("paragraph", 2, "A: Four euros."),
    ]
    assert [k for k, _, _ in outline("When is it open?\nDaily.\n\nWhat does it cost?\nFour euros.\n")] == [
        "question",
        "paragraph",
    ] * 2


def test_turns_have_their_speaker_until_the_next() -> None:
    text = "ANNA REYES: Thank you.\n\nIt will take years.\n\nPAUL STEIN: Why?\nANNA REYES: Costs.\n\nIt ended at ten.\n"
    assert [(b.kind, b.parent, b.speaker) for b in plain_blocks(text)] == [
        ("speech", None, "ANNA REYES"),
        ("speech", None, "ANNA REYES"),
        ("question", None, "PAUL STEIN"),
        ("speech", 2, "ANNA REYES"),
        ("paragraph", None, None),
    ]


def test_captions_footnotes_and_code_are_named() -> None:
    text = "It is old.[1]\n\nFigure 2. The bridge.\n\nimport os\nfor x in y:\n    print(x);\n\n[1] Lund, p. 4.\n"
    assert [k for k, _, _ in outline(text)] == ["paragraph", "caption", "code", "footnote"]


def test_a_title_of_its_own_names_the_document() -> None:
    assert PlainText().read(b"Council, 4 March\n\nIt met.\n").about.title == "Council, 4 March"
    assert PlainText().read(b"It met. It voted.\n").about.title is None


def test_blocks_are_ranges_of_the_text() -> None:
    assert list(plain_blocks("One.\n\nTwo.")) == [Block("paragraph", 0, 5), Block("paragraph", 6, 10)]


def test_wrapping_is_seen_among_many_capital_letters_and_without_full_stops() -> None:
    german = (
        "Der Rat trat am Dienstag in Larne zusammen und stimmte dafür, die alte\nBrücke zu schließen. Sie wurde 1932 "
        "von Edda Lund gebaut und trägt acht\nSpuren.\n"
    )
    assert len(list(plain_blocks(german))) == 1
    spoken = "so welcome everybody to the meeting of the club and we had a good year and we have money in the bank now "
    assert len(list(plain_blocks(textwrap.fill(spoken * 3, 60)))) == 1


def test_wrapping_is_seen_in_a_script_without_capital_letters() -> None:
    arabic = "اجتمع المجلس يوم الثلاثاء في المدينة وصوت على إغلاق الجسر القديم. بني الجسر قبل سنوات طويلة وهو خطر. "
    assert len(list(plain_blocks(textwrap.fill(arabic * 2, 50)))) == 1


def test_verse_in_lower_case_stays_in_lines() -> None:
    verse = "i carry your heart with me\nand wherever i go you go\nnor do i fear the fate\nand this is the wonder\n"
    assert sentences(verse) == verse.splitlines()


def test_a_wrapped_item_among_short_ones_is_joined() -> None:
    text = "To reset:\n1) Hold the button for ten seconds until the light\nturns red.\n2) Let go.\nIt is reset.\n"
    assert [(k, p) for k, p, _ in outline(text)] == [
        ("paragraph", None),
        ("list_item", 0),
        ("list_item", 0),
        ("paragraph", None),
    ]


def test_long_lines_are_paragraphs_though_they_begin_in_lower_case() -> None:
    line = "cats sleep. " + "This is only here so that the paragraph is long enough. " * 5
    assert len(list(plain_blocks("\n".join([line.strip()] * 3)))) == 3


def test_a_line_above_labels_is_a_heading() -> None:
    text = (
        "Courses in autumn\n\nSpanish for beginners\nTuesday, 18:30 to 20:00, room 104\nTeacher: Carmen Ortiz\n"
        "Fee: 85 euros\n\nPainting\nTeacher: Jens Petersen\n\nPlace: town hall\nTeacher: Ute Brandt\nFee: 35 euros\n"
    )
    assert outline(text) == [
        ("title", None, "Courses in autumn"),
        ("heading", 0, "Spanish for beginners"),
        ("paragraph", 1, "Tuesday, 18:30 to 20:00, room 104"),
        ("paragraph", 1, "Teacher: Carmen Ortiz"),
        ("paragraph", 1, "Fee: 85 euros"),
        ("paragraph", 1, "Painting"),
        ("paragraph", 1, "Teacher: Jens Petersen"),
        ("paragraph", 1, "Place: town hall"),
        ("paragraph", 1, "Teacher: Ute Brandt"),
        ("paragraph", 1, "Fee: 35 euros"),
    ]


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("Please bring", ["- a torch", "- a towel"]),
        ("What to pack (for one night)", ["1. a torch", "2. a towel"]),
        ("2. Lots", ["Lot A: packing", "Lot B: transport"]),
        ("Stage 2: Chapel to crossroads", ["Begins: 4 May", "Ends: 9 May"]),
        ("3 Terms", ["3.1 bag: the sack that holds the rope", "3.2 tail: the end of the rope"]),
        ("Saturday 10 May", ["9:30 Arrival", "10:00 Walk to the mill"]),
        ("Matin", ["10 h : visite", "11 h : concert"]),
        ("2016", ["9 February: Rupert Callan became head of the society."]),
        ("लक्षण", ["काटने के पाँच दिन बाद तेज़ बुख़ार आता है।"]),
        ("المرافقات", ["ترافق التلاميذ معلمتان وممرضة المدرسة."]),
        ("一、主要数据", ["营业收入:14.7亿元", "毛利率:21.4%"]),
        ("お手入れ", ["週に一度、やわらかい布でふいてください。"]),
    ],
)
def test_a_line_is_the_heading_of_what_stands_right_below_it(heading: str, below: list[str]) -> None:
    lines = "\n".join(below)
    found = outline(f"It is for all of us.\n\n{heading}\n{lines}\n\nThat is all.\n")
    assert [(kind, parent) for kind, parent, _ in found[1:]] == [
        ("heading", None),
        *[("list_item" if below[0][:2] in ("- ", "1.") else "paragraph", 1)] * len(below),
        ("paragraph", 1),
    ]
    assert found[1][2] == heading


@pytest.mark.parametrize(
    "label", ["Grade: C", "Next service: May 2025", "Elternabend: Mittwoch, 20 Uhr", "基金:岭源省专项"]
)
def test_a_label_with_its_value_is_no_heading(label: str) -> None:
    assert kinds(f"It is clean.\n\n{label}\n\nThe next visit is in May.\n") == ["paragraph"] * 3


@pytest.mark.parametrize("marks", [("1. ", "2. "), ("A4 ", "B1 "), ("(1) ", "(2) "), ("a) ", "b) ")])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_numbered_questions_are_answered_below_them(marks: tuple[str, str], gap: str) -> None:
    text = f"{marks[0]}Who pays for the bus?{gap}The town.\n\n{marks[1]}And when does it run?{gap}At six.\n"
    assert outline(text) == [
        ("question", None, f"{marks[0]}Who pays for the bus?"),
        ("paragraph", 0, "The town."),
        ("question", None, f"{marks[1]}And when does it run?"),
        ("paragraph", 2, "At six."),
    ]


def test_who_posts_in_a_thread_speaks_and_labels_beside_it_do_not() -> None:
    text = (
        "Profile: geologist, Hilltown\nShared: 2,318 times\n\n@lucia_geo 1/2: Some 190,000 cubic metres came down.\n\n"
        "@lucia_geo 2/2: It was no earthquake.\n\n@tom.92: Who paid for the drone?\n@lucia_geo: The university.\n"
    )
    assert [(b.kind, b.parent, b.speaker) for b in plain_blocks(text)] == [
        ("paragraph", None, None),
        ("paragraph", None, None),
        ("speech", None, "@lucia_geo"),
        ("speech", None, "@lucia_geo"),
        ("question", None, "@tom.92"),
        ("speech", 4, "@lucia_geo"),
    ]
