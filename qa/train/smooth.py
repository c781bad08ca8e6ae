"""Make what a network computes easier to round to 8 bits: SmoothQuant (Xiao et al. 2023, arxiv.org/abs/2211.10438).

A few channels of multilingual-e5-small's hidden states are far larger than the others, and one scale for all that a
text brings about loses the others. Each channel is divided by a factor by which its column of the matrix behind it is
multiplied: what the network says stays the same.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from index.networks.e5 import e5_embeddings
from index.networks.sentencepieces import SentencePieces
from qa.datasets.made_up import read_made_up
from qa.train.layouts import MOST, cut_passages
from qa.train.wider import context

SHRINK = "shrink"  # the buffer of a module with what its input is multiplied by
SEED = 1
EXAMPLES = 120  # texts that the activations are taken from
STRENGTH = 0.8  # of .5, .7, .8 and .9 the one whose scores are nearest to those in full precision
SMALLEST = 1e-5  # a channel or a column is taken to be no smaller

Inputs = dict[str, Tensor]


def example_inputs(pieces: SentencePieces, head: str = "") -> list[Inputs]:
    """Passages of made-up articles, in all their languages, each behind a question of its article, or behind `head`."""
    chance, table, drawn = random.Random(SEED), e5_embeddings(), []
    for made_up in read_made_up("train"):
        _, passages = cut_passages(made_up.article, pieces, MOST)
        drawn += [(head or q.text, chance.choice(passages)) for own in made_up.questions.values() for q in own]
    found = []
    for text, passage in chance.sample(drawn, EXAMPLES):
        (cut,) = pieces.cut([text])
        layout = pieces.lay_out(cut.ids, pieces.context(context(passage, chance)), passage.sentences)
        types = torch.tensor([layout.types])
        embedded = torch.from_numpy(table[np.asarray(layout.ids, dtype=np.int64)])[None]
        found.append({"inputs_embeds": embedded, "token_type_ids": types, "attention_mask": torch.ones_like(types)})
    return found


@torch.no_grad()
def smooth(network: nn.Module, inputs: Iterable[Inputs]) -> None:
    """Move the large channels of what some texts bring about in a network's layers into their matrices.

    It then says the same when it is called as a whole, as `export` does, and nothing but that.

    Args:
        network: a network of `qa.train.networks` or `qa.train.index_encoder`; its layers are changed.
        inputs: what it is called with.
    """
    layers: Any = network.transformer.encoder.layer  # type: ignore[union-attr]
    highest = _highest(network, [m for x in layers for m in (x.attention.self, *_single(x))], inputs)
    for layer in layers:
        own, (inner, out) = layer.attention.self, _single(layer)
        _shrink(own, highest[own], [own.query, own.key, own.value])
        _shrink(inner, highest[inner], [inner])
        factors = _factors(highest[out], [out])
        out.weight *= factors
        own.value.weight /= factors[:, None]  # attention adds up values channel by channel
        own.value.bias /= factors


def _single(layer: Any) -> tuple[Any, Any]:
    return layer.intermediate.dense, layer.attention.output.dense


def _highest(network: nn.Module, modules: Sequence[nn.Module], inputs: Iterable[Inputs]) -> dict[nn.Module, Tensor]:
    """float32 (channels) of each module: the largest value that comes in, without its sign."""
    found: dict[nn.Module, Tensor] = defaultdict(lambda: torch.tensor(SMALLEST))

    def see(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        found[module] = torch.maximum(found[module], given[0].abs().flatten(0, -2).amax(0))

    with ExitStack() as hooks:
        for module in modules:
            hooks.enter_context(module.register_forward_pre_hook(see))
        for each in inputs:
            network(each)
    return found


def _shrink(module: nn.Module, highest: Tensor, matrices: Sequence[nn.Linear]) -> None:
    """Divide what comes into a module, and multiply the matrices that it meets there."""
    factors = _factors(highest, matrices)
    for matrix in matrices:
        matrix.weight *= factors
    module.register_buffer(SHRINK, 1 / factors)
    module.register_forward_pre_hook(lambda own, given: (given[0] * own.get_buffer(SHRINK), *given[1:]))


def _factors(highest: Tensor, matrices: Sequence[nn.Linear]) -> Tensor:
    """float32 (channels), 1 in the mean."""
    columns = torch.stack([matrix.weight.abs().amax(0) for matrix in matrices]).amax(0).clamp_min(SMALLEST)
    factors = highest**STRENGTH / columns ** (1 - STRENGTH)
    return factors / factors.mean()
