"""Matrices in 4 bits, as they ship: blocks of 32 weights, an fp16 scale and 16 bytes each (18 bytes; llama.cpp's Q4_0).

Byte j of a block holds weight j in its low half and weight j + 16 in its high one, both less 8.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32  # weights
BLOCK_BYTES = 2 + BLOCK // 2

Floats = NDArray[np.float32]
Blocks = NDArray[np.uint8]


def decode(blocks: Blocks) -> Floats:
    """float32 (…, 32 n) of uint8 (…, 18 n)."""
    parts = blocks.reshape(*blocks.shape[:-1], -1, BLOCK_BYTES)
    scales = np.ascontiguousarray(parts[..., :2]).view("<f2").astype(np.float32)
    levels = np.concatenate([parts[..., 2:] & 15, parts[..., 2:] >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray((levels * scales).reshape(*blocks.shape[:-1], -1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of embeddings, uint8 (vocabulary, 18 * width / 32), of which only rows that are looked up are decoded."""

    blocks: Blocks

    @classmethod
    def open(cls, path: Path, width: int) -> "Table":
        """Memory-map a file of rows, `width` weights each."""
        return cls(np.memmap(path, dtype=np.uint8, mode="r").reshape(-1, width // BLOCK * BLOCK_BYTES))

    def __getitem__(self, ids: NDArray[np.int64]) -> Floats:
        """float32 (*ids.shape, width)."""
        return decode(self.blocks[ids])
