"""The reader's network, and what training shares: precision, padding, files of weights."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from index.networks.sentencepieces import Layout
from qa.train.packed import Packed, hidden_states

WIDTH = 96  # dimensions of a token vector
DROPOUT = 0.1  # in the reader's training: it goes through its questions several times
BFLOAT16 = ("amx_bf16", "avx512_bf16")  # processors that compute in it have one of these
MULTIPLE = 16  # lengths are padded to; a processor prepares its kernels anew for every shape


def mixed_precision(device: str = "cpu") -> torch.autocast:
    """bfloat16 on a GPU, and where the processor computes in it; where that only imitates it, full precision is four
    times as fast.
    """
    if device != "cpu":
        return torch.autocast(device, torch.bfloat16)
    able = torch.cpu.get_capabilities()
    return torch.autocast("cpu", torch.bfloat16, enabled=any(able.get(name) for name in BFLOAT16))


def padded(layouts: Sequence[Layout]) -> dict[str, Tensor]:
    """int64 (n, longest) ids, types and mask."""
    longest = -(-max(len(layout.ids) for layout in layouts) // MULTIPLE) * MULTIPLE
    arrays = np.zeros((3, len(layouts), longest), dtype=np.int64)
    for row, layout in enumerate(layouts):
        arrays[0, row, : len(layout.ids)] = layout.ids
        arrays[1, row, : len(layout.types)] = layout.types
        arrays[2, row, : len(layout.ids)] = 1
    ids, types, mask = torch.from_numpy(arrays)
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": mask}


class ReaderNetwork(nn.Module):
    """For each token, how much it speaks for its sentence, and whether the answer starts or ends there.

    A sentence's score is the log of its tokens' summed exponentials.
    """

    def __init__(self, layers: Any) -> None:
        super().__init__()
        self.transformer = layers
        self.sentence = nn.Linear(self.transformer.config.hidden_size, 1)
        nn.init.constant_(self.sentence.bias, -4.0)  # a sentence of thirty tokens starts level with none
        self.span = nn.Linear(self.transformer.config.hidden_size, 2)

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """float32 (n, longest) scores and (n, longest, 2) start and end."""
        return self._heads(self.transformer(**inputs).last_hidden_state.float())

    def packed(self, tokens: Packed) -> tuple[Tensor, Tensor]:
        """float32 (tokens) scores and (tokens, 2) start and end, of layouts laid end to end."""
        hidden = hidden_states(self.transformer, tokens, DROPOUT if self.training else 0.0)
        with torch.autocast(hidden.device.type, enabled=False):
            return self._heads(hidden)

    def _heads(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        return self.sentence(hidden).squeeze(-1), self.span(hidden)


def save_network(network: nn.Module, path: Path) -> None:
    """What was learnt, without the frozen embeddings; the folder is made if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({k: v for k, v in network.state_dict().items() if "word_embeddings" not in k}, path)


def load_network(network: nn.Module, path: Path) -> None:
    """Load what `save_network` wrote; the embeddings stay as they are."""
    state = network.state_dict()
    learnt = torch.load(path, weights_only=True)
    network.load_state_dict({k: v for k, v in state.items() if "word_embeddings" in k} | learnt)
