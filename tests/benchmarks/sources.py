"""What the readers make of public sources: how much of what somebody wrote down as right, and what they find of it.

    python -m tests.benchmarks.sources --sources DIR

DIR holds sources of any format; `NAME.expected.html` beside `NAME.html` is its article, `NAME.expected.json` the title
and byline, `NAME.expected.md` the text. For each: F1 of words against what is expected, and the share of the expected
sentences that the text has character by character, white space folded; then what the source says of itself.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from index.errors import SeedError
from index.reading.dom import Page
from index.reading.formats import format_of
from index.reading.markdown import Markdown
from index.reading.markup import parse_page
from index.reading.parsed import Parsed
from index.reading.pieces import parsed
from index.reading.sentences import split_sentences

_WORD = re.compile(r"\w+")


def f1(text: str, expected: str) -> float:
    """Of the words that both have, as often as both have them."""
    found, right = Counter(_WORD.findall(text)), Counter(_WORD.findall(expected))
    return 2 * (found & right).total() / max(1, found.total() + right.total())


def verbatim(text: str, expected: Parsed) -> float:
    """The share of the expected sentences that stand in the text."""
    sentences = split_sentences(expected.text, expected.blocks)
    folded = fold(text)
    return sum(fold(expected.text[s.start : s.end]) in folded for s in sentences) / max(1, len(sentences))


def fold(text: str) -> str:
    """White space as one space; no-break spaces and all else stay."""
    return re.sub(r"[ \t\r\n]+", " ", text)


def expected_of(path: Path) -> Parsed | None:
    """What stands beside a source as its right text; None where nothing does."""
    page, markdown = path.with_suffix(".expected.html"), path.with_suffix(".expected.md")
    if page.is_file():
        body = parse_page(page.read_bytes()).body
        return parsed(Page(body).pieces) if body else None
    return Markdown().read(markdown.read_bytes()) if markdown.is_file() else None


def measure(path: Path) -> str:
    found = format_of(path)
    if found is None:
        return f"| {path.name} | of no format that is read | | | |"
    try:
        source = found.read(path.read_bytes())
    except SeedError as error:
        return f"| {path.name} | {error} | | | |"
    expected = expected_of(path)
    scores = f"{f1(source.text, expected.text):.3f} | {verbatim(source.text, expected):.3f}" if expected else "– | –"
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(b.kind for b in source.blocks).most_common())
    about = source.about
    said = "; ".join(filter(None, (about.title, about.author, about.published, about.language)))
    return f"| {path.name} | {kinds} | {scores} | {said} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    folder = parser.parse_args().sources
    print("| source | blocks | F1 of words | sentences verbatim | title; author; date; language |")
    print("|---|---|---|---|---|")
    for path in sorted(folder.iterdir()):
        if ".expected." not in path.name and path.name != "README.md":
            print(measure(path), flush=True)


if __name__ == "__main__":
    main()
