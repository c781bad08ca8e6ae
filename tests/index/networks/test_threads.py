import threading
import time

import pytest

from index.networks.threads import cores, in_parallel, meanwhile


def test_what_runs_in_parallel_comes_back_in_order_and_on_as_many_threads_as_there_are_cores() -> None:
    def slow(number: int) -> tuple[int, str]:
        time.sleep(0.002 * (number % 3))
        return number, threading.current_thread().name

    numbers, threads = zip(*in_parallel(slow, range(50)), strict=True)
    assert numbers == tuple(range(50))
    assert len(set(threads)) <= cores()
    assert threading.current_thread().name not in threads


def test_an_error_in_parallel_reaches_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        in_parallel(lambda number: 1 // number, [1, 0, 1])


def test_what_runs_meanwhile_may_run_networks_itself_though_all_workers_do() -> None:
    def many(number: int) -> tuple[list[int], str]:
        return in_parallel(lambda other: number * other, range(3)), threading.current_thread().name

    begun = [meanwhile(many, number) for number in range(4 * cores())]
    numbers, threads = zip(*(future.result(timeout=60) for future in begun), strict=True)
    assert list(numbers) == [[0, number, 2 * number] for number in range(4 * cores())]
    assert threading.current_thread().name not in threads
    # A worker that ran such a function is one of many again.
    _, parallel = zip(*(in_parallel(lambda n: (n, threading.current_thread().name), range(50))), strict=True)
    assert set(parallel) <= {f"network_{n}" for n in range(cores())}
