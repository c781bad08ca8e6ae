"""An encoder whose cosines can be worked out by hand."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.networks.encoder import Vectors


@dataclass
class BagOfWords:
    """Every distinct word is an axis, so a cosine is shared words / sqrt(words of one * words of the other)."""

    name: str = "bag-of-words"
    sha256: str = "0" * 64
    dimension: int = 1024
    given: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, dimension), rows of L2 norm 1; `given` remembers the texts."""
        self.given.extend(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            words = set(re.findall(r"\w+", text.lower())) or {""}
            axes = [int(hashlib.sha256(w.encode()).hexdigest(), 16) % self.dimension for w in words]
            vectors[row, axes] = 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.encode(texts)
