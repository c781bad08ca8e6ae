"""How well quotes are checked: `python -m qa.evaluate.quotes --data DIR`, the other way beside it with --anchorcite.

The threshold between near and absent is fitted on the articles of SQuAD's dev set that are no test articles, and
measured on the test articles; of each, one paragraph in four is held out of the index.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from index.documents import PassageText, SplitDocument
from index.networks.encoder import EncodedPassage, EncodedQuestion
from index.networks.late import WIDTH, QuestionTokens
from index.store import Store
from qa.datasets.squad import Article, read_articles, read_test_titles
from qa.evaluate.corpus import opened
from qa.evaluate.measures import Measure, mean
from qa.evaluate.quote_set import HELD_OUT, KINDS, Judged, MadeQuote, QuoteKind, make_quotes
from qa.quotes.asked import MOST, Asked, Asking
from qa.quotes.check import NEAR, check
from qa.quotes.checked import CheckedQuote

COUNT, SEED = 300, 7
_LIES = {"number changed": "number", "name changed": "name", "negation changed": "negation"}


class NoVectors:
    """An encoder for stores that are asked for words alone: every vector is the same."""

    name, sha256, dimension = "no vectors", "0" * 64, 1

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """Vectors of one dimension, and a token for each sentence."""
        vector, token = np.ones(1, dtype=np.float32), np.ones((1, WIDTH), dtype=np.int8)
        counts = [len(passage.sentences) for passage in passages]
        return [EncodedPassage(np.ones((n, 1), dtype=np.float32), vector, [token] * n) for n in counts]

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """The same for each."""
        token = QuestionTokens(np.ones((1, WIDTH), dtype=np.float32), np.ones(1, dtype=np.float32))
        return [EncodedQuestion(np.ones(1, dtype=np.float32), token) for _ in texts]


def halves(data: Path) -> tuple[list[Article], list[Article]]:
    """The articles to fit on, and those to measure on."""
    tested = read_test_titles(data)
    articles = read_articles(data / "squad/dev-v1.1.json")
    return [a for a in articles if a.id not in tested], [a for a in articles if a.id in tested]


@contextmanager
def made_of(articles: Sequence[Article], count: int = COUNT) -> Iterator[tuple[Store, list[MadeQuote]]]:
    """A store of three paragraphs of each four, and so many quotes of each kind."""
    parts = [_held_out(article) for article in articles]
    with opened([document for document, _ in parts], NoVectors()) as store:
        yield store, list(make_quotes(parts, count, SEED))


def _held_out(article: Article) -> tuple[SplitDocument, list[str]]:
    """An article as it is indexed, and the sentences of the paragraphs that are not."""
    paragraphs = list(enumerate(article.paragraphs))
    chance = random.Random(SEED)
    out = set(chance.sample(range(len(paragraphs)), len(paragraphs) // HELD_OUT))
    kept = replace(article, paragraphs=tuple(p for n, p in paragraphs if n not in out))
    held = replace(article, paragraphs=tuple(p for n, p in paragraphs if n in out))
    (document,), (other,) = kept.corpus().articles, held.corpus().articles
    return document, [other.document.text[s.start : s.end] for s in other.sentences]


def judge(store: Store, quotes: Sequence[MadeQuote]) -> Iterator[Judged]:
    """What `check` says of each."""
    for start in range(0, len(quotes), MOST):
        some = quotes[start : start + MOST]
        checked = check(store, Asking(tuple(Asked(made.quote, made.document) for made in some)))
        yield from map(_judged, some, checked.quotes)


def _judged(made: MadeQuote, found: CheckedQuote) -> Judged:
    lies = frozenset(c.what for c in found.changes if c.what in _LIES.values())
    lie = _LIES.get(made.kind)
    first = found.changes[0] if found.changes else None
    named = first is not None and (lie is None or first.what == lie) and made.was in first.source
    return Judged(made, found.verdict, found.similarity, named, lies)


def fit(judged: Sequence[Judged]) -> float:
    """The similarity in the middle of those thresholds that tell most near quotes from absent ones.

    Both kinds count alike, however many there are.
    """
    near = np.array([j.similarity for j in judged if j.made.truth == "near"])
    absent = np.array([j.similarity for j in judged if j.made.truth == "absent"])
    at = np.linspace(0, 1, 201)
    right = np.array([(near >= t).mean() + (absent < t).mean() for t in at])
    return float(np.median(at[right == right.max()]))


def measure(judged: Sequence[Judged]) -> Iterator[Measure]:
    """Recall of each kind, precision and recall of each verdict, and of each kind of lie; those of what there is."""
    for kind in KINDS:
        of_kind = [j for j in judged if j.made.kind == kind]
        yield from _share(f"{kind}: called as it is", [j.verdict == j.made.truth for j in of_kind])
        if kind in _LIES or kind == "word left out":
            yield from _share(f"{kind}: the first change named", [j.named for j in of_kind])
    for verdict in ("exact", "near", "absent"):
        yield from _share(f"{verdict}: precision", [j.made.truth == verdict for j in judged if j.verdict == verdict])
        yield from _share(f"{verdict}: recall", [j.verdict == verdict for j in judged if j.made.truth == verdict])
    altered = [j for j in judged if j.made.kind in (*_LIES, "word left out")]
    for name, lie in _LIES.items():
        yield from _share(f"{name}: precision of its name", [j.made.kind == name for j in altered if lie in j.lies])


def _share(name: str, right: Sequence[bool]) -> Iterator[Measure]:
    if right:
        yield mean(name, right)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--count", default=COUNT, show_default=True, help="Quotes of each kind.")
@click.option("--anchorcite", is_flag=True, help="Ask its core too; needs `pip install anchorcite`.")
@click.option("--show", type=click.Choice(KINDS), help="Print the quotes of a kind that were judged wrongly.")
def main(data: Path, count: int, anchorcite: bool, show: QuoteKind | None) -> None:
    """Fit the threshold on one half of the articles, measure on the other."""
    to_fit, to_measure = halves(data)
    with made_of(to_fit, count) as (store, quotes):
        judged = list(judge(store, quotes))
        click.echo(f"fitted on {len(quotes):,} quotes: {fit(judged):.3f}; in use: {NEAR}")
        show_wrong(judged, show)
    with made_of(to_measure, count) as (store, quotes):
        _print(f"pincite, {len(quotes):,} quotes", measure(list(judge(store, quotes))))
        if anchorcite:
            from qa.evaluate.anchorcite import judge_with_anchorcite

            _print("anchorcite's core", measure(list(judge_with_anchorcite(store, quotes))))


def show_wrong(judged: Sequence[Judged], kind: str | None) -> None:
    """Print the quotes of a kind that were judged wrongly, if one is asked for."""
    for j in judged:
        if j.made.kind == kind and (j.verdict != j.made.truth or (j.made.kind in _LIES and not j.named)):
            click.echo(f"{j.verdict} {j.similarity:.3f} {sorted(j.lies)} was {j.made.was!r}: {j.made.quote!r}")


def _print(name: str, measures: Iterator[Measure]) -> None:
    click.echo(name)
    for one in measures:
        click.echo(f"  {one}")


if __name__ == "__main__":
    main()
