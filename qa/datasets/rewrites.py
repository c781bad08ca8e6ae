"""Follow-ups with stand-alone rewrites by people: CANARD's, iKAT's and CAsT's, and which of CANARD's are held out."""

import json
from hashlib import sha256
from pathlib import Path

from qa.datasets.canard import FollowUp
from qa.datasets.files import read_data, read_json_lines
from qa.question import Turn

HELD_OUT = 3  # of ten conversations


def is_held_out(dialog: str) -> bool:
    """Whether a conversation of CANARD is for measuring, and not trained on; by its name, three of ten."""
    return int(sha256(dialog.encode()).hexdigest(), 16) % 10 < HELD_OUT


def read_ikat(data: Path) -> list[FollowUp]:
    """iKAT's questions to an assistant, 2023 to 2025 (Aliannejadi et al. 2024); a topic is one conversation."""
    return [
        FollowUp(
            f"{row['source']}, {row['document_title']}",
            row["document_title"],
            tuple(Turn(turn["question"], turn["answer"]) for turn in row["history"]),
            row["question"],
            row["rewrite"],
            None,
        )
        for row in read_json_lines(data / "more/ikat_rewrites.jsonl")
    ]


def read_cast(data: Path) -> list[FollowUp]:
    """The questions of CAsT 2019's evaluation topics (Dalton et al. 2020), of which no answers are known."""
    lines = read_data(data / "cast/evaluation_topics_annotated_resolved_v1.0.tsv").splitlines()
    rewrites = dict(line.split("\t") for line in lines)
    found = []
    for topic in json.loads(read_data(data / "cast/evaluation_topics_v1.0.json")):
        turns: tuple[Turn, ...] = ()
        for turn in topic["turn"]:
            question, number = turn["raw_utterance"], f"{topic['number']}_{turn['number']}"
            found.append(FollowUp(f"CAsT {topic['number']}", topic["title"], turns, question, rewrites[number], None))
            turns += (Turn(question),)
    return found
