import pytest

from index.reading.naming import LONGEST, free_name, name_of_text, safe_name, stem_key

NAMES = {
    "report.pdf": "report.pdf",
    "../../etc/passwd.txt": "passwd.txt",
    "/etc/passwd.txt": "passwd.txt",
    r"C:\Users\me\Bericht 2024.docx": "Bericht 2024.docx",
    ".hidden.txt": "hidden.txt",
    "a\x00b\nc.txt": "a b c.txt",
    "what?: a <draft>|final*.md": "what a draft final.md",
    "Überblick – 東京.html": "Überblick – 東京.html",
    "e\u0301tude.txt": "\u00e9tude.txt",
    "trailing. .txt": "trailing.txt",
    "   .txt": "txt",
    "": "source",
    "..": "source",
    "a\ud800b.txt": "a b.txt",
}


@pytest.mark.parametrize(("given", "expected"), NAMES.items())
def test_a_name_is_made_safe_and_stays_readable(given: str, expected: str) -> None:
    assert safe_name(given) == expected


def test_folders_are_kept_where_they_are_wanted_and_none_leads_out() -> None:
    assert safe_name("reports/2024/../q1.pdf", folders=True) == "reports/2024/q1.pdf"
    assert safe_name("../../.ssh/keys.txt", folders=True) == "ssh/keys.txt"
    assert safe_name("/".join("abcdefghij") + ".txt", folders=True) == "c/d/e/f/g/h/i/j.txt"


def test_a_long_name_is_cut_between_characters_and_keeps_its_ending() -> None:
    name = safe_name("東" * 200 + ".pdf")
    assert name == "東" * 38 + ".pdf"
    assert len(name.encode()) == 3 * 38 + 4 <= LONGEST


def test_a_taken_stem_gets_a_number_whatever_the_ending_or_the_case() -> None:
    taken = {stem_key("Report.pdf")}
    assert free_name("report.docx", taken) == "report-2.docx"
    assert free_name("report.docx", taken | {stem_key("report-2.md")}) == "report-3.docx"
    assert free_name("sub/report.docx", taken) == "sub/report.docx"


def test_a_text_is_named_by_its_title_or_its_first_words() -> None:
    assert name_of_text("One two.\nThree.", "A/B: c. d") == "A B c d.txt"
    assert name_of_text("  One two three. Four five six seven eight nine ten", None) == (
        "One two three Four five six seven eight.txt"
    )
    assert name_of_text("?!", None) == "!.txt"
