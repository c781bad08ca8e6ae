"""all-MiniLM-L6-v2, which may be chosen, in ONNX Runtime: it starts in a tenth of a second.

`index/weights/minilm.onnx` holds the graph alone; it points at the weights in the installed safetensors file. Vectors
agree with those of sentence-transformers to 1e-5, so both carry the SHA-256 of these weights and share one cache.
"""

from collections.abc import Sequence

import numpy as np

from index.errors import ModelError
from index.networks.encoder import Vectors
from index.networks.models import MINILM_SHA256, minilm_folder
from index.networks.sentencepieces import Pieces
from index.networks.sessions import Session, shipped
from index.networks.threads import in_parallel
from index.networks.wordpieces import word_pieces
from index.settings import MINILM

BATCH = 8  # texts; on one core more bring nothing, and pad more
MOST_PIECES = 256  # of a text with its [CLS] and [SEP], as sentence-transformers reads it


class MiniLM:
    """all-MiniLM-L6-v2; safe to share between threads."""

    name, sha256, dimension = MINILM, MINILM_SHA256, 384

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pieces = word_pieces()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, 384), rows of L2 norm 1; texts of like length share a batch."""
        pieces = self._pieces.cut(texts)
        order = sorted(range(len(texts)), key=lambda number: -len(pieces[number].ids))  # no core ends on a long one
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        found = in_parallel(lambda batch: self._encode([pieces[number] for number in batch]), batches)
        for batch, rows in zip(batches, found, strict=True):
            vectors[batch] = rows
        return vectors

    questions = encode

    def _encode(self, batch: Sequence[Pieces]) -> Vectors:
        rows = [[self._pieces.cls, *pieces.ids[: MOST_PIECES - 2], self._pieces.sep] for pieces in batch]
        ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        return self._session.run({"ids": ids, "mask": mask})[0]


def load_minilm() -> MiniLM:
    """all-MiniLM-L6-v2.

    Raises:
        ModelError: its weights are not the published ones, or its graph is not the one that was shipped.
    """
    session = shipped("index", "minilm", beside=minilm_folder())
    if session is None:
        raise ModelError("index/weights/minilm.onnx is missing; reinstall pincite.")
    return MiniLM(session)
