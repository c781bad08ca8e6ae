"""Questions that an article answers, to begin with: formed from its sentences, kept where pincite finds them there."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread

from index.errors import StoreUnavailable
from index.store import Store
from qa.answer import Answer
from qa.ask import Asker
from qa.phrasing import names, questions
from qa.question import Question

log = logging.getLogger(__name__)

GOOD = 0.5  # confidence from which a question is worth suggesting
MOST = 6
TRIED = 40  # questions asked for one document at most; each takes as long as any question
MOST_WAITING = 8  # documents whose turn has not come; for others there is nothing yet, until they are asked for again
ALIKE = 2  # questions that begin with the same three words

Formed = tuple[str, int]  # a question, and the start of the sentence that it was formed from
Rule = Callable[[str, str], Iterator[str]]
Wanted = tuple[Store, str, "Future[tuple[Suggestion, ...]]"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, and the sentence that answers it: code points, half-open."""

    question: str
    start: int
    end: int
    confidence: float


def suggest(store: Store, document_id: str, asker: Asker) -> tuple[Suggestion, ...]:
    """The questions that a document answers best, best first; at most `MOST`, each from another sentence.

    The same for the same article. None where the article is not in English: the rules are.

    Raises:
        DocumentNotFound: no document has this id.
    """
    document = store.document(document_id)
    if not (document.about.language or "").startswith("en"):
        return ()
    text, ranges = document.text, [(s.start, s.end) for s in store.sentences_of(document_id)]
    formed = _spread(_formed(ranges, text, questions), TRIED)
    formed += _spread(_formed(ranges, text, _about_names), TRIED - len(formed))
    answered = (
        _answered(asker.ask(store, Question(question, documents=(document_id,))), start) for question, start in formed
    )
    return _varied(sorted(filter(None, answered), key=lambda s: (-s.confidence, s.start)))


def _formed(ranges: Sequence[tuple[int, int]], text: str, rule: Rule) -> list[Formed]:
    """Every question that a rule forms, with the start of the first sentence that gives it."""
    formed: dict[str, int] = {}
    for start, end in ranges:
        for question in rule(text[start:end], text):
            formed.setdefault(question, start)
    return list(formed.items())


def _about_names(sentence: str, _: str) -> Iterator[str]:
    for name in names(sentence):
        yield f"What does the article say about {name}?"


def _spread(formed: Sequence[Formed], most: int) -> list[Formed]:
    """At most so many of them, from all over the article."""
    if most <= 0:
        return []
    return list(formed[:: max(1, -(-len(formed) // most))])


def _answered(answer: Answer, start: int) -> Suggestion | None:
    """The suggestion, if pincite surely finds the answer in the sentence that the question was formed from."""
    if not answer.found or answer.confidence < GOOD or answer.asked_as != answer.question:
        return None
    first = answer.citations[0]
    return Suggestion(answer.question, first.start, first.end, answer.confidence) if first.start == start else None


def _varied(best_first: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    kept: list[Suggestion] = []
    for suggestion in best_first:
        if any(suggestion.start == k.start for k in kept):
            continue
        if sum(_opening(suggestion) == _opening(k) for k in kept) < ALIKE:
            kept.append(suggestion)
    return tuple(kept[:MOST])


def _opening(suggestion: Suggestion) -> list[str]:
    return suggestion.question.split()[:3]


class Suggester:
    """Works out the suggestions of the live generation beside the questions that people ask; threads may share it."""

    def __init__(self, current: Callable[[], Store], asker: Asker) -> None:
        """`current` gives the store whose documents are asked."""
        self._current, self._asker = current, asker
        self._generation, self._closed = "", False
        self._begun: dict[str, Future[tuple[Suggestion, ...]]] = {}
        self._lock = Lock()
        self._wanted: SimpleQueue[Wanted | None] = SimpleQueue()
        # A daemon: a server that is told to stop does not wait for it.
        self._worker = Thread(target=self._work, name="suggestions", daemon=True)

    def known(self, document_id: str) -> tuple[Suggestion, ...] | None:
        """A document's suggestions, or None while they are being worked out, which the first call begins.

        Raises:
            NoGeneration: there is no index.
            DocumentNotFound: no document has this id.
        """
        begun = self._begin(document_id)
        return begun.result() if begun is not None and begun.done() else None

    def _begin(self, document_id: str) -> "Future[tuple[Suggestion, ...]] | None":
        """What works them out; None where as many wait as may."""
        store = self._current()
        store.entry(document_id)
        with self._lock:
            if self._generation != store.generation.generation:
                self._generation, self._begun = store.generation.generation, {}
            if document_id not in self._begun:
                if self._wanted.qsize() >= MOST_WAITING:
                    return None
                self._begun[document_id] = Future()
                self._wanted.put((store, document_id, self._begun[document_id]))
                if self._worker.ident is None:
                    self._worker.start()
            return self._begun[document_id]

    def _work(self) -> None:
        while wanted := self._wanted.get():
            store, document_id, begun = wanted
            if store.generation.generation != self._generation:
                continue  # nobody will ask for it any more
            try:
                begun.set_result(suggest(store, document_id, self._asker))
            except StoreUnavailable as error:
                log.warning("no suggestions for %s yet: %s", document_id, error)
                with self._lock:
                    self._begun.pop(document_id, None)  # the next who asks begins anew
            except Exception:  # of one document; the others' are still worked out
                if self._closed:
                    return  # what it asks is gone
                log.exception("no suggestions for %s: a bug", document_id)
                begun.set_result(())

    def close(self) -> None:
        """Stop after what is being worked out, or before: what it needs may go."""
        self._closed = True
        self._wanted.put(None)
