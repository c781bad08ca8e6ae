"""Small inputs of the kinds of fault that people report, asked as a user would: how many come out right, by kind.

Run as: python -m tests.benchmarks.cases --cases DIR [--kind WORDS] [--wrong]

The folder holds JSON lines: kind, label, files {name: text}, question, history, found, right, all_of, lit, distinct.
White space is folded before comparing, and a list mark before a sentence is optional.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.build import rebuild
from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.storage.generations import Generations
from index.storage.local import LocalStore
from qa.answer import Answer, Citation
from qa.ask import make_asker
from qa.question import Question, Turn
from qa.reader import load_reader

LONGER = 25  # characters that a highlight may have beside what must be lit

_MARK = re.compile(r"^(?:[-*•+]|\(?\w{1,3}[.)])\s+")


def folded(text: str) -> str:
    """A sentence as it is compared."""
    return _MARK.sub("", " ".join(text.split()))


def right(case: dict[str, Any], answer: Answer) -> bool:
    """Whether an answer is what the case says."""
    if answer.found != case["found"]:
        return False
    if not case["found"]:
        return True
    cited = [folded(citation.sentence) for citation in answer.citations]
    if case["right"] is not None and cited[0] not in {folded(sentence) for sentence in case["right"]}:
        return False
    if case["all_of"] is not None and not {folded(sentence) for sentence in case["all_of"]} <= set(cited):
        return False
    if case["distinct"] and len(set(cited)) < len(cited):
        return False
    return case["lit"] is None or _lit(case["lit"], answer.citations[0])


def _lit(wanted: str, citation: Citation) -> bool:
    lit = "" if citation.highlight is None else folded(citation.highlight.text)
    return folded(wanted) in lit and len(lit) <= len(folded(wanted)) + LONGER


def read_cases(folder: Path) -> Iterator[dict[str, Any]]:
    """Every case, file by file."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield {"file": path.stem} | json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--kind", default="", help="only kinds and files with these words in them")
    parser.add_argument("--wrong", action="store_true", help="show what came out wrong")
    given = parser.parse_args()
    encoder = load_encoder()
    asker = make_asker(encoder, load_reader())
    scores: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with TemporaryDirectory() as folder:

        @cache
        def opened(files: str) -> LocalStore:
            return _stored(Path(folder, str(len(list(Path(folder).iterdir())))), json.loads(files), encoder)

        for case in read_cases(given.cases):
            if given.kind not in case["kind"] and given.kind not in case["file"]:
                continue
            history = tuple(Turn(question) for question in case["history"])
            answer = asker.ask(opened(json.dumps(case["files"])), Question(case["question"], history))
            scores[case["file"], case["kind"]].append(right(case, answer))
            if given.wrong and not scores[case["file"], case["kind"]][-1]:
                _show(case, answer)
    for (file, kind), found in scores.items():
        print(f"| {file} | {kind} | {sum(found)} of {len(found)} |")
    everything = [one for found in scores.values() for one in found]
    print(f"| all | | {sum(everything)} of {len(everything)} |")


def _stored(root: Path, files: dict[str, str], encoder: Encoder) -> LocalStore:
    for name, text in files.items():
        path = root / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    rebuild(root / "seeds", root / "built", encoder, keep=2)
    return LocalStore.open(Generations(root / "built").live())


def _show(case: dict[str, Any], answer: Answer) -> None:
    print(f"\n{case['file']} · {case['label']}: {case['question']!r} after {case['history']}")
    print(f"  wanted: found {case['found']}, right {case['right']}, all of {case['all_of']}, lit {case['lit']}")
    for citation in (*answer.citations, *answer.nearest):
        lit = citation.highlight.text if citation.highlight else None
        print(f"  {answer.found} {answer.confidence:.2f} {citation.score:.2f}", end=" ")
        print(f"{citation.sentence!r} lit {lit!r}")


if __name__ == "__main__":
    main()
