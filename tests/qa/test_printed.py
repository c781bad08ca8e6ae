from dataclasses import replace

from index.documents import Place
from index.store import Generation
from qa.answer import Answer, Citation, Source, Span
from qa.printed import Look, as_text

TEXT = "Officials plan a video call on Sunday to work."
BOLD, RESET = "\x1b[1m", "\x1b[0m"
CITATION = Citation(
    number=1,
    document=Source("call", "The call", None),
    sentence=TEXT,
    start=10,
    end=10 + len(TEXT),
    start_utf16=10,
    end_utf16=10 + len(TEXT),
    highlight=Span("Sunday", 41, 47, 41, 47),
    score=0.9,
    before=None,
    after=None,
    link="/documents/call#s10-56",
)
ANSWER = Answer(
    question="When?",
    asked_as="When?",
    intent="question",
    found=True,
    verdict="answers",
    confidence=0.914,
    answer=f"{TEXT} [1]",
    citations=(CITATION,),
    nearest=(),
    details=(),
    index=Generation("g", "m", "t"),
    took_ms=1.0,
)


def cited(citation: Citation) -> Answer:
    return replace(ANSWER, citations=(citation,))


def test_a_pipe_gets_the_sentence_as_it_is() -> None:
    assert as_text(ANSWER, Look()) == f"[1] {TEXT}\n    The call, characters 10 to 56\nanswers (confidence 0.91)"


def test_a_terminal_gets_lines_of_its_width_and_the_answer_in_bold() -> None:
    assert as_text(ANSWER, Look(31, bold=True)).splitlines() == [
        "[1] Officials plan a video",
        f"    call on {BOLD}Sunday{RESET} to work.",
        "    The call, characters 10 to",
        "    56",
        "answers (confidence 0.91)",
    ]


def test_without_color_nothing_is_bold() -> None:
    assert "\x1b" not in as_text(ANSWER, Look(31))


def test_line_ends_of_the_source_are_spaces_on_a_terminal_alone() -> None:
    broken = cited(replace(CITATION, sentence=TEXT.replace(" video", "\nvideo")))
    assert "plan a\nvideo call" in as_text(broken, Look())
    assert as_text(broken, Look(80)).splitlines()[0] == f"[1] {TEXT}"


def test_a_source_cannot_steer_the_terminal() -> None:
    hostile = cited(replace(CITATION, sentence=TEXT.replace("Officials", "\x1b]0;x\x07ls"), highlight=None))
    assert as_text(hostile, Look(80)).splitlines()[0] == "[1] \ufffd]0;x\ufffdls plan a video call on Sunday to work."


def test_the_page_of_a_source_is_said() -> None:
    paged = cited(replace(CITATION, place=Place(page=3)))
    assert as_text(paged, Look()).splitlines()[1] == "    The call, characters 10 to 56, page 3"


def test_what_a_row_stands_under_is_said_above_it() -> None:
    row = replace(CITATION, above=Span("Day | Place", 0, 11, 0, 11))
    assert as_text(cited(row), Look()).splitlines()[:2] == ["    Day | Place", f"[1] {TEXT}"]
    header = replace(CITATION, number=2, start=0, end=11)
    both = replace(ANSWER, citations=(row, replace(row, number=2)))
    assert [line for line in as_text(both, Look()).splitlines() if "Day" in line] == ["    Day | Place"]
    assert "Day | Place" not in as_text(replace(ANSWER, citations=(header, row)), Look())
