"""`pincite check`. Heavy imports wait until it runs."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import DocumentNotFound
from index.settings import Settings
from index.terminal import Failure, WrongUsage, json_option, with_settings

if TYPE_CHECKING:
    from qa.quotes.changes import Change
    from qa.quotes.checked import Check, CheckedQuote, Stand

ABSENT = 3  # exit code where a quote is not there
_SIGNS = {"exact": ("✓", "green"), "near": ("≈", "yellow"), "absent": ("✗", "red")}
_HANG = " " * 10


@click.command()
@click.argument("answer", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@with_settings("index")
@click.option("--document", metavar="ID", help="The document that the quotes are said to be from; else any.")
@click.option("--strict", is_flag=True, help="A quote that is near does not do either.")
@json_option
def check(settings: Settings, answer: str, document: str | None, strict: bool, as_json: bool) -> None:
    """Say of each quote in the file ANSWER, or of standard input ("-"), whether it really stands in the articles.

    It is exact, near (with what was changed) or absent. Exit code 3 says that one is absent.

    \b
    pincite check answer.md
    pbpaste | pincite check -
    """
    from index.catalogue import open_live
    from qa.quotes.asked import Asking
    from qa.quotes.check import check as check_quotes

    text = _text(answer)
    store = open_live(settings)
    try:
        found = check_quotes(store, Asking.in_file(text, document))
    except DocumentNotFound as error:
        raise Failure(f"{error} An id is the article's path under the seeds folder, without its ending.") from None
    if as_json:
        from pydantic import TypeAdapter

        from qa.quotes.checked import Check

        click.echo(TypeAdapter(Check).dump_json(found, indent=2).decode())
    else:
        click.echo("\n".join(_lines(found)))
    if found.absent or (strict and found.near):
        raise SystemExit(ABSENT)


def _text(answer: str) -> str:
    name = "standard input" if answer == "-" else answer
    data = sys.stdin.buffer.read() if answer == "-" else Path(answer).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUsage(f"{name} is not UTF-8 (byte {error.start}); save it as UTF-8.") from None


def _lines(found: "Check") -> Iterator[str]:
    for quote in found.quotes:
        yield from _quote(quote)
    count = len(found.quotes)
    counts = f"{found.exact} exact, {found.near} near, {found.absent} absent"
    yield f"{count} quote{'' if count == 1 else 's'}: {counts}" if count else "There are no quotes in it."


def _quote(quote: "CheckedQuote") -> Iterator[str]:
    sign, colour = _SIGNS[quote.verdict]
    head = click.style(f"{sign} {quote.verdict:<7}", fg=colour, bold=True)
    folded = f" (but for {', '.join(quote.folded)})" if quote.folded else ""
    yield f"{head} “{' '.join(quote.quote.split())}”{folded}"
    for change in quote.changes:
        yield _HANG + _change(change)
    for stand in quote.stands:
        yield _HANG + _place(stand)
    if quote.nearest is not None:
        yield f"{_HANG}closest, which does not say it: {' '.join(quote.nearest.text.split())}"
        yield _HANG + _place(quote.nearest)
    for stand in quote.also_in:
        yield f"{_HANG}also in {_place(stand)}"


def _change(change: "Change") -> str:
    said, there = (" ".join(text.split()) for text in (change.quote, change.source))
    if change.how == "joined":
        return "joined of two stretches that stand apart"
    if change.how == "changed":
        return f"{change.what} changed: “{said}”, the source has “{there}”"
    return f"{change.what} {change.how}: “{said or there}”"


def _place(stand: "Stand") -> str:
    page = "" if stand.place is None or stand.place.page is None else f", page {stand.place.page}"
    return f"{stand.document.title}{page}, characters {stand.start} to {stand.end}"
