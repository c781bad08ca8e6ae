"""Turn texts into vectors: what every encoder promises."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Anything that turns texts into unit vectors; `name` and `sha256` say with which weights."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of sentences and passages: float32 (n, dimension), rows of L2 norm 1."""
        ...

    def questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, which some encoders tell from other texts; the same shape."""
        ...
