"""Write `index/common_words.txt`: English words that are no names, by how they are written inside sentences.

    python -m tests.benchmarks.common_words --data DIR

DIR is the data folder of the README. Words are counted behind a lower-case word or a comma, where a capital letter
means a name, in the texts of the sets that may be trained on (SQuAD train, SQuADShifts, QAMR, PolicyQA). A word is
common if it stood there in lower case at least `LEAST` times and `RATIO` times as often as with a capital.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LEAST, RATIO = 3, 3

_WORD = re.compile(r"(?<=[a-z,] )[A-Za-z]?[a-z]+\b(?!['’.\-])")
_SETS = ("squad/train_fragments.jsonl", "squadshifts/*.jsonl", "qamr/*.jsonl", "policyqa/*.json*")
_TARGET = Path(__file__).resolve().parents[2] / "index/common_words.txt"


def texts(data: Path) -> Iterator[str]:
    """Each context or sentence once."""
    seen: set[str] = set()
    for path in sorted(p for pattern in _SETS for p in data.glob(pattern)):
        for text in re.findall(r'"(?:context|sentence)": ("(?:[^"\\]|\\.)*")', path.read_text(encoding="utf-8")):
            if text not in seen:
                seen.add(text)
                yield json.loads(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    counts = Counter(word for text in texts(parser.parse_args().data) for word in _WORD.findall(text))
    common = sorted(
        word
        for word, times in counts.items()
        if len(word) > 1 and word.islower() and times >= max(LEAST, RATIO * counts[word.capitalize()])
    )
    _TARGET.write_text("".join(f"{word}\n" for word in common), encoding="utf-8", newline="\n")
    print(f"{len(common):,} words, {_TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
