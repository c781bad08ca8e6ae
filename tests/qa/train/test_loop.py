import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from qa.train import loop
from qa.train.loop import HEAD_FACTOR, _groups, _share_of_rate, train

STEPS = 50


class Small(nn.Module):
    """A layer that is pre-trained, by its name, and a head."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.transformer = nn.Linear(4, 4)
        self.head = nn.Linear(4, 1)

    def forward(self, inputs: Tensor) -> Tensor:
        hidden: Tensor = self.transformer(inputs)
        found: Tensor = self.head(hidden)
        return found


def batches(skip: int) -> Iterator[Tensor]:
    """The same inputs each time, from a step on."""
    step = skip
    while True:
        yield torch.randn(8, 4, generator=torch.Generator().manual_seed(step))
        step += 1


@dataclass
class Teacher:
    """The loss of a batch against a fixed target; breaks down at a step."""

    network: nn.Module
    until: int = STEPS
    seen: list[float] = field(default_factory=list)

    def __call__(self, batch: Tensor) -> Tensor:
        if len(self.seen) == self.until:
            raise InterruptedError
        target = batch.sum(dim=1, keepdim=True)
        loss: Tensor = nn.functional.mse_loss(self.network(batch).float(), target)
        self.seen.append(float(loss.detach()))
        return loss


def run(folder: Path, until: int = STEPS, steps: int = STEPS) -> tuple[nn.Module, list[float]]:
    """Train a new network in a folder; it and the losses come back."""
    network = Small()
    teacher = Teacher(network, until)
    train(network, batches, teacher, steps=steps, rate=0.01, folder=folder)
    return network, teacher.seen


def log(folder: Path) -> list[tuple[int, float]]:
    entries = map(json.loads, (folder / "loss.jsonl").read_text().splitlines())
    return [(entry["step"], entry["loss"]) for entry in entries]


def assert_same(one: nn.Module, other: nn.Module) -> None:
    for (name, a), (_, b) in zip(one.named_parameters(), other.named_parameters(), strict=True):
        assert torch.equal(a, b), name


@pytest.mark.slow
def test_training_lowers_the_loss(tmp_path: Path) -> None:
    _, seen = run(tmp_path)
    assert len(seen) == STEPS
    assert sum(seen[-10:]) < sum(seen[:10]) / 4


@pytest.mark.parametrize("killed_after", [1, 7, 49])
@pytest.mark.slow
def test_training_that_was_killed_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_after: int
) -> None:
    whole, seen = run(tmp_path / "whole")
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", -1)  # after every step
    with pytest.raises(InterruptedError):
        run(tmp_path / "killed", until=killed_after)
    resumed, rest = run(tmp_path / "killed")
    assert rest == seen[killed_after:]
    assert_same(resumed, whole)


def test_training_that_was_killed_before_a_checkpoint_starts_again(tmp_path: Path) -> None:
    whole, seen = run(tmp_path / "whole")
    with pytest.raises(InterruptedError):
        run(tmp_path / "killed", until=30)
    again, rest = run(tmp_path / "killed")
    assert rest == seen
    assert_same(again, whole)


def test_training_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    whole, _ = run(tmp_path)
    before = (tmp_path / "loss.jsonl").read_bytes()
    again, seen = run(tmp_path)
    assert seen == []
    assert_same(again, whole)
    assert (tmp_path / "loss.jsonl").read_bytes() == before


def test_a_checkpoint_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(state: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise InterruptedError

    run(tmp_path, steps=10)
    before = (tmp_path / "checkpoint.pt").read_bytes()
    monkeypatch.setattr(torch, "save", power_cut)
    with pytest.raises(InterruptedError):
        run(tmp_path, steps=20)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_the_log_has_the_mean_loss_of_every_twenty_steps(tmp_path: Path) -> None:
    _, seen = run(tmp_path)
    assert log(tmp_path) == [(20, round(sum(seen[:20]) / 20, 4)), (40, round(sum(seen[20:40]) / 20, 4))]


@pytest.mark.slow
def test_a_resumed_log_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", -1)
    with pytest.raises(InterruptedError):
        run(tmp_path, until=20)
    run(tmp_path)
    assert [step for step, _ in log(tmp_path)] == [20, 40]


def test_the_rate_rises_to_the_whole_and_falls_to_a_fiftieth() -> None:
    shares = [_share_of_rate(step, 1000) for step in range(1001)]
    # 6% of all steps warm up.
    assert [shares[0], shares[29], shares[59], shares[60]] == pytest.approx([1 / 60, 30 / 60, 1.0, 1.0])
    assert shares[60 + 470] == pytest.approx(0.02 + 0.98 / 2)
    assert shares[1000] == pytest.approx(0.02)
    assert shares[60:] == sorted(shares[60:], reverse=True)


def test_heads_learn_faster_and_what_is_frozen_not_at_all() -> None:
    network = Small()
    network.transformer.bias.requires_grad_(False)
    layers, heads = _groups(network, 0.01)
    assert (layers["lr"], heads["lr"]) == (0.01, HEAD_FACTOR * 0.01)
    assert [id(p) for p in layers["params"]] == [id(network.transformer.weight)]
    assert [id(p) for p in heads["params"]] == [id(network.head.weight), id(network.head.bias)]


def test_what_is_frozen_stays_as_it_was(tmp_path: Path) -> None:
    network = Small()
    network.transformer.requires_grad_(False)
    before = network.transformer.weight.clone()
    train(network, batches, Teacher(network), steps=5, rate=0.01, folder=tmp_path)
    assert torch.equal(network.transformer.weight, before)
    assert not torch.equal(network.head.weight, Small().head.weight)


def test_batches_are_asked_for_from_the_step_reached(tmp_path: Path) -> None:
    asked: list[int] = []

    def counting(skip: int) -> Iterator[Tensor]:
        asked.append(skip)
        return batches(skip)

    def go(steps: int, source: Callable[[int], Iterator[Tensor]]) -> None:
        network = Small()
        train(network, source, Teacher(network), steps=steps, rate=0.01, folder=tmp_path)

    go(3, counting)
    go(8, counting)
    assert asked == [0, 3]


def test_a_rate_warms_up_and_cools_down_in_straight_lines() -> None:
    share = loop.linear(100)
    assert [share(step) for step in (0, 1, 3, 52, 99)] == pytest.approx([0.25, 0.5, 1.0, 0.5, 0.01 / 0.96])


def test_a_checkpoint_gives_its_weights_and_how_many_steps_they_learnt(tmp_path: Path) -> None:
    trained, fresh = Small(), Small()
    train(trained, batches, Teacher(trained), steps=3, rate=0.01, folder=tmp_path)
    assert loop.load_checkpoint(fresh, tmp_path / "checkpoint.pt") == 3
    for one, other in zip(trained.parameters(), fresh.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
