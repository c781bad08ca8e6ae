"""The training loop that both networks share: warm-up and decay, checkpoints that resume, a loss log."""

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    parts: int = 1,
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
        parts: a batch, then a sequence, is cut into so many, each on a core of its own. Cores that wait for each
            other in every matrix, as they do in one part, lose most of their time where others want them too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    optimizer = torch.optim.AdamW(_groups(network, rate), weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share or (lambda step: _share_of_rate(step, steps)))
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(network.state_dict() | state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
    saved, losses, network_ = time.monotonic(), [], network.train()
    with (
        (folder / "loss.jsonl").open("a") as log,
        Progress(folder.name, steps, "steps") as progress,
        ThreadPoolExecutor(parts, initializer=lambda: torch.set_num_threads(1)) as cores,
    ):
        progress.advance(done)
        for batch in batches(done):
            if done >= steps:
                break
            loss = _backward(loss_of, batch) if parts == 1 else _in_parts(network_, loss_of, batch, cores, parts)
            nn.utils.clip_grad_norm_(network_.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            done += 1
            losses.append(loss)
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


def _backward(loss_of: Callable[[Any], Tensor], batch: Any) -> float:
    with mixed_precision():
        loss = loss_of(batch)
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.item()


def _in_parts(
    network: nn.Module, loss_of: Callable[[Any], Tensor], batch: Sequence[Any], cores: ThreadPoolExecutor, parts: int
) -> float:
    """The mean of the parts' gradients, as of one batch."""
    parameters = [p for p in network.parameters() if p.requires_grad]

    def gradients(part: Sequence[Any]) -> tuple[float, Sequence[Tensor | None]]:
        with mixed_precision():
            loss = loss_of(part)
        return loss.item(), torch.autograd.grad(loss, parameters, allow_unused=True)

    found = list(cores.map(gradients, [batch[start::parts] for start in range(parts)]))
    for parameter, *of_parts in zip(parameters, *(of_part for _, of_part in found), strict=True):
        known = [gradient for gradient in of_parts if gradient is not None]
        parameter.grad = torch.stack(known).sum(0) / parts if known else None
    return sum(loss for loss, _ in found) / parts


def load_checkpoint(network: nn.Module, path: Path) -> int:
    """Put the weights of a checkpoint into a network; how many steps they have learnt comes back."""
    state = torch.load(path, weights_only=True)
    network.load_state_dict(network.state_dict() | state["network"])
    return int(state["done"])


def constant(warm_up: int) -> Callable[[int], float]:
    """The whole rate after so many steps of warm-up, for training whose end is not known yet."""
    return lambda step: min(1.0, (step + 1) / warm_up)


def cooldown(start: int, steps: int) -> Callable[[int], float]:
    """From the whole rate at a step down to none in a straight line: what makes `constant`'s weights good (WSD).

    Hägele et al. 2024, "Scaling laws and compute-optimal training beyond fixed training durations".
    """
    return lambda step: max(0.0, 1 - (step - start) / steps)


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
