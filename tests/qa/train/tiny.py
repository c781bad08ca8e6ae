"""A network for training that is made in no time."""

import torch
from torch import Tensor, nn

from qa.train.networks import LateNetwork


class TinyLate(LateNetwork):
    """A vector of its own for every word piece, wherever it stands, and equal weights."""

    def __init__(self) -> None:
        nn.Module.__init__(self)
        torch.manual_seed(0)
        self.table = nn.Embedding(31_000, 8)
        self.scale = nn.Parameter(torch.tensor(1.0))

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        vectors = nn.functional.normalize(self.table(inputs["input_ids"]), dim=-1)
        mask = inputs["attention_mask"].float()
        return vectors, mask / mask.sum(dim=1, keepdim=True)

    def of(self, ids: list[int]) -> Tensor:
        return nn.functional.normalize(self.table(torch.tensor(ids)), dim=-1)
