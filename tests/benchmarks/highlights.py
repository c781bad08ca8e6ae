"""What is lit, against what the reader alone would light: exact match and F1 on questions for figures.

Run as: python -m tests.benchmarks.highlights --data DIR [--questions N]

Questions of SQuAD's test articles that ask for a figure, or whose paragraph has one; the paragraph is given. Then
made-up sentences with several figures in other languages than English (`figures.toml`), and of how many the right one
alone is lit.
"""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.documents import About, PassageText, Sentence
from index.store import Entry, Quote
from qa.evaluate.given import Given, read_squad
from qa.evaluate.squad_measures import exact_match, overlap
from qa.figures import asked_for, figures
from qa.highlight import light
from qa.reader import Reader, Reading, load_reader

FIGURES = Path(__file__).with_name("figures.toml")
DIGITS = re.compile(r"\d[\d.,\s]*\d|\d")
DRAWN = 4000  # questions, of which those for figures are taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000)
    given = parser.parse_args()
    reader = load_reader()
    if reader is None:
        parser.error("the reader's weights are missing")
    asked = [q for q in read_squad(given.data, DRAWN) if q.answers and (asked_for(q.question) or figures(q.text))]
    scores = np.array([_scores(reader, question) for question in asked[: given.questions]])
    for name, (exact, f1) in zip(("the reader alone", "as lit"), scores.mean(axis=0), strict=True):
        print(f"| {name} | exact match {exact:.3f} | F1 {f1:.3f} | n = {len(scores)} |")
    right = np.array(list(_figures_lit(reader)))
    for name, share in zip(("the reader alone", "as lit"), right.mean(axis=0), strict=True):
        print(f"| {name}, in other languages | the right figure alone {share:.3f} | n = {len(right)} |")


def _figures_lit(reader: Reader) -> Iterator[list[bool]]:
    """Whether the reader's answer has the right figure alone, and what is lit."""
    for sentence in tomllib.loads(FIGURES.read_text())["sentence"]:
        text, language = sentence["text"], sentence["language"]
        about = About("", language=language)
        quote = Quote(Entry("a", about, 1), Sentence(0, len(text)), text, None, None, None, (), None)
        for question, figure in sentence["asked"]:
            ((reading,),) = reader.read(question, [PassageText("", "", (text,))])
            lit = light(question, quote, reading, reader, language)
            yield [DIGITS.findall(text[one.start : one.end]) == [figure] for one in (reading, lit)]


def _scores(reader: Reader, question: Given) -> list[tuple[float, float]]:
    """Exact match and F1 of the reader's answer in its best sentence, and of what is lit there."""
    passage = PassageText(question.title, "", tuple(question.text[a:b] for a, b in question.sentences))
    (readings,) = reader.read(question.question, [passage])
    best = int(np.argmax([reading.score for reading in readings]))
    start, end = question.sentences[best]
    text = question.text[start:end]
    quote = Quote(Entry("a", About(question.title), 1), Sentence(start, end), text, None, None, None, (), None)
    lit = light(question.question, quote, readings[best], reader)
    expected = [question.text[a:b] for a, b in question.answers]
    return [_score(text, one, expected) for one in (readings[best], lit)]


def _score(text: str, reading: Reading, expected: list[str]) -> tuple[float, float]:
    said = text[reading.start : reading.end]
    return max(exact_match(said, e) for e in expected), max(overlap(said, e) for e in expected)


if __name__ == "__main__":
    main()
