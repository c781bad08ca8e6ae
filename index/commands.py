"""`pincite index …`: build and look after the index. Heavy imports wait until a command runs."""

from dataclasses import asdict

import click

from index.settings import Settings
from index.terminal import echo_json, json_option, with_settings


@click.group()
def index() -> None:
    """Build and look after the index of the source articles."""


@index.command()
@with_settings("seeds", "index", "store", "model", "keep")
@click.option("--full", is_flag=True, help="Read and embed everything again, not only what changed.")
@click.option("--strict", is_flag=True, help="Fail, and change nothing, where a source cannot be read.")
@click.option("--shard", metavar="N/OF", help="Build only this part of the articles, as 3/16; then `publish` all.")
@json_option
def rebuild(settings: Settings, full: bool, strict: bool, shard: str | None, as_json: bool) -> None:
    """Build a new generation from the articles and make it live.

    What cannot be read is left out, and listed at the end with the reason. The generation being served stays
    untouched until the new one is whole; a running server then switches to it.

    \b
    pincite index rebuild
    pincite index rebuild --seeds ~/articles
    pincite index rebuild --shard 3/16
    """
    from index.build import rebuild as build
    from index.catalogue import bring
    from index.networks.loading import load_encoder
    from index.reading.process import ReadingProcess
    from index.reading.seeds import find_seeds
    from index.shards import Shard

    part = None if shard is None else Shard.parse(shard)
    find_seeds(settings.seeds)  # say what is missing before a model is loaded for seconds
    with ReadingProcess() as process:
        process.start()  # it gets ready while the networks load
        report = build(
            settings.seeds,
            settings.index,
            load_encoder(settings.model),
            keep=settings.keep,
            full=full,
            strict=strict,
            process=process,
            shard=part,
        )
    if part is None:
        bring(settings)
    if as_json:
        echo_json(asdict(report))
    else:
        click.echo(str(report) if part is None else f"Shard {part} is built: {report.told}")


@index.command()
@with_settings("index", "store", "keep")
@json_option
def publish(settings: Settings, as_json: bool) -> None:
    """Make one generation of all shards live, if every one is whole.

    Each shard is built by `pincite index rebuild --shard N/OF`, in any order, at once or not, on this machine or where
    the index folder is shared.

    \b
    pincite index publish
    """
    from index.catalogue import bring
    from index.publish import publish as publish_all

    published = publish_all(settings.index, keep=settings.keep)
    bring(settings)
    if as_json:
        echo_json(asdict(published))
    else:
        click.echo(str(published))


@index.command()
@with_settings("index")
@json_option
def verify(settings: Settings, as_json: bool) -> None:
    """Check the live generation: every file, offset and vector."""
    from index.storage.generations import Generations
    from index.storage.verify import verify as check

    verified = check(Generations(settings.index).live())
    if as_json:
        echo_json(asdict(verified))
    else:
        click.echo(str(verified))


@index.command("list")
@with_settings("index")
@json_option
def list_(settings: Settings, as_json: bool) -> None:
    """List the generations, oldest first; the live one is marked with a star.

    One that is damaged, or that another version of pincite built, is named on standard error.
    """
    from index.errors import DamagedGeneration
    from index.storage.generations import Generations
    from index.storage.manifest import Manifest

    generations = Generations(settings.index)
    live = generations.live().name
    manifests = []
    for name in generations.names():
        try:
            manifests.append(Manifest.read(generations.root / name))
        except DamagedGeneration as error:
            if name == live:
                raise
            click.echo(f"pincite: {error}", err=True)
    if as_json:
        echo_json([asdict(m) | {"live": m.generation == live} for m in manifests])
        return
    for m in manifests:
        mark = "*" if m.generation == live else " "
        counts = f"{m.documents:,} documents  {m.sentences:,} sentences  {len(m.segments):,} segments"
        click.echo(f"{mark} {m.generation}  {counts}  {m.model.name}")


@index.command()
@with_settings("index", "store")
def rollback(settings: Settings) -> None:
    """Make the generation before the live one live again."""
    from index.catalogue import bring
    from index.storage.generations import Generations

    name = Generations(settings.index).rollback()
    bring(settings)
    click.echo(f"Generation {name} is live.")
