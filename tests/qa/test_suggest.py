import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from index.documents import About
from index.errors import DocumentNotFound
from index.networks.encoder import Encoder
from index.storage.local import LocalStore
from index.store import Store
from qa.answer import Answer
from qa.ask import Asker, make_asker
from qa.question import Question
from qa.reader import PassageReader
from qa.suggest import ALIKE, GOOD, MOST, MOST_WAITING, Suggester, Suggestion, suggest
from tests.building import article, stored

ARTICLE = "ukraine-security-guarantees"


@pytest.fixture(scope="module")
def asker(encoder: Encoder, reader: PassageReader | None) -> Asker:
    return make_asker(encoder, reader)


@pytest.fixture(scope="module")
def suggestions(store: LocalStore, asker: Asker) -> tuple[Suggestion, ...]:
    return suggest(store, ARTICLE, asker)


@pytest.mark.slow
def test_every_suggestion_is_answered_by_the_sentence_it_comes_from(
    suggestions: tuple[Suggestion, ...], store: LocalStore, asker: Asker
) -> None:
    assert 3 <= len(suggestions) <= MOST
    for suggestion in suggestions:
        answer = asker.ask(store, Question(suggestion.question))
        assert answer.found
        assert (answer.citations[0].start, answer.citations[0].end) == (suggestion.start, suggestion.end)
        assert answer.confidence == suggestion.confidence >= GOOD


@pytest.mark.slow
def test_the_best_comes_first_and_they_differ(suggestions: tuple[Suggestion, ...]) -> None:
    assert [s.confidence for s in suggestions] == sorted((s.confidence for s in suggestions), reverse=True)
    assert len({s.start for s in suggestions}) == len(suggestions)
    openings = [s.question.split()[:3] for s in suggestions]
    assert max(map(openings.count, openings)) <= ALIKE


@pytest.mark.slow
def test_the_same_article_gives_the_same(suggestions: tuple[Suggestion, ...], store: LocalStore, asker: Asker) -> None:
    assert suggest(store, ARTICLE, asker) == suggestions


def test_a_document_that_is_not_there_has_none(store: LocalStore, asker: Asker) -> None:
    with pytest.raises(DocumentNotFound, match="'none'"):
        suggest(store, "none", asker)


@pytest.fixture
def suggester(store: LocalStore, asker: Asker) -> Iterator[Suggester]:
    made = Suggester(lambda: store, asker)
    yield made
    made.close()


def waited_for(suggester: Suggester) -> tuple[Suggestion, ...]:
    give_up = time.monotonic() + 120
    while (known := suggester.known(ARTICLE)) is None:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return known


@pytest.mark.slow
def test_a_suggester_begins_at_the_first_call_and_keeps_what_it_found(
    suggester: Suggester, suggestions: tuple[Suggestion, ...]
) -> None:
    known = waited_for(suggester)
    assert known == suggestions
    assert suggester.known(ARTICLE) is known


class Faltering(Asker):
    """Cannot be asked its first question, which ends what is worked out for the first document."""

    def __init__(self, asker: Asker) -> None:
        self._inner, self._asked = asker, False

    def ask(self, store: Store, question: Question) -> Answer:
        if not self._asked:
            self._asked = True
            raise RuntimeError("cannot be asked")
        return self._inner.ask(store, question)


def test_a_document_whose_suggestions_fail_has_none_and_the_next_has_its_own(
    tmp_path: Path, asker: Asker, encoder: Encoder, reader: PassageReader | None, caplog: pytest.LogCaptureFixture
) -> None:
    text = "The mayor met Anna Lindqvist in Paris on Monday. John Smith urged both sides to settle by the end of May."
    english = replace(article(text, ARTICLE).document, about=About("NEWS", language="en"))
    short = stored(tmp_path, encoder, replace(article(text, ARTICLE), document=english))
    made = Suggester(lambda: short, Faltering(asker))
    assert waited_for(made) == ()
    assert [r.message for r in caplog.records if r.exc_info] == [f"no suggestions for {ARTICLE}: a bug"]
    made._begun.clear()  # as after a rebuild
    assert waited_for(made) != ()
    made.close()


def test_an_article_in_another_language_has_none(
    tmp_path: Path, encoder: Encoder, reader: PassageReader | None
) -> None:
    text = "The old judge urged both sides to settle."
    german = replace(article(text).document, about=About("NEWS", language="de"))
    store = stored(tmp_path, encoder, replace(article(text), document=german))
    assert suggest(store, "news", make_asker(encoder, reader)) == ()


def test_a_suggester_knows_which_documents_there_are(suggester: Suggester) -> None:
    with pytest.raises(DocumentNotFound):
        suggester.known("none")


def test_no_more_documents_wait_than_may(tmp_path: Path, encoder: Encoder) -> None:
    plain = [article("John Smith urged both sides in Paris to settle.", f"a{n:02}") for n in range(12)]
    english = [replace(a, document=replace(a.document, about=About("NEWS", language="en"))) for a in plain]
    store, held = stored(tmp_path, encoder, *english), Event()

    class Held(Asker):
        def __init__(self) -> None: ...

        def ask(self, store: Store, question: Question) -> Answer:
            held.wait(timeout=60)
            raise RuntimeError("not asked for real")

    made = Suggester(lambda: store, Held())
    assert [made.known(f"a{n:02}") for n in range(12)] == [None] * 12
    assert len(made._begun) <= MOST_WAITING + 1
    held.set()
    while made.known("a11") is None:
        time.sleep(0.05)
    made.close()


def test_what_fails_after_the_end_is_no_bug(store: LocalStore, caplog: pytest.LogCaptureFixture) -> None:
    begun, held = Event(), Event()

    class Ending(Asker):
        def __init__(self) -> None: ...

        def ask(self, store: Store, question: Question) -> Answer:
            begun.set()
            held.wait(timeout=60)
            raise RuntimeError("cannot schedule new futures after shutdown")

    made = Suggester(lambda: store, Ending())
    assert made.known(ARTICLE) is None
    assert begun.wait(timeout=60)
    made.close()
    held.set()
    made._worker.join(timeout=60)
    assert caplog.records == []
