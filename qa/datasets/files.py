"""Files of the data folder."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import DataError

Row = dict[str, Any]


def read_data(path: Path) -> str:
    """The text of a data file.

    Raises:
        DataError: the file is missing.
    """
    if not path.is_file():
        raise DataError(
            f"{path} is missing; qa/datasets/README.md says where the public data is and how to lay it out."
        )
    return path.read_text(encoding="utf-8")


def read_json_lines(path: Path) -> list[Row]:
    """The objects of a JSON-lines file.

    Raises:
        DataError: the file is missing.
    """
    return [json.loads(line) for line in read_data(path).split("\n") if line]


def write_json_lines(path: Path, rows: Iterable[Row]) -> int:
    """Write the objects, whole or not at all, and say how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    part = path.with_name(f"{path.name}.part")
    part.write_text("".join(lines), encoding="utf-8")
    part.replace(path)
    return len(lines)


@contextmanager
def in_form(path: Path, form: str) -> Iterator[None]:
    """What is read in here of a public file has its form.

    Raises:
        DataError: it has another.
    """
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is not in {form}: {error!r}.") from error
