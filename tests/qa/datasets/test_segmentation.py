from pathlib import Path

from qa.datasets.files import write_json_lines
from qa.datasets.segmentation import read_rules, read_treebank


def test_rules_are_texts_with_their_sentences(tmp_path: Path) -> None:
    rows = [{"text": "One. Two.", "sentences": ["One.", "Two."]}]
    write_json_lines(tmp_path / "segmentation/golden_rules_en.jsonl", rows)
    assert read_rules(tmp_path) == [("One. Two.", ["One.", "Two."])]


def test_documents_are_texts_with_ranges(tmp_path: Path) -> None:
    rows = [{"doc": "d", "text": "One. Two.", "sentences": [[0, 4], [5, 9]]}]
    write_json_lines(tmp_path / "segmentation/ewt.jsonl", rows)
    assert read_treebank(tmp_path) == [("One. Two.", {(0, 4), (5, 9)})]
