"""The threads that run networks: one for each core, shared by all that ask; first come, first served."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

_thread = threading.local()

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What a function that runs a network makes of each item, in order; first come, first served.

    Inside of `meanwhile` it is plain work: a worker that waited for another could wait for ever.
    """
    if getattr(_thread, "works", False):
        return list(map(function, items))
    return list(workers().map(function, items))


def meanwhile(function: Callable[[Item], Result], item: Item) -> Future[Result]:
    """What a function that runs networks makes of an item, while the caller goes on."""
    return workers().submit(_work, function, item)


def _work(function: Callable[[Item], Result], item: Item) -> Result:
    _thread.works = True
    try:
        return function(item)
    finally:
        _thread.works = False


@cache
def workers() -> ThreadPoolExecutor:
    """The threads that run networks, one for each core; all that ask share them."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="network")


def cores() -> int:
    """Processor cores that this process may use; macOS does not tell."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
