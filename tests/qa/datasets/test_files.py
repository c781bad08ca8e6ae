from pathlib import Path

import pytest

from index.errors import DataError
from qa.datasets.files import Row, read_data, read_json_lines, write_json_lines


def test_json_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"a": "“é”"}\n{"b": [1]}\n', encoding="utf-8")
    assert read_json_lines(tmp_path / "rows.jsonl") == [{"a": "“é”"}, {"b": [1]}]


def test_a_json_line_may_hold_any_character(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"a": "x\u2028y\x85z"}\n{"a": 2}\n', encoding="utf-8")
    assert read_json_lines(tmp_path / "rows.jsonl") == [{"a": "x\u2028y\x85z"}, {"a": 2}]


def test_missing_data_is_named(tmp_path: Path) -> None:
    for read in (read_data, read_json_lines):
        with pytest.raises(DataError) as caught:
            read(tmp_path / "none")
        assert str(caught.value).startswith(f"{tmp_path / 'none'} is missing; qa/datasets/README.md says")


def test_json_lines_are_written_as_they_are_read(tmp_path: Path) -> None:
    rows: list[Row] = [{"a": "x\u2028y\x85z“é”"}, {"b": [1, None]}]
    path = tmp_path / "new/rows.jsonl"
    assert write_json_lines(path, rows) == 2
    assert read_json_lines(path) == rows
    assert path.read_text(encoding="utf-8").startswith('{"a": "x\u2028y')
    assert [p.name for p in path.parent.iterdir()] == ["rows.jsonl"]


def test_a_row_that_cannot_be_made_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_json_lines(path, [{"a": 1}])
    with pytest.raises(ZeroDivisionError):
        write_json_lines(path, ({"a": 1 // n} for n in (1, 0)))
    assert read_json_lines(path) == [{"a": 1}]
