import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from index import jobs as module
from index.changes import Add, Change, Listener, Outcome, Remove
from index.errors import DamagedGeneration, FetchError, JobNotFound, LibraryFull, SeedError
from index.jobs import Job, Jobs


@dataclass
class Shelf:
    """Carries out changes once it may; a source of the name `bad` fails all that is carried out with it."""

    may: threading.Event = field(default_factory=threading.Event)
    batches: list[list[str]] = field(default_factory=list)
    refreshed: int = 0
    merged: int = 0

    def apply(self, changes: Sequence[Change], listener: Listener) -> None:
        assert self.may.wait(10)
        names = [change.name if isinstance(change, Add) else change.document for change in changes]
        self.batches.append(names)
        listener.step("reading")
        if "bad" in names:
            raise SeedError("The disk is full.")
        if "bug" in names:
            raise ZeroDivisionError
        listener.step("indexing")
        listener.progress(1, 2)
        for number, name in enumerate(names):
            state = "left_out" if name == "unread" else "added"
            listener.outcome(number, Outcome(name, state, None if state == "left_out" else name))  # type: ignore[arg-type]

    def refresh(self) -> None:
        self.refreshed += 1

    def merge(self) -> None:
        self.merged += 1
        raise DamagedGeneration("A segment is damaged.")  # which is nobody's fault, and stops nothing


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def jobs(shelf: Shelf) -> Jobs:
    return Jobs(shelf.apply, shelf.refresh, shelf.merge)


def over(jobs: Jobs, job: Job) -> Job:
    """The job once it is over."""
    give_up = time.monotonic() + 10
    while (now := jobs.get(job.id)).state == "running":
        assert time.monotonic() < give_up, now
        time.sleep(0.01)
    return now


def test_a_job_passes_its_steps_and_says_what_became_of_each(jobs: Jobs, shelf: Shelf) -> None:
    begun = jobs.submit([Add("a", b"x"), Remove("b")])
    assert (begun.state, [o.name for o in begun.outcomes]) == ("running", ["a", "b"])
    shelf.may.set()
    done = over(jobs, begun)
    assert [passed.step for passed in done.steps] == ["received", "reading", "indexing", "live"]
    assert [(o.name, o.state) for o in done.outcomes] == [("a", "added"), ("b", "added")]
    assert (done.state, done.error, done.done, done.total, shelf.refreshed) == ("done", None, 1, 2, 1)


def test_segments_are_merged_when_nobody_waits_for_it(
    jobs: Jobs, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.may.set()
    for number in (1, 2):
        assert over(jobs, jobs.submit([Add("a", b"x")])).state == "done"
        while shelf.merged < number:
            time.sleep(0.01)
    assert over(jobs, jobs.submit([Add("bad", b"x")])).state == "failed"
    assert shelf.merged == 2
    assert caplog.messages[0] == "segments were not merged: A segment is damaged."


def test_what_waits_becomes_one_generation(jobs: Jobs, shelf: Shelf) -> None:
    first = jobs.submit([Add("a", b"x")])
    while not jobs._queue.empty():  # the first is being carried out, alone
        time.sleep(0.01)
    more = [jobs.submit([Add(name, b"x")]) for name in "bcd"]
    shelf.may.set()
    assert [over(jobs, job).state for job in (first, *more)] == ["done"] * 4
    assert shelf.batches == [["a"], ["b", "c", "d"]]


def test_none_fails_for_anothers_fault(jobs: Jobs, shelf: Shelf) -> None:
    first = jobs.submit([Add("a", b"x")])
    while not jobs._queue.empty():
        time.sleep(0.01)
    good, bad, bug = (jobs.submit([Add(name, b"x")]) for name in ("good", "bad", "bug"))
    shelf.may.set()
    assert (over(jobs, first).state, over(jobs, good).state) == ("done", "done")
    assert (over(jobs, bad).state, over(jobs, bad).error) == ("failed", "The disk is full.")
    assert over(jobs, bug).error == (
        "Something went wrong on our side; nothing was changed. The log of the server has it."
    )


def test_a_job_of_which_nothing_could_be_read_failed_and_is_not_live(jobs: Jobs, shelf: Shelf) -> None:
    shelf.may.set()
    failed = over(jobs, jobs.submit([Add("unread", b"x")]))
    assert (failed.state, failed.steps[-1].step, failed.error) == ("failed", "indexing", None)
    assert over(jobs, jobs.submit([Add("unread", b"x"), Add("a", b"x")])).state == "done"


def test_a_link_is_fetched_beside_the_others_and_then_added(jobs: Jobs, shelf: Shelf) -> None:
    shelf.may.set()
    done = over(jobs, jobs.submit_link("http://e.org/a", lambda: Add("a", b"x")))
    assert [passed.step for passed in done.steps] == ["received", "fetching", "reading", "indexing", "live"]
    assert [o.document for o in done.outcomes] == ["a"]


def test_a_link_that_cannot_be_fetched_says_why(jobs: Jobs) -> None:
    def fetch() -> Add:
        raise FetchError("cannot be fetched: the server answers 404.")

    failed = over(jobs, jobs.submit_link("http://e.org/a", fetch))
    told = Outcome("http://e.org/a", "left_out", why="cannot be fetched: the server answers 404.")
    assert (failed.state, failed.outcomes, failed.error) == ("failed", (told,), None)


def test_more_than_fits_into_memory_has_to_wait(jobs: Jobs, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 10)
    alone = jobs.submit([Add("a", b"x" * 11)])  # nothing else waits, so it may
    with pytest.raises(LibraryFull):
        jobs.submit([Add("b", b"x")])
    shelf.may.set()
    over(jobs, alone)
    while jobs._bytes:
        time.sleep(0.01)
    assert over(jobs, jobs.submit([Add("b", b"x")])).state == "done"


def test_the_oldest_that_is_over_is_forgotten(jobs: Jobs, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    shelf.may.set()
    made = [over(jobs, jobs.submit([Remove(name)])) for name in "abc"]
    with pytest.raises(JobNotFound):
        jobs.get(made[0].id)
    assert jobs.get(made[2].id).state == "done"
