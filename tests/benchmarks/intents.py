"""How many real questions are taken for small talk, or for a question about the document itself.

Run as: python -m tests.benchmarks.intents [--data DIR]

Counted over the golden questions and, in a folder laid out as qa/datasets/README.md says, over SQuAD's dev questions,
1.1 and 2.0, and over XQuAD's in eleven other languages, by the rules of all languages. At most one in `ONE_IN` may be.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from index.languages import ENGLISH
from qa.datasets.golden import read_golden
from qa.datasets.parallel import TEST, TRAIN, read_parallel
from qa.datasets.squad import read_articles
from qa.intent import QUESTION, meant
from qa.intent_elsewhere import meant_elsewhere

ONE_IN = 200


def questions(data: Path | None) -> Iterator[tuple[str, str, bool]]:
    """Each question with the name of its set, and whether it follows others."""
    for golden in read_golden():
        yield "golden", golden.question, bool(golden.history)
    if data is None:
        return
    for version in ("1.1", "2.0"):
        for article in read_articles(data / f"squad/dev-v{version}.json"):
            for paragraph in article.paragraphs:
                for asked in paragraph.asked:
                    yield f"SQuAD {version} dev", asked.text, False
    for parallel in [*read_parallel(data / TRAIN), *read_parallel(data / TEST)]:
        for language, article in parallel.articles.items():
            for paragraph in article.paragraphs if language != ENGLISH else ():
                for asked in paragraph.asked:
                    yield "XQuAD, not in English", asked.text, False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    counts: dict[str, list[int]] = {}
    for name, text, follows in questions(parser.parse_args().data):
        found = meant(text, follows=follows)
        intent = (found if found != QUESTION else meant_elsewhere(text, follows=follows)[0]).intent
        count = counts.setdefault(name, [0, 0])
        count[0] += 1
        if intent != "question":
            count[1] += 1
            print(f"{name}: {intent}: {text}")
    for name, (asked, taken) in counts.items():
        print(f"| {name} | {taken} of {asked:,} | at most {asked // ONE_IN} |")


if __name__ == "__main__":
    main()
