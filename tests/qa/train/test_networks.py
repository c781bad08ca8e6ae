from pathlib import Path

import pytest
import torch
from torch import nn

from qa.train.networks import load_network, mixed_precision, save_network


@pytest.mark.parametrize(
    ("able", "enabled"),
    [({"avx512_bf16": True}, True), ({"avx512_bf16": False, "amx_bf16": True}, True), ({"avx512_vnni": True}, False)],
)
def test_bfloat16_is_for_processors_that_compute_in_it(
    able: dict[str, bool], enabled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    with mixed_precision():
        assert torch.is_autocast_enabled("cpu") is enabled
        assert torch.get_autocast_dtype("cpu") == torch.bfloat16


class Small(nn.Module):
    def __init__(self, value: float) -> None:
        super().__init__()
        self.head, self.word_embeddings = nn.Linear(1, 1), nn.Embedding(1, 1)
        for parameter in self.parameters():
            nn.init.constant_(parameter, value)


def test_what_was_learnt_is_kept_in_a_new_folder_without_the_embeddings(tmp_path: Path) -> None:
    save_network(Small(1.0), tmp_path / "reader/network.pt")
    network = Small(2.0)
    load_network(network, tmp_path / "reader/network.pt")
    assert [float(parameter.detach()) for parameter in network.parameters()] == [1.0, 1.0, 2.0]
