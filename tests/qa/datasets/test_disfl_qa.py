import json
from pathlib import Path

from qa.datasets.disfl_qa import read_disfluent


def test_the_three_files_are_one_table_by_the_question_rewritten(tmp_path: Path) -> None:
    (tmp_path / "disfl_qa").mkdir()
    for name, asked in (("train", "Who?"), ("dev", "What?"), ("test", "Where?")):
        pair = {"original": asked, "disfluent": f"When no {asked}"}
        (tmp_path / f"disfl_qa/{name}.json").write_text(json.dumps({"id of it": pair}))
    assert read_disfluent(tmp_path) == {
        "Who?": "When no Who?",
        "What?": "When no What?",
        "Where?": "When no Where?",
    }
