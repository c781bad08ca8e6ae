"""QAMR (Michael et al. 2018): many short questions on each of single sentences of Wikinews and Wikipedia."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import DataError
from qa.datasets.files import Row, read_data, read_json_lines, write_json_lines
from qa.datasets.squad import Article, Asked, Paragraph

SEED = 0
PER_SENTENCE = 5  # questions, of about 37
ASKED_WIDTH = 50  # characters of the question's column in the readable form


def read_qamr(data: Path) -> list[Article]:
    """Wikinews and Wikipedia sentences put back in order; a sub-sample of the many questions on each."""
    chance = random.Random(SEED)
    asked: dict[str, dict[tuple[int, int], tuple[str, list[Asked]]]] = defaultdict(dict)
    for row in read_json_lines(data / "qamr/sentence-qa.jsonl"):
        document, paragraph, place = row["id"].rsplit(":", 2)
        _, questions = asked[document].setdefault((int(paragraph), int(place)), (row["sentence"], []))
        start = row["answer_start"]
        if start is not None and start >= 0:
            questions.append(Asked(row["question"], ((start, start + len(row["answer"])),)))
    return [Article(document, tuple(_joined(list(sentences.items()), chance))) for document, sentences in asked.items()]


def _joined(
    sentences: Sequence[tuple[tuple[int, int], tuple[str, list[Asked]]]], chance: random.Random
) -> Iterator[Paragraph]:
    paragraphs: dict[int, list[tuple[str, list[Asked]]]] = defaultdict(list)
    for (paragraph, _), content in sorted(sentences, key=lambda s: s[0]):
        paragraphs[paragraph].append(content)
    for parts in paragraphs.values():
        text, questions = "", []
        for sentence, asked in parts:
            for one in chance.sample(asked, min(PER_SENTENCE, len(asked))):
                ((start, end),) = one.answers
                questions.append(replace(one, answers=((len(text) + start, len(text) + end),)))
            text += sentence + " "
        yield Paragraph(text.rstrip(), tuple(questions))


def lay_out(readable: Sequence[Path], data: Path) -> int:
    """Lay out files of the release's readable form; the number of questions whose answer stands in their sentence."""
    rows = [row for path in readable for row in _rows(path)]
    return write_json_lines(data / "qamr/sentence-qa.jsonl", rows)


def _rows(path: Path) -> Iterator[Row]:
    """Blocks of a sentence's name, the sentence, and a line for each question with what two people said answers it."""
    for block in read_data(path).strip().split("\n\n"):
        name, *lines = block.split("\n")
        if not name.startswith("#") or not lines:
            raise DataError(f"{path} is not in QAMR's readable form: a block begins with {name[:80]!r}.")
        sentence, *asked = lines
        for line in asked:
            answers = line[ASKED_WIDTH:].split("\t")
            answer = next((a for a in answers if a and a in sentence), None)
            if answer is not None:
                yield {
                    "id": name[1:],
                    "sentence": sentence,
                    "question": line[:ASKED_WIDTH].strip(),
                    "answer": answer,
                    "answer_start": sentence.index(answer),
                }
