import json
from pathlib import Path

import pytest
import torch
from torch import Tensor

from qa.train import e5_reader
from qa.train.e5_reader import BySource
from qa.train.networks import ReaderNetwork
from qa.train.reader import SPAN, Reading


def test_the_loss_is_the_mean_choice_and_a_share_of_the_places_and_is_written_by_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = [torch.tensor(1.0), torch.tensor(2.0), torch.tensor(4.5)]
    places: list[Tensor | None] = [torch.tensor(3.0), None, torch.tensor(5.0)]
    monkeypatch.setattr(e5_reader, "losses_of", lambda network, batch: (choices, places))
    monkeypatch.setattr(e5_reader, "LOG_SECONDS", -1)
    network = torch.nn.Module()
    loss_of = BySource(network, tmp_path / "sources.jsonl")  # type: ignore[arg-type]
    batch = [Reading([], [], None, source) for source in ("squad", "ja", "squad")]
    assert float(loss_of(batch)) == pytest.approx(2.5 + SPAN * 4.0)
    entry = json.loads((tmp_path / "sources.jsonl").read_text(encoding="utf-8"))
    assert entry["sources"] == {"ja": [1, 2.0], "squad": [2, 2.75]}


def test_the_reader_takes_layers_of_any_model() -> None:
    layers = ReaderNetwork().transformer
    assert ReaderNetwork(layers).transformer is layers
