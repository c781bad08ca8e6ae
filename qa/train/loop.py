"""The training loop that all networks share: warm-up and decay, checkpoints that resume, a loss log."""

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from index.progress import Progress
from qa.train.networks import mixed_precision

CHECKPOINT_SECONDS = 120
LOG_EVERY = 20  # steps
WARM_UP = 0.06  # of all steps
HEAD_FACTOR = 5.0  # the new heads learn so much faster than the pre-trained layers


def train(
    network: nn.Module,
    batches: Callable[[int], Iterator[Any]],
    loss_of: Callable[[Any], Tensor],
    *,
    steps: int,
    rate: float,
    folder: Path,
    share: Callable[[int], float] | None = None,
    device: str = "cpu",
) -> None:
    """Train for a number of steps, or go on from the checkpoint in `folder`.

    Args:
        network: what learns; its final weights are in it afterwards.
        batches: the batches from a step on; the same ones each time.
        loss_of: the loss of a batch.
        steps: optimiser steps in all.
        rate: the highest learning rate.
        folder: where `checkpoint.pt` and `loss.jsonl` are kept.
        share: of the highest rate, at a step; a warm-up and half a cosine down if it is not given.
        device: torch's name of where it learns; `loss_of` brings its batch there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network.to(device)
    checkpoint = folder / "checkpoint.pt"
    optimizer = torch.optim.AdamW(_groups(network, rate), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share or (lambda step: _share_of_rate(step, steps)))
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=device)
        network.load_state_dict(network.state_dict() | state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
    network.train()
    saved, losses = time.monotonic(), []
    with (
        (folder / "loss.jsonl").open("a") as log,
        Progress(folder.name, steps, "steps") as progress,
    ):
        progress.advance(done)
        for batch in batches(done):
            if done >= steps:
                break
            with mixed_precision(device):
                loss = loss_of(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            done += 1
            losses.append(loss.item())
            progress.advance(1)
            if done % LOG_EVERY == 0:
                entry = {"step": done, "loss": round(sum(losses) / len(losses), 4), "at": round(time.time())}
                log.write(json.dumps(entry) + "\n")
                log.flush()
                losses.clear()
            if time.monotonic() - saved > CHECKPOINT_SECONDS or done == steps:
                _save(checkpoint, network, optimizer, schedule, done)
                saved = time.monotonic()


def _groups(network: nn.Module, rate: float) -> list[dict[str, Any]]:
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    return [
        {"params": [p for name, p in named if name.startswith("transformer.")], "lr": rate},
        {"params": [p for name, p in named if not name.startswith("transformer.")], "lr": HEAD_FACTOR * rate},
    ]


def load_checkpoint(network: nn.Module, path: Path) -> int:
    """Put the weights of a checkpoint into a network; how many steps they have learnt comes back."""
    state = torch.load(path, weights_only=True, map_location="cpu")
    network.load_state_dict(network.state_dict() | state["network"])
    return int(state["done"])


def linear(steps: int, warm: float = 0.04) -> Callable[[int], float]:
    """A share of the steps up to the whole rate, then down to none, each in a straight line."""
    return lambda step: min((step + 1) / (warm * steps), (1 - step / steps) / (1 - warm))


def _share_of_rate(step: int, steps: int) -> float:
    warm = max(1, int(WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, steps - warm))))


def _save(path: Path, network: nn.Module, optimizer: Any, schedule: Any, done: int) -> None:
    state = {
        "network": {k: v for k, v in network.state_dict().items() if "word_embeddings" not in k},  # they are frozen
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "done": done,
    }
    draft = path.with_suffix(".partial")
    torch.save(state, draft)
    draft.replace(path)
