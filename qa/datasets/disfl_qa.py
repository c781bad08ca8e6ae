"""Disfl-QA (Gupta et al. 2021): questions of SQuAD 2.0 dev as people say them, with what they take back."""

import json
from pathlib import Path

from qa.datasets.files import read_data


def read_disfluent(data: Path) -> dict[str, str]:
    """Its rewrites by the question rewritten; half of the questions have no answer."""
    found: dict[str, str] = {}
    for split in ("train", "dev", "test"):
        for pair in json.loads(read_data(data / f"disfl_qa/{split}.json")).values():
            found[pair["original"]] = pair["disfluent"]
    return found
