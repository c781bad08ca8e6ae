import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents import About, Document
from index.errors import DataError
from qa import feedback
from qa.feedback import Feedback, FeedbackFull, Quote, append, read

QUOTE = Quote.cut(Document("a", About("A"), "One “cat” 🙂. Two."), 0, 12)
RIGHT = Feedback("right", "Who?", ("What?",), ("a",), QUOTE, "g", "2026-01-02T03:04:05+00:00")
REFUSE = replace(RIGHT, verdict="refuse", quote=None)


def test_what_is_appended_is_read_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feedback.jsonl"
    append(path, RIGHT)
    append(path, REFUSE)
    assert list(read(path)) == [RIGHT, REFUSE]
    assert path.read_text(encoding="utf-8").splitlines()[0] == (
        '{"verdict": "right", "question": "Who?", "history": ["What?"], "documents": ["a"], "quote": {"document": "a",'
        ' "start": 0, "end": 12, "sentence": "One “cat” 🙂."}, "generation": "g", "at": "2026-01-02T03:04:05+00:00"}'
    )


def test_a_question_may_hold_any_character(tmp_path: Path) -> None:
    strange = replace(REFUSE, question="One\u2028line,\u0085\n\r\v\fstill?")
    append(tmp_path / "f", strange)
    append(tmp_path / "f", RIGHT)
    assert list(read(tmp_path / "f")) == [strange, RIGHT]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    append(tmp_path / "f", RIGHT)
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o600


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path / "f", RIGHT)
    monkeypatch.setattr(feedback, "FULL", (tmp_path / "f").stat().st_size)
    with pytest.raises(FeedbackFull, match="move it away"):
        append(tmp_path / "f", RIGHT)
    assert list(read(tmp_path / "f")) == [RIGHT]


@pytest.mark.parametrize(("verdict", "quote"), [("refuse", QUOTE), ("right", None), ("wrong", None)])
def test_a_sentence_is_right_or_wrong_and_only_a_sentence(verdict: feedback.Judgement, quote: Quote | None) -> None:
    with pytest.raises(ValueError, match=verdict):
        replace(RIGHT, verdict=verdict, quote=quote)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="PINCITE_FEEDBACK"):
        list(read(tmp_path / "none"))


@pytest.mark.parametrize("damaged", [b'{"verdict": "perhaps"}\n', b'{"verdict": "rig\n', b"\xff\xfe\x00\n", b"\n"])
def test_a_damaged_line_is_named_and_does_not_cost_the_others(
    tmp_path: Path, damaged: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    append(tmp_path / "f", RIGHT)
    with (tmp_path / "f").open("ab") as file:
        file.write(damaged)
    append(tmp_path / "f", REFUSE)
    assert list(read(tmp_path / "f")) == [RIGHT, REFUSE]
    assert [r.getMessage().partition(": ")[0] for r in caplog.records] == [f"{tmp_path / 'f'}, line 2, is no feedback"]


def test_a_line_is_not_appended_to_half_a_line(tmp_path: Path) -> None:
    append(tmp_path / "f", RIGHT)
    with (tmp_path / "f").open("ab") as file:
        file.write(b'{"verdict": "rig')
    append(tmp_path / "f", REFUSE)
    append(tmp_path / "f", RIGHT)
    assert list(read(tmp_path / "f")) == [RIGHT, REFUSE, RIGHT]


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Files may not grow beyond so many bytes, as on a full disk: not even the one that pytest may be writing to."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_write_that_fails_or_ends_half_way_is_an_error(tmp_path: Path, room: int) -> None:
    append(tmp_path / "f", RIGHT)
    size = (tmp_path / "f").stat().st_size
    with pytest.raises(OSError, match=r"File too large|No space left on device"), room_for(size + room):
        append(tmp_path / "f", REFUSE)
    append(tmp_path / "f", REFUSE)
    assert list(read(tmp_path / "f")) == [RIGHT, REFUSE]
