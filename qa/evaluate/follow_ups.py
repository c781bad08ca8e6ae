"""The rule that tells a follow-up from a question that stands alone, on CANARD's human rewrites (Elgohary et al. 2019).

A question depends on what was said before if its rewriter changed any word of it.
"""

import re
from pathlib import Path

from qa.evaluate.corpus import read_json_lines
from qa.evaluate.measures import Measure, mean
from qa.interpret import stands_alone


def measure_follow_ups(data: Path) -> list[Measure]:
    """How many dependent questions are carried on, and how many others are left alone."""
    rows = [(r["question"], r["rewrite"]) for r in read_json_lines(data / "canard/follow-ups.jsonl")]
    dependent = [question for question, rewrite in rows if _words(question) != _words(rewrite)]
    alone = [question for question, rewrite in rows if _words(question) == _words(rewrite)]
    return [
        mean("CANARD: follow-ups that are carried on", [not stands_alone(q) for q in dependent]),
        mean("CANARD: stand-alone questions that are left alone", [stands_alone(q) for q in alone]),
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
