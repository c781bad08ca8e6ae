from datetime import datetime
from io import BytesIO
from typing import Any

import pptx
import pytest
from pptx.util import Inches

from index.documents import About
from index.errors import SeedError
from index.reading.pptx import Pptx
from tests.index.reading.outlines import outline, zipped

TITLE, CONTENT, ONLY_TITLE = 0, 1, 5  # layouts of the default template


def saved(show: Any) -> bytes:
    out = BytesIO()
    show.save(out)
    return out.getvalue()


def slides() -> Any:
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[TITLE])
    first.shapes.title.text, first.placeholders[1].text = "The new\vbridge", "Port of Arles"
    second = show.slides.add_slide(show.slide_layouts[CONTENT])
    second.shapes.title.text = "Costs"
    body = second.placeholders[1].text_frame
    body.text = "Steel rose"
    for text, level in (("by a third", 1), ("Wages did not", 0)):
        paragraph = body.add_paragraph()
        paragraph.text, paragraph.level = text, level
    second.notes_slide.notes_text_frame.text = "The council was told in May."
    third = show.slides.add_slide(show.slide_layouts[ONLY_TITLE])
    third.shapes.title.text = "Tolls"
    table = third.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for number, text in enumerate(("Vehicle", "Toll", "Lorry", "12 euros")):
        table.cell(number // 2, number % 2).text = text
    group = third.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "Cyclists pay nothing."
    hidden = show.slides.add_slide(show.slide_layouts[ONLY_TITLE])
    hidden.shapes.title.text = "Draft"
    hidden._element.set("show", "0")
    show.core_properties.title, show.core_properties.author = "PowerPoint Presentation", "Jane Doe"
    show.core_properties.created = datetime(2025, 2, 3)
    return show


def test_each_slide_is_a_section_with_its_notes_behind_it() -> None:
    source = Pptx().read(saved(slides()))
    assert outline(source) == [
        ("title", None, "The new bridge"),
        ("paragraph", 0, "Port of Arles"),
        ("heading", 0, "Costs"),
        ("list_item", 2, "Steel rose"),
        ("list_item", 3, "by a third"),
        ("list_item", 2, "Wages did not"),
        ("paragraph", 2, "The council was told in May."),
        ("heading", 0, "Tolls"),
        ("table_row", 7, "Vehicle\tToll"),
        ("table_row", 8, "Lorry\t12 euros"),
        ("paragraph", 7, "Cyclists pay nothing."),
    ]
    assert source.about == About("The new bridge", None, "Jane Doe", "2025-02-03")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty."),
        (saved(slides())[:-40], "is damaged or cut short: File is not a zip file."),
        (zipped({"a.txt": "x"}), "is not PPTX: it has no part [Content_Types].xml."),
        (zipped({"[Content_Types].xml": "<Types/>"}), "is damaged or cut short: "),
    ],
    ids=["empty", "truncated", "zip", "no slides"],
)
def test_what_is_no_presentation_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SeedError) as caught:
        Pptx().read(data)
    assert str(caught.value).startswith(words)
