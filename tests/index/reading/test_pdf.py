import pytest

from index.documents import About, Place
from index.errors import SeedError
from index.reading import pdf as module
from index.reading.parsed import Parsed
from index.reading.pdf import Pdf
from tests.pdfs import pages, pdf


def read(data: bytes) -> Parsed:
    return Pdf().read(data)


def texts(data: bytes) -> list[tuple[str, str]]:
    """Each block's kind and text."""
    parsed = read(data)
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


def drawn(*lines: tuple[float, float, str], size: float = 12, font: str = "F1") -> str:
    """Content that shows lines at points from the left and from above, on a page that is 200 high."""
    return "".join(f"BT /{font} {size} Tf {x} {200 - y} Td ({text}) Tj ET\n" for x, y, text in lines)


def place_of(parsed: Parsed, words: str) -> list[Place]:
    assert parsed.places is not None
    start = parsed.text.index(words)
    return parsed.places.places(start, start + len(words))


def test_lines_of_a_paragraph_are_one_block_and_each_word_has_its_box() -> None:
    parsed = read(pdf(["The keeper lit the lamp in the", "evening and went home."]))
    assert parsed.text == "The keeper lit the lamp in the evening and went home."
    (place,) = place_of(parsed, "lamp in the evening")
    assert place.page == 1
    (one, two) = place.boxes
    # In thousandths of 12 points "The keeper lit the " is 8,004 wide in Helvetica, and "lamp in the" 4,891.
    assert (one[0], one[2]) == pytest.approx((116.0, 174.7), abs=0.1)
    assert (two[0], two[2]) == pytest.approx((20.0, 62.0), abs=0.1)
    assert 18 < one[1] < 24 < 30 <= one[3] < 34  # the line stands 30 points from above


@pytest.mark.parametrize(
    ("page", "box"),
    [
        ("", (20, 21, 50, 33)),
        ("/Rotate 90", (167, 20, 179, 50)),
        ("/Rotate 180", (250, 167, 280, 179)),
        ("/Rotate 270", (21, 250, 33, 280)),
        ("/CropBox [10 20 300 190]", (10, 11, 40, 23)),
    ],
)
def test_boxes_are_those_of_the_page_as_it_is_shown(page: str, box: tuple[float, ...]) -> None:
    parsed = read(pdf(["Ghijkl"], page=page))
    (place,) = place_of(parsed, "Ghijkl")
    assert place.boxes[0] == pytest.approx(box, abs=0.6)  # Helvetica's G h i j k l are 2,500 thousandths of 12 wide


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the long multi-", "media show", "multimedia here"], "the long multimedia show multimedia here"),
        (["the long self-", "made show"], "the long self-made show"),
        (["of a load-", "carrying nut", "a load-carrying nut"], "of a load-carrying nut a load-carrying nut"),
        (["in the years 1990-", "2000 it grew"], "in the years 1990-2000 it grew"),
        (["an all-too-", "common story"], "an all-too-common story"),
        (["the Anglo-", "French war"], "the Anglo-French war"),
        (["life and death —", "even then"], "life and death — even then"),
        (["life and death—", "even then"], "life and death—even then"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_kept_where_it_is_the_words_own(lines: list[str], text: str) -> None:
    assert read(pdf(lines)).text == text


LEFT = [
    "The first column goes on",
    "and on to its end where a",
    "sentence has not yet come",
    "to its full stop, because",
    "it is longer than the one",
    "column is high, so it runs",
]
RIGHT = [
    "over into the other one.",
    "There it goes on as if no",
    "gutter had been in its way",
    "and it ends where all the",
    "others of the kind end: at",
    "the foot of this column.",
]


def test_columns_are_read_one_after_the_other_and_a_sentence_runs_over() -> None:
    rows = [(10.0, 20.0 + 14 * i, text) for i, text in enumerate(LEFT)]
    rows += [(160.0, 20.0 + 14 * i, text) for i, text in enumerate(RIGHT)]
    parsed = read(pages([drawn(*sorted(rows, key=lambda r: r[1]), size=11)]))
    assert parsed.text == " ".join(LEFT + RIGHT)


def test_a_sentence_over_a_page_break_is_whole_and_has_a_place_on_each_page() -> None:
    first = drawn((20, 40, "The last line of the page"), (20, 54, "has no full stop and the"))
    second = drawn((20, 40, "next one goes on with it."), (20, 54, "Then comes another one."))
    parsed = read(pages([first, second]))
    assert parsed.text == (
        "The last line of the page has no full stop and the next one goes on with it. Then comes another one."
    )
    places = place_of(parsed, "and the next one goes on")
    assert [(place.page, len(place.boxes)) for place in places] == [(1, 1), (2, 1)]


def test_running_heads_and_page_numbers_are_no_text() -> None:
    def page(number: int, text: str) -> str:
        return drawn((20, 15, "Journal of Lamps"), (150, 190, f"{number}"), size=8) + drawn((20, 80, text))

    assert read(pages([page(1, "One cat sat."), page(2, "Two dogs ran."), page(3, "A bird.")])).text == (
        "One cat sat.\n\nTwo dogs ran.\n\nA bird."
    )


def test_kinds_of_blocks() -> None:
    content = drawn((20, 20, "On Lamps"), size=18) + drawn(
        (20, 50, "Lamps need some care:"),
        (30, 66, "• trim the wick"),
        (30, 82, "• clean the glass"),
    )
    content += drawn((20, 110, "How to trim"), font="F2") + drawn((20, 126, "Cut it straight every day."))
    content += drawn((20, 150, "Figure 1. A lamp."), (20, 185, "1 See the manual."), size=8)
    assert texts(pages([content])) == [
        ("title", "On Lamps"),
        ("paragraph", "Lamps need some care:"),
        ("list_item", "trim the wick"),
        ("list_item", "clean the glass"),
        ("heading", "How to trim"),
        ("paragraph", "Cut it straight every day."),
        ("caption", "Figure 1. A lamp."),
        ("footnote", "1 See the manual."),
    ]
    parsed = read(pages([content]))
    assert [block.parent for block in parsed.blocks] == [None, 0, 1, 1, 0, 4, 4, 4]
    assert parsed.about.title == "On Lamps"


def test_a_title_smaller_than_the_sections_headings_is_still_the_title() -> None:
    content = drawn((20, 20, "On Lamps"), font="F2") + drawn((20, 40, "Lamps need care."))
    content += drawn((20, 70, "The wick"), font="F2", size=14) + drawn((20, 90, "Trim it."))
    content += drawn((20, 120, "The glass"), font="F2", size=14) + drawn((20, 140, "Wipe it."))
    parsed = read(pages([content]))
    kinds = ["title", "paragraph", "heading", "paragraph", "heading", "paragraph"]
    assert [(b.kind, b.parent) for b in parsed.blocks] == list(zip(kinds, [None, 0, 0, 2, 0, 4], strict=True))
    assert parsed.about.title == "On Lamps"


def test_a_footnote_does_not_cut_the_sentence_that_runs_over_the_page() -> None:
    first = drawn((20, 40, "The lamp was lit by a man of"), (20, 54, "whom nobody in the town had"))
    first += drawn((20, 180, "1 A note."), size=8)
    second = drawn((20, 40, "ever heard before. He went."))
    assert [text for _, text in texts(pages([first, second]))] == [
        "The lamp was lit by a man of whom nobody in the town had ever heard before. He went.",
        "1 A note.",
    ]


def test_rows_of_a_table_are_blocks_with_tabs_between_their_cells() -> None:
    rows = [("City", "Founded", "People"), ("Oslo", "1040", "700"), ("Bergen", "1070", "290")]
    content = drawn(*((20.0 + 90 * x, 40.0 + 16 * y, c) for y, row in enumerate(rows) for x, c in enumerate(row)))
    parsed = read(pages([content]))
    assert parsed.text == "City\tFounded\tPeople\nOslo\t1040\t700\nBergen\t1070\t290"
    assert [(block.kind, block.parent) for block in parsed.blocks] == [("table_row", None)] + [("table_row", 0)] * 2


@pytest.mark.parametrize(
    ("info", "about"),
    [
        ("/Title (On Lamps) /Author (A. Writer)", About(title="On Lamps", author="A. Writer")),
        ("/Title (Microsoft Word - lamps.doc) /Author (Administrator)", About()),
        ("/Title (lamps.indd) /Author (user)", About()),
        ("/Title (untitled)", About()),
        ("/CreationDate (D:20240229101500Z)", About(published="2024-02-29")),
        ("/CreationDate (D:20239999000000)", About()),
    ],
)
def test_what_a_document_says_of_itself_is_taken_where_it_is_plausible(info: str, about: About) -> None:
    assert read(pdf(["One cat."], info=info)).about == about


def test_the_language_is_the_catalogues() -> None:
    assert read(pdf(["Eine Katze."], catalogue="/Lang (de-AT)")).about.language == "de-AT"


def test_a_scanned_document_is_refused_with_what_to_do() -> None:
    with pytest.raises(SeedError) as caught:
        read(pages(["0 0 300 200 re f"]))
    assert str(caught.value) == "has no text: it is scanned. Run it through OCR and save it with its text."


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"not a PDF", b"%PDF-1.7\n" + b"\x00\xff" * 500])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(SeedError, match="is not a PDF that can be opened"):
        read(data)


def test_a_document_cut_anywhere_is_read_or_refused() -> None:
    whole = pages([drawn((20, 40, "One cat sat.")), drawn((20, 40, "Two dogs ran."))])
    for end in range(0, len(whole), 97):
        try:
            said = read(whole[:end]).text
        except SeedError as error:
            said = str(error)
        assert said


def test_a_page_that_cannot_be_loaded_leaves_the_others() -> None:
    data = pages([drawn((20, 40, "One cat sat.")), drawn((20, 40, "Two dogs ran."))])
    broken = data.replace(b"/Kids [6 0 R 8 0 R]", b"/Kids [6 0 R 99 0 R]")
    assert broken != data
    parsed = read(broken)
    assert parsed.text == "One cat sat."
    assert parsed.missing == ("is damaged on page 2, which cannot be read.",)


def test_pages_that_are_only_images_are_said() -> None:
    text, scan, blank = drawn((20, 40, "One cat sat.")), "BI /W 1 /H 1 /CS /G /BPC 8 ID x EI", "0 0 9 9 re f"
    parsed = read(pages([scan, text, scan, scan, blank, f"{scan} {text}"]))
    why = "has no text on pages 1, 3-4, only images: run it through OCR and save it with its text."
    assert (parsed.text, parsed.missing) == ("One cat sat.\n\nOne cat sat.", (why,))


def test_a_document_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAGES", 1)
    with pytest.raises(SeedError, match="has 2 pages, more than the 1 that are read"):
        read(pages([drawn((20, 40, "One.")), drawn((20, 40, "Two."))]))
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    with pytest.raises(SeedError, match=r"has [\d,]+ bytes, more than the 100 that are read; split it"):
        read(pdf(["One."]))


def test_where_all_is_bold_no_line_is_a_heading_for_it() -> None:
    lines = [
        (20, 30, "The ferry runs every day to the"),
        (20, 46, "island of Elm"),
        (20, 90, "The bridge is closed in winter,"),
        (20, 106, "when it is icy."),
    ]
    said = [
        ("paragraph", "The ferry runs every day to the island of Elm"),
        ("paragraph", "The bridge is closed in winter, when it is icy."),
    ]
    assert texts(pages([drawn(*lines, font="F2")])) == said
    with_heading = texts(
        pages([drawn(lines[0], lines[1], font="F2") + drawn(*lines[2:], *[(20, 122, "It opens in May.")])])
    )
    assert with_heading[0][0] == "title"
