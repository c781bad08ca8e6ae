import json
from pathlib import Path

from qa.evaluate.follow_ups import measure_follow_ups

ROWS = [
    ("Who is he?", "Who is Yuri Ushakov?"),  # dependent, carried on
    ("Did the band tour?", "Did the Eagles tour?"),  # dependent, missed
    ("Where was Tesla born?", "where was tesla born"),  # alone, left alone
]


def test_dependent_and_stand_alone_questions_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "canard").mkdir()
    lines = [json.dumps({"question": question, "rewrite": rewrite}) for question, rewrite in ROWS]
    (tmp_path / "canard/follow-ups.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert [(m.value, m.n) for m in measure_follow_ups(tmp_path)] == [(1 / 2, 2), (1.0, 1)]
