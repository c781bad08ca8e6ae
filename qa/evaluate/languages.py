"""Questions and documents in twelve languages, XQuAD's test side, asked as users ask; and near misses, PoQuAD's."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.languages import ENGLISH, primary
from index.networks.encoder import Encoder
from index.progress import Progress
from index.storage.local import LocalStore
from qa import question as asked
from qa.ask import Asker, make_asker
from qa.datasets.corpus import Corpus, Question, sampled
from qa.datasets.parallel import TEST, TOGETHER, Parallel, libraries, read_parallel
from qa.datasets.poquad import read_poquad
from qa.datasets.squad import join
from qa.evaluate.asking import place_of
from qa.evaluate.corpus import opened
from qa.evaluate.measures import Measure, auroc, mean
from qa.language import language_of
from qa.reader import PassageReader

SEED = 5
QUESTIONS = 100  # for each figure; of each language a quarter
WRONG = {ENGLISH: "de"}  # said to be the language of a question, to see what a wrong guess costs


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question: its corpus's name, whether the right sentence is first and is cited, how sure."""

    name: str
    answerable: bool
    right: bool
    found: bool
    confidence: float


def measure_languages(
    data: Path, encoder: Encoder, reader: PassageReader | None, questions: int = QUESTIONS
) -> Iterator[Measure]:
    """The figures, from so many questions each."""
    articles = read_parallel(data / TEST)
    chance = random.Random(SEED)
    languages = sorted(articles[0].articles)
    own = {
        name: ask(f"in {name}", _drawn([a.corpus(name, name) for a in articles], questions // 4), encoder, reader)
        for name in languages
    }
    for language, found in own.items():
        yield mean(f"{language} of {language}: right sentence first", [a.right for a in found])
    everything = [a for found in own.values() for a in found]
    yield from _right("one language, mean of twelve", everything)
    across = {
        "the English article, asked in another": [a.in_another(ENGLISH, chance) for a in articles],
        "another's article, asked in English": [
            a.corpus(language, ENGLISH) for a in articles for language in languages if language != ENGLISH
        ],
        "four languages, the answer in one, not the question's": [
            corpus for a in articles for corpus in a.in_one_of(chance.sample(languages, TOGETHER))
        ],
    }
    for name, corpora in across.items():
        found = ask(name, _drawn(corpora, questions), encoder, reader)
        yield from _right(name, found)
        everything += found
    silent = [corpus for a in articles for corpus in a.without_answers(languages, chance)]
    refused = ask("silent", _drawn(silent, questions), encoder, reader)
    yield mean("the paragraph taken out: refused", [not a.found for a in refused])
    own_first = {
        "four languages that all say it: the question's own first": [
            a.in_all_of(chance.sample(languages, TOGETHER)) for a in articles for _ in range(TOGETHER)
        ],
        "an article among three in other languages: right sentence first": [
            corpus for _ in range(TOGETHER) for corpus in libraries(articles, chance)
        ],
    }
    for name, corpora in own_first.items():
        yield mean(name, [a.right for a in ask(name, _drawn(corpora, questions), encoder, reader)])
    both = [*everything, *refused]
    yield auroc("the paragraph taken out: AUROC", [a.confidence for a in both], [a.answerable for a in both])
    yield from _english_among_others(articles, encoder, reader, questions)
    yield from _guesses(articles, languages)
    yield from _near_misses([a.corpus() for a in read_poquad(data)], encoder, reader, questions)


def _right(name: str, found: Sequence[Asked]) -> Iterator[Measure]:
    yield mean(f"{name}: right sentence first", [a.right for a in found])
    yield mean(f"{name}: right sentence first, and cited", [a.right and a.found for a in found])


def ask(
    name: str, corpora: Sequence[Corpus], encoder: Encoder, reader: PassageReader | None, said: str | None = None
) -> list[Asked]:
    """Ask every question of its own corpus's index, `said` to be in a language."""
    asker, found = make_asker(encoder, reader), []
    with Progress(name, sum(len(c.questions) for c in corpora), "questions") as progress:
        for corpus in corpora:
            if not corpus.questions:
                continue
            with opened(corpus.articles, encoder) as store:
                found += [_asked(name, store, asker, question, said) for question in corpus.questions]
            progress.advance(len(corpus.questions))
    return found


def _asked(name: str, store: LocalStore, asker: Asker, question: Question, said: str | None) -> Asked:
    weighed = asker.weigh(store, asked.Question(question.text, language=said))
    right = place_of(store, weighed.candidates[0]) in question.gold
    return Asked(name, bool(question.gold), right, weighed.found, weighed.confidence)


def _english_among_others(
    articles: Sequence[Parallel], encoder: Encoder, reader: PassageReader | None, questions: int
) -> Iterator[Measure]:
    """What an English question of an English article loses where there is a document in another language too."""
    alone = _drawn([a.corpus(ENGLISH, ENGLISH) for a in articles], questions)
    others = [replace(a.corpus("de", "de"), questions=()) for a in articles]
    among = [join([c, other]) for c, other in zip(alone, (*others[1:], others[0]), strict=True)]
    for name, corpora, said in (
        ("English of English alone", alone, None),
        ("English of English, a German article beside", among, None),
        ("English of English alone, said to be German", alone, WRONG[ENGLISH]),
    ):
        found = ask(name, corpora, encoder, reader, said)
        yield mean(f"{name}: right sentence first", [a.right for a in found])


def _guesses(articles: Sequence[Parallel], languages: Sequence[str]) -> Iterator[Measure]:
    guessed = [
        language_of(asked.Question(a.text), frozenset({ENGLISH})) == primary(language)
        for article in articles
        for language in languages
        for paragraph in article.articles[language].paragraphs
        for a in paragraph.asked
    ]
    yield mean("the question's language, twelve: found out", guessed)


def _near_misses(
    corpora: Sequence[Corpus], encoder: Encoder, reader: PassageReader | None, questions: int
) -> Iterator[Measure]:
    """Questions that people wrote on Polish articles, some so that nothing in their article answers them."""
    found: list[Asked] = []
    for answerable in (True, False):
        own = [replace(c, questions=tuple(q for q in c.questions if bool(q.gold) is answerable)) for c in corpora]
        found += ask("PoQuAD", _drawn(own, questions), encoder, reader)
    yield mean("PoQuAD: right sentence first", [a.right for a in found if a.answerable])
    yield mean("PoQuAD, a near miss: refused", [not a.found for a in found if not a.answerable])
    yield auroc("PoQuAD: AUROC", [a.confidence for a in found], [a.answerable for a in found])


def _drawn(corpora: Sequence[Corpus], count: int) -> list[Corpus]:
    return sampled(corpora, count, SEED)
