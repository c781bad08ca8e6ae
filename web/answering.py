"""Answers for the API and the page alike: within the queue, counted, logged if the setting says so."""

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g

from qa.answer import Answer
from qa.question import Question
from qa.quotes.asked import Asking
from qa.quotes.checked import Check
from qa.service import Service
from web.clients import Rate, client, is_here
from web.metrics import Metrics
from web.problems import TooManyQuestions

SHARES = 4  # of the queue; one client gets one of them
LATE = 16  # questions over which the time for one is averaged


class Queue:
    """Lets so many questions in at once, and of one client so many; the next one is told when to come back."""

    def __init__(self, size: int, rate: int = 0) -> None:
        """Of so many places; `rate` questions a minute may be one client's, 0 as many as it likes."""
        self._size, self._share = size, max(1, size // SHARES)
        self._rate = Rate(rate)
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._seconds = 0.0  # that a place is held, of late

    @contextmanager
    def place(self, client: str, *, counted: bool = True) -> Iterator[None]:
        """Hold a place; who asks from this machine may hold them all. What is no question is not `counted` as one.

        Raises:
            TooManyQuestions: there is none.
        """
        self._take(client, counted=counted)
        begun = time.monotonic()
        try:
            yield
        finally:
            self._give_back(client, time.monotonic() - begun)

    def _take(self, client: str, *, counted: bool) -> None:
        with self._lock:
            again = max(1, math.ceil(self._seconds))
            if self._held.total() >= self._size:
                raise TooManyQuestions(f"{self._size} questions are being answered already.", again)
            if self._held[client] >= self._share and not is_here(client):
                raise TooManyQuestions(f"{self._share} questions of yours are being answered already.", again)
            if counted:
                self._rate.count(client)
            self._held[client] += 1

    def _give_back(self, client: str, seconds: float) -> None:
        with self._lock:
            self._seconds += (seconds - self._seconds) / LATE
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]


class Answering:
    """Answers the questions of requests."""

    def __init__(self, service: Service, metrics: Metrics, queue: Queue) -> None:
        self._service, self._metrics, self._queue = service, metrics, queue

    def ask(self, question: Question) -> Answer:
        """Answer a question; see `Service.ask`.

        Raises:
            TooManyQuestions: the queue is full, or the client asked too many.
            NoGeneration, DocumentNotFound: as for `Service.ask`.
        """
        g.question = question.text
        with self._queue.place(client()):
            found = self._service.ask(question)
        self._metrics.count(found)
        return found

    def check(self, asking: Asking) -> Check:
        """Check quotes; see `Service.check`.

        Raises:
            TooManyQuestions: the queue is full, or the client asked too many.
            NoGeneration, DocumentNotFound: as for `Service.check`.
        """
        with self._queue.place(client()):
            found = self._service.check(asking)
        self._metrics.count_quotes(found)
        return found
