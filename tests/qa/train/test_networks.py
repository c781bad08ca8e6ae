import pytest
import torch

from qa.train.networks import mixed_precision


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
