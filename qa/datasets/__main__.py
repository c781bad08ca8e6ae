"""Lay out public data: python -m qa.datasets squad|qamr|canard|reqa FILE --to DIR. Other sets are used as published."""

import importlib.util
from pathlib import Path

import click

from index.errors import PinciteError
from index.terminal import Failure
from qa.datasets import canard, qamr, reqa, squad

_file = click.Path(path_type=Path, exists=True, dir_okay=False)
_to = click.option(
    "--to", "data", type=click.Path(path_type=Path, file_okay=False), required=True, help="The data folder."
)


class _Group(click.Group):
    """Commands whose errors are one line."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PinciteError as error:
            raise Failure(str(error)) from None


@click.group(cls=_Group)
def main() -> None:
    """Lay out public data as pincite reads it; qa/datasets/README.md says where it is."""


@main.command("squad")
@click.argument("train", type=_file)
@_to
def lay_out_squad(train: Path, data: Path) -> None:
    """Lay out SQuAD's TRAIN file, train-v1.1.json or train-v2.0.json, and the list of test articles."""
    click.echo(f"{squad.lay_out_train(train, data):,} questions.")


@main.command("qamr")
@click.argument("readable", type=_file, nargs=-1, required=True)
@_to
def lay_out_qamr(readable: tuple[Path, ...], data: Path) -> None:
    """Lay out QAMR's READABLE files, data/readable/dev.tsv and test.tsv."""
    click.echo(f"{qamr.lay_out(readable, data):,} questions.")


@main.command("canard")
@click.argument("release", type=_file)
@_to
def lay_out_canard(release: Path, data: Path) -> None:
    """Lay out a file of CANARD's RELEASE, dev.json for one."""
    click.echo(f"{canard.lay_out(release, data):,} questions.")


@main.command("reqa")
@click.argument("dev", type=_file)
@click.option("--breaks", type=_file, required=True, help="sb_sed.py of google/retrieval-qa-eval, which is run.")
@_to
def lay_out_reqa(dev: Path, breaks: Path, data: Path) -> None:
    """Lay out ReQA's candidates and questions from SQuAD's DEV file, dev-v1.1.json."""
    spec = importlib.util.spec_from_file_location("sb_sed", breaks)
    if spec is None or spec.loader is None:
        raise click.UsageError(f"{breaks} is no Python file.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    candidates, queries = reqa.lay_out(dev, module.infer_sentence_breaks, data)
    click.echo(f"{candidates:,} candidates, {queries:,} questions.")


if __name__ == "__main__":
    main()
