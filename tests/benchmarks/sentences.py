"""Measure blocks and sentences: cases by kind, treebank, golden rules, wrapped lines, speed.

    python -m tests.benchmarks.sentences --data DIR [--cases DIR]

`--data` is the data folder of the README (see `splitters`); `--cases` holds `*.jsonl` with `kind`, `files`, `right` and
`all_of`: a case is right if one of `right`, or every one of `all_of`, is exactly one sentence, white space folded and a
list mark in front optional. The treebank is measured in two halves: rules were chosen by looking at the first (every
other document from the first), the second is held out. Running text is paragraphs of
SQuAD's train part, three a text, wrapped anew at 34 to 120 columns; a sentence that is found only without the wrapping
counts as cut. In other languages a paragraph of XQuAD's train side should have as many sentences as the English one
that it translates, and no answer lies in two; of PoQuAD and NorQuAD answers alone are counted.
"""

import argparse
import json
import re
import textwrap
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sentencex

from index.documents import Block, Sentence
from index.reading.formats import FORMATS
from index.reading.plain import plain_blocks
from index.reading.sentences import split_sentences
from qa.datasets.files import read_json_lines
from tests.benchmarks.splitters import by_pincite, f1, place

_MARK = re.compile(r"^(?:[-*+•]|\(?\w{1,3}[.)])\s+")
WIDTHS = (34, 45, 60, 72, 80, 100, 120)


def folded(text: str) -> str:
    return _MARK.sub("", " ".join(text.split()))


def found_in(name: str, text: str) -> set[str]:
    parsed = FORMATS[Path(name).suffix].read(text.encode())
    return {folded(parsed.text[s.start : s.end]) for s in split_sentences(parsed.text, parsed.blocks)}


def cases(folder: Path) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for path in sorted(folder.glob("*.jsonl")):
        for case in read_json_lines(path):
            wanted, choose = (case["all_of"], all) if case.get("all_of") else (case.get("right"), any)
            if wanted and all(Path(name).suffix in FORMATS for name in case["files"]):
                found = set().union(*(found_in(name, text) for name, text in case["files"].items()))
                right[case["kind"]].append(choose(folded(w) in found for w in wanted))
    for kind, results in sorted(right.items()):
        print(f"| cases: {kind} | {sum(results)} of {len(results)} |")


def treebank(data: Path) -> None:
    split, documents = by_pincite(), read_json_lines(data / "segmentation/ewt.jsonl")
    for name, half in (("looked at", documents[0::2]), ("held out", documents[1::2])):
        predicted = [set(place(d["text"], split(d["text"]))[0]) for d in half]
        print(
            f"| EWT, {name}: boundary F1 | {f1(predicted, [{(a, b) for a, b in d['sentences']} for d in half]):.3f} |"
        )
    rules = read_json_lines(data / "segmentation/golden_rules_en.jsonl")
    print(f"| golden rules | {sum(split(r['text']) == r['sentences'] for r in rules)} of {len(rules)} |")


def paragraphs(data: Path, most: int) -> list[str]:
    with (data / "squad/train_fragments.jsonl").open(encoding="utf-8") as lines:
        return list(dict.fromkeys(" ".join(json.loads(line)["context"].split()) for line in lines))[:most]


def wrapped(data: Path) -> None:
    whole = cut = 0
    texts = paragraphs(data, 2100)
    for number, start in enumerate(range(0, len(texts), 3)):
        group = texts[start : start + 3]
        width = WIDTHS[number % len(WIDTHS)]
        text = "\n\n".join(textwrap.fill(p, width, break_on_hyphens=False, break_long_words=False) for p in group)
        found = Counter(folded(text[s.start : s.end]) for s in split_sentences(text, plain_blocks(text)))
        for paragraph in group:
            for s in split_sentences(paragraph, [Block("paragraph", 0, len(paragraph))]):
                whole += 1
                cut += found[folded(paragraph[s.start : s.end])] == 0
    print(f"| sentences of wrapped running text that are cut | {cut / whole:.2%} of {whole:,} |")


def languages(data: Path) -> None:
    texts: dict[str, dict[str, str]] = defaultdict(dict)  # by a question's id and by language
    answers: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    found: dict[tuple[str, str], list[Sentence]] = {}
    for name in ("xquad_train_side", "poquad_two_thirds", "norquad"):
        for row in read_json_lines(data / f"languages/{name}.jsonl"):
            language, text = row["language"], row["context"]
            if name == "xquad_train_side":
                texts[row["id"]][language] = text
            if (language, text) not in found:
                found[language, text] = split_sentences(text, [Block("paragraph", 0, len(text))], language=language)
            for answer in row["answers"][:1]:
                start, end = answer["start"], answer["start"] + len(answer["text"])
                answers[language] += 1
                cut[language] += not any(s.start <= start and end <= s.end for s in found[language, text])
    paragraphs = {row["en"]: row for row in texts.values()}.values()
    for language in sorted(answers):
        alike = [len(found[language, p[language]]) == len(found["en", p["en"]]) for p in paragraphs if language in p]
        print(f"| {language}: as many sentences as in English | {sum(alike)} of {len(alike)} |")
        print(f"| {language}: answers that are cut | {cut[language]} of {answers[language]:,} |")


def speed(data: Path) -> None:
    text = "\n".join(paragraphs(data, 4000))
    blocks = list(plain_blocks(text))
    split_sentences(text[:1000], [Block("paragraph", 0, 1000)])  # reads the list of words

    def seconds(work: Callable[[], object]) -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    ours = seconds(lambda: split_sentences(text, blocks))
    theirs = seconds(lambda: [sentencex.get_sentence_boundaries("en", text[b.start : b.end]) for b in blocks])
    print(
        f"| speed | {len(text.encode()) / 1e6 / ours:.1f} MB/s; sentencex alone is {ours / theirs:.0f} times as fast |"
    )
    line = 'He said "it is so (and. The U.S. agreed. '
    long = [line * times for times in (5_000, 10_000, 20_000)]
    times = [seconds(partial(split_sentences, text, [Block("paragraph", 0, len(text))])) for text in long]
    print(f"| a line without end, 1:2:4 as long | 1 : {times[1] / times[0]:.1f} : {times[2] / times[0]:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cases", type=Path)
    arguments = parser.parse_args()
    print("| measure | value |\n|---|---|")
    if arguments.cases is not None:
        cases(arguments.cases)
    treebank(arguments.data)
    wrapped(arguments.data)
    languages(arguments.data)
    speed(arguments.data)


if __name__ == "__main__":
    main()
