from pathlib import Path

import pytest

from qa.ask import names_what_is_nowhere
from qa.retrieve import Candidate
from qa.unknown import codes, stands_in
from tests.building import article, stored
from tests.fake_encoder import BagOfWords


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("When was HX-2201-C sold?", ["HX-2201-C"]),
        ("What does error E27 mean, and E7?", ["E27", "E7"]),
        ("What does part 7743-90 replace?", ["7743-90"]),
        ("Who flew the F-16 in 1990?", ["F-16"]),
        ("What happened in 2010-2011, on 12/05/2024 and in the 1990s?", []),
        ("Is it 3.5 percent, 5,200 or 6-3?", []),
        ("Which well-known 19th-century writer?", []),
        ("Who is it?", []),
    ],
)
def test_codes_are_letters_with_digits_and_digits_with_hyphens_but_no_dates(question: str, found: list[str]) -> None:
    assert codes(question) == found


@pytest.mark.parametrize(
    ("code", "text", "stands"),
    [
        ("HX-2201-C", "Model HX-2201-C overheats.", True),
        ("HX-2201-C", "Model HX 2201 C overheats.", True),
        ("HX-2201-C", "Model hx2201c overheats.", True),
        ("HX-2201-C", "Model HX-2201-B overheats.", False),
        ("HX-2201-C", "Model HX-2201-\nC overheats.", True),
        ("E7", "Error E71 means no gas.", False),
        ("E7", "Error E7 means that.", True),
        ("7743-90", "Part 7743-09 and 7734-90.", False),
    ],
)
def test_a_code_stands_in_a_text_only_as_a_whole(code: str, text: str, stands: bool) -> None:
    assert stands_in(code, [text]) is stands


@pytest.mark.parametrize(
    ("question", "nowhere"),
    [
        ("What does E7 mean?", False),
        ("What does E8 mean?", True),
        ("What did Vesnikov say?", False),
        ("What did Zorbek say?", True),
    ],
)
def test_a_question_may_name_what_stands_nowhere(
    tmp_path: Path, fake: BagOfWords, question: str, nowhere: bool
) -> None:
    store = stored(tmp_path, fake, article("Error E7 means no gas. Vesnikov wept."))
    candidates = [Candidate(key, 0, (0.0,) * 6, 0.0, 0.5) for key in range(2)]
    assert names_what_is_nowhere(store, question, candidates) is nowhere
