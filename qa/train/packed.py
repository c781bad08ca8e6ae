"""Run multilingual-e5-small's layers over sequences laid end to end, so that nothing is padded.

On a GPU attention goes by the sequences' bounds (FlashAttention, Dao 2023); on a processor they are padded for it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Tensors:
    """Tensors that go to a device together."""

    def to(self, device: torch.device) -> Self:
        """The same on a device."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: v.to(device) for name, v in values.items() if isinstance(v, Tensor | Tensors)})


@dataclass(frozen=True, slots=True)
class Packed(Tensors):
    """Sequences of pieces, end to end.

    Attributes:
        ids, positions: int64 (tokens); a position counts from the beginning of its sequence.
        bounds: int32 (sequences + 1), where each begins, and the last one ends.
        longest: tokens of the longest one.
    """

    ids: Tensor
    positions: Tensor
    bounds: Tensor
    longest: int


def pack(sequences: Sequence[Sequence[int]]) -> Packed:
    """Lay sequences end to end."""
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    bounds = functional.pad(lengths.cumsum(0), (1, 0))
    ids = torch.tensor([piece for sequence in sequences for piece in sequence])
    positions = torch.arange(len(ids)) - bounds[:-1].repeat_interleave(lengths)
    return Packed(ids, positions, bounds.int(), int(lengths.max()))


def numbers(values: Iterable[int]) -> Tensor:
    """int64 (n)."""
    return torch.tensor(list(values), dtype=torch.int64)


def hidden_states(bert: Any, packed: Packed, dropout: float = 0.0) -> Tensor:
    """float32 (tokens, width): what a BertModel makes of the sequences; some of what each block adds is dropped."""
    embeddings = bert.embeddings
    states = embeddings.word_embeddings(packed.ids) + embeddings.position_embeddings(packed.positions)
    states = embeddings.LayerNorm(states + embeddings.token_type_embeddings.weight[0])
    for layer in bert.encoder.layer:
        own, out = layer.attention.self, layer.attention.output
        queries, keys, values = (part(states).unflatten(1, (own.num_attention_heads, -1)) for part in _parts(own))
        attended = out.dense(_attend(queries, keys, values, packed).flatten(1))
        states = out.LayerNorm(states + functional.dropout(attended, dropout))
        inner = layer.intermediate.intermediate_act_fn(layer.intermediate.dense(states))
        states = layer.output.LayerNorm(states + functional.dropout(layer.output.dense(inner), dropout))
    found: Tensor = states.float()
    return found


def logsumexp(values: Tensor, owners: Tensor, count: int) -> Tensor:
    """float32 (count): of the values of each owner, float32 (n) and int64 (n); about -inf for an owner of none."""
    highest = values.new_full((count,), -1e30).scatter_reduce(0, owners, values.detach(), "amax")
    sums = values.new_zeros(count).index_add(0, owners, (values - highest[owners]).exp())
    return highest + sums.clamp_min(1e-30).log()


def _parts(attention: Any) -> tuple[Any, Any, Any]:
    return attention.query, attention.key, attention.value


def _attend(queries: Tensor, keys: Tensor, values: Tensor, packed: Packed) -> Tensor:
    """(tokens, heads, width of a head), each sequence for itself."""
    if queries.is_cuda:
        parts = (part.to(torch.bfloat16).contiguous() for part in (queries, keys, values))
        bounds, longest = packed.bounds, packed.longest
        scale = 1 / math.sqrt(queries.shape[-1])
        found: Tensor = torch.ops.aten._flash_attention_forward(
            *parts, bounds, bounds, longest, longest, 0.0, False, False, scale=scale
        )[0]
        return found
    count, longest = len(packed.bounds) - 1, packed.longest
    lengths = packed.bounds.diff()
    rows = torch.arange(count).repeat_interleave(lengths)

    def padded(part: Tensor) -> Tensor:
        blank = part.new_zeros(count, longest, *part.shape[1:])
        return blank.index_put((rows, packed.positions), part).transpose(1, 2)

    mask = (torch.arange(longest) < lengths[:, None])[:, None, None]
    attended = functional.scaled_dot_product_attention(padded(queries), padded(keys), padded(values), mask)
    return attended.transpose(1, 2)[rows, packed.positions]
