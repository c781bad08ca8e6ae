"""Answers for the API and the page alike: within the queue, counted, logged if the setting says so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g

from qa.answer import Answer
from qa.question import Question
from qa.service import Service
from web.metrics import Metrics
from web.problems import TooManyQuestions


class Queue:
    """Lets so many questions in at once; the next one is told to come back."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._places = threading.BoundedSemaphore(size)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place.

        Raises:
            TooManyQuestions: there is none.
        """
        if not self._places.acquire(blocking=False):
            raise TooManyQuestions(f"{self._size} questions are being answered already; ask again in a second.")
        try:
            yield
        finally:
            self._places.release()


class Answering:
    """Answers the questions of requests."""

    def __init__(self, service: Service, metrics: Metrics, queue: Queue) -> None:
        self._service, self._metrics, self._queue = service, metrics, queue

    def ask(self, question: Question) -> Answer:
        """Answer a question; see `Service.ask`.

        Raises:
            TooManyQuestions: the queue is full.
            NoGeneration, DocumentNotFound: as for `Service.ask`.
        """
        g.question = question.text
        with self._queue.place():
            found = self._service.ask(question)
        self._metrics.count(found)
        return found
