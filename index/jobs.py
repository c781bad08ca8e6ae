"""Changes to the library that wait their turn: one thread carries them out, and whoever asks sees how far each is."""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Literal

from index.changes import BAD, Add, Apply, Change, Outcome, Step
from index.errors import JobNotFound, LibraryFull, PinciteError

log = logging.getLogger(__name__)

MOST_WAITING = 256 * 2**20  # bytes of sources that wait; they are held in memory
MOST_KEPT = 1000  # jobs that are remembered; the oldest that are over go first
AT_ONCE = 2  # links fetched

Fetch = Callable[[], Add]


@dataclass(frozen=True, slots=True)
class Passed:
    """A step, and when it began (ISO 8601, UTC)."""

    step: Step
    at: str


@dataclass(frozen=True, slots=True)
class Job:
    """What someone asked for, and how far it is.

    Attributes:
        id: nobody guesses it.
        state: `failed` where nothing of it was done.
        steps: the last is the one it is at.
        done, total: texts encoded for the generation, while it is indexed.
        outcomes: of each source or document, in the order given.
        error: why it failed as a whole: what happened, and what to do.
    """

    id: str
    state: Literal["running", "done", "failed"]
    steps: tuple[Passed, ...]
    outcomes: tuple[Outcome, ...]
    done: int = 0
    total: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: str
    changes: tuple[Change, ...]


class Jobs:
    """The changes of one process; other processes' wait for the same lock. Threads may share it."""

    def __init__(self, apply: Apply, refresh: Callable[[], object], merge: Callable[[], object]) -> None:
        """Begin without any.

        Args:
            apply: carries out changes, as `Library.apply` does.
            refresh: is called when a new generation is live, before a job says so.
            merge: is called when it has said so, as `Library.merge`.
        """
        self._apply, self._refresh, self._merge = apply, refresh, merge
        self._jobs: dict[str, Job] = {}
        self._bytes = 0
        self._lock = threading.Lock()
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._fetching = ThreadPoolExecutor(AT_ONCE, "fetch")
        # A daemon: a server that is told to stop does not wait for it, and a job may be cut off anywhere.
        self._worker = threading.Thread(target=self._work, name="jobs", daemon=True)

    def submit(self, changes: Sequence[Change]) -> Job:
        """Have changes carried out.

        Raises:
            LibraryFull: too much waits already.
        """
        with self._lock:
            size = _size(changes)
            if self._bytes and self._bytes + size > MOST_WAITING:
                raise LibraryFull("Too many sources wait to be added already; try again in a minute.")
            self._bytes += size
            job = self._new([Outcome(c.name if isinstance(c, Add) else c.document) for c in changes])
            self._enqueue(_Waiting(job.id, tuple(changes)))
        return job

    def submit_link(self, address: str, fetch: Fetch) -> Job:
        """Have what is at an address fetched and added; `fetch` raises PinciteError where it cannot be."""
        with self._lock:
            job = self._new([Outcome(address)])
        self._fetching.submit(self._fetch, job.id, fetch)
        return job

    def get(self, job: str) -> Job:
        """How far a job is.

        Raises:
            JobNotFound: there is none of this id, or it was long ago.
        """
        try:
            return self._jobs[job]
        except KeyError:
            raise JobNotFound(f"No job has the id {job!r}: it was long ago, or the server was started anew.") from None

    def close(self) -> None:
        """Stop after what is being carried out."""
        self._queue.put(None)
        self._fetching.shutdown(wait=False, cancel_futures=True)

    def _new(self, outcomes: Sequence[Outcome]) -> Job:
        over = [job.id for job in self._jobs.values() if job.state != "running"]
        for old in over[: max(0, len(self._jobs) + 1 - MOST_KEPT)]:
            del self._jobs[old]
        job = Job(secrets.token_urlsafe(12), "running", (Passed("received", _now()),), tuple(outcomes))
        self._jobs[job.id] = job
        return job

    def _enqueue(self, waiting: _Waiting) -> None:
        self._queue.put(waiting)
        if self._worker.ident is None:
            self._worker.start()

    def _fetch(self, job: str, fetch: Fetch) -> None:
        self.step([job], "fetching")
        try:
            add = fetch()
        except PinciteError as error:
            self.outcome(job, 0, replace(self._jobs[job].outcomes[0], state="left_out", why=str(error)))
            self._end([job])
        except Exception:  # this thread must outlive it
            log.exception("bug in a fetch")
            self._end([job], "Something went wrong on our side; the log of the server has it.")
        else:
            with self._lock:
                self._bytes += len(add.data)
                self._enqueue(_Waiting(job, (add,)))

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, going_on = self._more(first)
            self._carry_out(batch)
            with self._lock:
                self._bytes -= sum(_size(waiting.changes) for waiting in batch)
            if not going_on:
                return

    def _more(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """What waits already, to be one generation; False where nothing more shall be done after it."""
        batch = [first]
        while True:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                return batch, True
            if waiting is None:
                return batch, False
            batch.append(waiting)

    def _carry_out(self, batch: Sequence[_Waiting]) -> None:
        """Carry out jobs together; where that fails, each alone, so that none fails for another's fault."""
        places = [(w.job, number) for w in batch for number in range(len(w.changes))]
        try:
            self._apply([change for w in batch for change in w.changes], _Told(self, places))
        except Exception as error:  # this thread must outlive it
            if len(batch) > 1:
                for waiting in batch:
                    self._carry_out([waiting])
            else:
                self._end([batch[0].job], _reason(error, "; nothing was changed"))
            return
        self._end([w.job for w in batch], self._followed())
        self._tidy()

    def _tidy(self) -> None:
        """Merge segments, now that nobody waits for it; the server follows by itself."""
        try:
            self._merge()
        except Exception as error:  # this thread must outlive it; what is live stays
            log.error("segments were not merged: %s", _reason(error))

    def _followed(self) -> str | None:
        """Have what is live now served; why it is not comes back."""
        try:
            self._refresh()
        except Exception as error:  # this thread must outlive it
            return _reason(error)
        return None

    def step(self, jobs: Sequence[str], step: Step) -> None:
        """Note that jobs are at a step."""
        for job_id in jobs:
            job = self._jobs[job_id]
            if job.steps[-1].step != step:
                self._jobs[job_id] = replace(job, steps=(*job.steps, Passed(step, _now())))

    def outcome(self, job_id: str, number: int, outcome: Outcome) -> None:
        """Note what became of a change."""
        outcomes = list(self._jobs[job_id].outcomes)
        outcomes[number] = outcome
        self._jobs[job_id] = replace(self._jobs[job_id], outcomes=tuple(outcomes))

    def progress(self, jobs: Sequence[str], done: int, total: int) -> None:
        """Note how many texts are encoded."""
        for job_id in jobs:
            self._jobs[job_id] = replace(self._jobs[job_id], done=done, total=total)

    def _end(self, jobs: Sequence[str], error: str | None = None) -> None:
        for job_id in jobs:
            job = self._jobs[job_id]
            bad = error is not None or all(outcome.state in BAD for outcome in job.outcomes)
            if not bad:
                self.step([job_id], "live")
            self._jobs[job_id] = replace(self._jobs[job_id], state="failed" if bad else "done", error=error)


@dataclass(frozen=True, slots=True)
class _Told:
    """Passes on to jobs what is told of their changes, which are numbered through all of them."""

    jobs: Jobs
    places: Sequence[tuple[str, int]]

    def step(self, step: Step) -> None:
        self.jobs.step(self._ids(), step)

    def outcome(self, number: int, outcome: Outcome) -> None:
        self.jobs.outcome(*self.places[number], outcome)

    def progress(self, done: int, total: int) -> None:
        self.jobs.progress(self._ids(), done, total)

    def _ids(self) -> list[str]:
        return list(dict.fromkeys(job_id for job_id, _ in self.places))


def _reason(error: Exception, outcome: str = "") -> str:
    """What went wrong, and what came of it, for who asked; a bug is logged."""
    if isinstance(error, PinciteError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'The disk'}: {error.strerror}{outcome}."
    log.error("bug in a job", exc_info=error)
    return f"Something went wrong on our side{outcome}. The log of the server has it."


def _size(changes: Sequence[Change]) -> int:
    return sum(len(change.data) for change in changes if isinstance(change, Add))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
