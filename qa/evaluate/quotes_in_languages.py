"""How well quotes are checked in other languages: `python -m qa.evaluate.quotes_in_languages --data DIR`.

Quotes are made by the rules of each language (`qa/evaluate/quote_rules.py`) of XQuAD's test side and, where it has
not got the language, of another set, each language in an index of its own; thresholds are fitted on the other side.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from index.languages import primary
from qa.datasets.files import read_json_lines
from qa.datasets.parallel import TEST, TRAIN, read_parallel
from qa.datasets.squad import Article, Paragraph
from qa.evaluate.quote_rules import rules_of
from qa.evaluate.quote_set import KINDS, Judged
from qa.evaluate.quotes import fit, judge, made_of, show_wrong
from qa.quotes.check import NEAR, NEAR_UNSPACED

# Sets of one language: Japanese is not in XQuAD, and its Chinese has few sentences short enough.
FURTHER = {
    TRAIN: {"ja": "languages/jaquad_train.jsonl", "zh": "languages/cmrc_dev.jsonl"},
    TEST: {
        "ja": "languages/jaquad_dev_half.jsonl",
        "ko": "languages/korquad_dev_half.jsonl",
        "no": "languages/norquad.jsonl",
        "pl": "languages/poquad_two_thirds.jsonl",
        "zh": "languages/drcd_dev.jsonl",
    },
}
COUNT = 60  # quotes of each kind and language
PARAGRAPHS, TOGETHER = 400, 8  # of a further set, and of each article that is made of them


def articles_of(data: Path, side: str) -> Mapping[str, Sequence[Article]]:
    """The articles of a side by language."""
    found: defaultdict[str, list[Article]] = defaultdict(list)
    for parallel in read_parallel(data / side):
        for language, article in parallel.articles.items():
            found[language].append(article)
    return {**found, **{language: list(_made(data / path, language)) for language, path in FURTHER[side].items()}}


def _made(path: Path, language: str) -> Iterator[Article]:
    """Articles of paragraphs that follow one another."""
    texts = list(dict.fromkeys(row["context"] for row in read_json_lines(path)))[:PARAGRAPHS]
    for start in range(0, len(texts), TOGETHER):
        paragraphs = tuple(Paragraph(text, ()) for text in texts[start : start + TOGETHER])
        yield Article(f"{language}-{start}", paragraphs, f"{language} {start}", language)


def judged_in(articles: Sequence[Article], count: int) -> list[Judged]:
    """What is said of the quotes made of articles in one language."""
    with made_of(articles, count) as (store, quotes):
        return list(judge(store, quotes))


def rows(language: str, judged: Sequence[Judged]) -> Iterator[str]:
    """A line of figures: of each kind how many are called as they are, and where something was changed, it is named."""
    cells = []
    for kind in KINDS:
        of_kind = [j for j in judged if j.made.kind == kind]
        if not of_kind:
            cells.append("–")
            continue
        right = sum(j.verdict == j.made.truth for j in of_kind) / len(of_kind)
        named = sum(j.named for j in of_kind) / len(of_kind)
        cells.append(f"{right:.3f}" + (f" ({named:.3f})" if any(j.made.was for j in of_kind) else ""))
    yield f"| {language} | " + " | ".join(cells) + " |"


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--count", default=COUNT, show_default=True, help="Quotes of each kind and language.")
@click.option("--only", multiple=True, help="Languages; else all.")
@click.option("--fit", "fitting", is_flag=True, help="Fit thresholds on the other side, and show nothing else.")
@click.option("--show", type=click.Choice(KINDS), help="Print the quotes of a kind that were judged wrongly.")
def main(data: Path, count: int, only: Sequence[str], fitting: bool, show: str | None) -> None:
    """A row of figures for each language."""
    pooled: defaultdict[bool, list[Judged]] = defaultdict(list)
    if not fitting:
        click.echo("| | " + " | ".join(KINDS) + " |")
    for language, articles in articles_of(data, TRAIN if fitting else TEST).items():
        if only and primary(language) not in only:
            continue
        judged = judged_in(articles, count)
        if fitting:
            click.echo(f"{language}: {fit(judged):.3f}")
            pooled[rules_of(language).spaced] += judged
        else:
            click.echo("\n".join(rows(language, judged)))
        show_wrong(judged, show)
    for spaced, judged in pooled.items():
        name, used = ("with spaces", NEAR) if spaced else ("without spaces", NEAR_UNSPACED)
        click.echo(f"all {name}: {fit(judged):.3f}; in use: {used}")


if __name__ == "__main__":
    main()
