"""`pincite add`, `remove` and `documents`: what is in the library. Heavy imports wait until a command runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import FetchError
from index.settings import Settings
from index.terminal import FAILED, WrongUsage, echo_json, json_option, with_settings

if TYPE_CHECKING:
    from index.changes import Add, Change, Outcome
    from index.library import Library

TOGETHER = 256 * 2**20  # bytes of sources that become one generation


@click.command()
@click.argument("sources", nargs=-1, metavar="FILE|FOLDER|URL...")
@with_settings("seeds", "index", "model", "keep", "fetch")
@click.option("--example", is_flag=True, help="Add the article that pincite brings along.")
@json_option
def add(settings: Settings, sources: tuple[str, ...], example: bool, as_json: bool) -> None:
    """Add files, folders and links to the library, and make them answerable.

    Each is copied into the seeds folder; a name that is taken gets a number, and what is there already is left alone.
    A running server answers from it within a second. A link is fetched only with --fetch. What cannot be read is left
    out, and the exit code is then 1.

    \b
    pincite add report.pdf notes/
    pincite add --fetch https://example.org/article.html
    """
    if not settings.fetch and (links := [source for source in sources if _is_link(source)]):
        raise WrongUsage(f"{links[0]} is a link, and links are fetched only with --fetch or PINCITE_FETCH=true.")
    if not sources and not example:
        raise click.UsageError("Name what to add: a file, a folder, a link, or --example.")
    from index.catalogue import bring

    outcomes = _added(settings, sources, example=example)
    bring(settings)
    _report(outcomes, as_json=as_json)


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="ID...")
@with_settings("seeds", "index", "model", "keep")
@json_option
def remove(settings: Settings, documents: tuple[str, ...], as_json: bool) -> None:
    """Remove documents, and their sources from the seeds folder; `pincite documents` lists their ids.

    Generations that are kept for `pincite index rollback` hold them until others take their places.

    \b
    pincite remove report
    """
    from index.catalogue import bring
    from index.changes import Remove

    outcomes = _apply(_library(settings), [Remove(document) for document in documents])
    bring(settings)
    _report(outcomes, as_json=as_json)


@click.command()
@with_settings("index")
@json_option
def documents(settings: Settings, as_json: bool) -> None:
    """List the documents that can be asked about: id, sentences, title."""
    from index.catalogue import open_live

    entries = open_live(settings).documents()
    if as_json:
        echo_json([{"id": e.id, **asdict(e.about), "title": e.title, "sentences": e.sentences} for e in entries])
        return
    wide = min(max((len(entry.id) for entry in entries), default=0), 60)
    for entry in entries:
        click.echo(f"{entry.id:{wide}}  {entry.sentences:6,}  {entry.title}")


def _added(settings: Settings, sources: Iterable[str], *, example: bool) -> "list[Outcome]":
    """Add what is given, as many at once as fit into memory."""
    from index.changes import Outcome
    from index.example import example as brought

    library = _library(settings)
    outcomes: list[Outcome] = []
    waiting: list[Add] = [brought()] if example else []
    size = 0
    for source in chain.from_iterable(map(_given, sources)):
        if isinstance(source, Outcome):
            outcomes.append(source)
            continue
        waiting.append(source)
        size += len(source.data)
        if size > TOGETHER:
            outcomes += _apply(library, waiting)
            waiting, size = [], 0
    return outcomes + (_apply(library, waiting) if waiting else [])


def _given(source: str) -> "Iterator[Add | Outcome]":
    from index.changes import Outcome
    from index.given import given

    if not _is_link(source):
        yield from given(Path(source))
        return
    from index.fetch import fetch

    try:
        yield fetch(source)
    except FetchError as error:
        yield Outcome(source, "left_out", why=str(error))


def _is_link(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _library(settings: Settings) -> "Library":
    from index.library import Library
    from index.networks.loading import load_encoder

    return Library(settings.seeds, settings.index, load_encoder(settings.model), settings.keep, quiet=False)


def _apply(library: "Library", changes: "Sequence[Change]") -> "list[Outcome]":
    from index.changes import Heard

    heard = Heard()
    library.apply(changes, heard)
    library.merge()
    return [heard.outcomes[number] for number in range(len(changes))]


def _report(outcomes: "list[Outcome]", *, as_json: bool) -> None:
    from index.changes import BAD

    if as_json:
        echo_json([asdict(outcome) for outcome in outcomes])
    for outcome in [] if as_json else outcomes:
        click.echo(_line(outcome), err=outcome.state in BAD)
        for why in outcome.partly:
            click.echo(f"  {outcome.name} {why}", err=True)
    if any(outcome.state in BAD for outcome in outcomes):
        raise SystemExit(FAILED)


def _line(outcome: "Outcome") -> str:
    match outcome.state:
        case "added":
            return f"Added {outcome.name} as {outcome.document}."
        case "there":
            return f"{outcome.name} is there already, as {outcome.document}."
        case "removed":
            return f"Removed {outcome.name}."
        case "missing":
            return f"pincite: {outcome.why} `pincite documents` lists those there are."
        case _:
            return f"pincite: {outcome.name} {outcome.why}"
