"""XQuAD (Artetxe et al. 2020): paragraphs of SQuAD and their questions in twelve languages, translated by people.

A paragraph and a question have the same place in the article of each language, so that one can be asked of another.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.languages import ENGLISH
from qa.datasets.corpus import Corpus, Question
from qa.datasets.files import Row, read_json_lines
from qa.datasets.squad import Article, Asked, Paragraph, join

TRAIN, TEST = "languages/xquad_train_side.jsonl", "languages/xquad_test.jsonl"
TOGETHER = 4  # languages in one index


@dataclass(frozen=True, slots=True)
class Parallel:
    """An article in several languages, by language."""

    title: str
    articles: Mapping[str, Article]

    def corpus(self, documents: str, questions: str) -> Corpus:
        """The article in one language, asked in another, or in the same."""
        return asked_in(self.articles[documents].corpus(), self.articles[questions].corpus())

    def in_another(self, language: str, chance: random.Random) -> Corpus:
        """The article in one language, each question in another, drawn by chance."""
        corpora = [a.corpus() for name, a in self.articles.items() if name != language]
        own = self.articles[language].corpus()
        texts = [chance.choice([c.questions[i].text for c in corpora]) for i in range(len(own.questions))]
        return Corpus(own.articles, tuple(replace(q, text=t) for q, t in zip(own.questions, texts, strict=True)))

    def in_one_of(self, languages: Sequence[str]) -> Iterator[Corpus]:
        """For each paragraph the article in all of these languages, but the paragraph in the second alone, asked in the
        first.
        """
        asked, kept, *_ = languages
        for number, paragraph in enumerate(self.articles[asked].paragraphs):
            others = [self.without(number, name) for name in languages if name != kept]
            whole = self.articles[kept].corpus()
            first = sum(len(p.asked) for p in self.articles[kept].paragraphs[:number])
            questions = whole.questions[first : first + len(paragraph.asked)]
            texts = zip(questions, paragraph.asked, strict=True)
            own = Corpus(whole.articles, tuple(replace(q, text=a.text) for q, a in texts))
            yield join([own, *others])

    def in_all_of(self, languages: Sequence[str]) -> Corpus:
        """The article in all of these languages, asked in the first, in which alone what answers is right."""
        return beside(self.articles[languages[0]].corpus(), [self.articles[name] for name in languages[1:]])

    def in_any_of(self, languages: Sequence[str]) -> Corpus:
        """The same, but what answers is right in each of them."""
        corpora = [self.articles[name].corpus() for name in languages]
        versions = zip(*(corpus.questions for corpus in corpora), strict=True)
        asked = [replace(own, gold=own.gold.union(*(q.gold for q in others))) for own, *others in versions]
        return replace(join(corpora), questions=tuple(asked))

    def without_answers(self, languages: Sequence[str], chance: random.Random) -> Iterator[Corpus]:
        """The article in some languages without each of its paragraphs, asked what that says, in its own or another."""
        for language in chance.sample(list(languages), TOGETHER):
            of = chance.choice([language, chance.choice(list(languages))])
            for number, paragraph in enumerate(self.articles[of].paragraphs):
                silent = tuple(Question(a.text, frozenset()) for a in paragraph.asked)
                yield replace(self.without(number, language), questions=silent)

    def without(self, number: int, language: str) -> Corpus:
        """The article in one language without a paragraph, and without questions."""
        article = self.articles[language]
        left = article.paragraphs[:number] + article.paragraphs[number + 1 :]
        return Corpus(replace(article, paragraphs=left).corpus().articles, ())


def libraries(articles: Sequence[Parallel], chance: random.Random) -> Iterator[Corpus]:
    """Each article in one language, asked in it, beside other articles in other languages; all drawn by chance."""
    for article in articles:
        others = [other for other in articles if other is not article]
        drawn = [article, *chance.sample(others, min(TOGETHER - 1, len(others)))]
        languages = chance.sample(sorted(article.articles), len(drawn))
        own, *rest = (each.articles[name] for each, name in zip(drawn, languages, strict=True))
        yield beside(own.corpus(), rest)


def beside(corpus: Corpus, others: Sequence[Article]) -> Corpus:
    """A corpus with more articles, of which nothing is asked."""
    return join([corpus, *(replace(other.corpus(), questions=()) for other in others)])


def asked_in(corpus: Corpus, other: Corpus) -> Corpus:
    """A corpus with its questions as they stand in another of the same article."""
    pairs = zip(corpus.questions, other.questions, strict=True)
    return Corpus(corpus.articles, tuple(replace(q, text=o.text) for q, o in pairs))


def read_parallel(path: Path) -> list[Parallel]:
    """The articles of a side, each in all languages."""
    rows: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in read_json_lines(path):
        rows[row["document_title"]][row["language"]][row["id"]] = row
    return [
        Parallel(title, {language: _article(title, language, own, own_order) for language, own in found.items()})
        for title, found in rows.items()
        for own_order in [_order(found[ENGLISH])]
    ]


def _order(rows: Mapping[str, Row]) -> list[list[str]]:
    """The ids of the questions of each paragraph."""
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for row in rows.values():
        paragraphs[row["context"]].append(row["id"])
    return list(paragraphs.values())


def _article(title: str, language: str, rows: Mapping[str, Row], order: Sequence[Sequence[str]]) -> Article:
    paragraphs = [Paragraph(rows[ids[0]]["context"], tuple(_asked(rows[i]) for i in ids)) for ids in order]
    return Article(f"{title}.{language}", tuple(paragraphs), title.replace("_", " "), language)


def _asked(row: Row) -> Asked:
    return Asked(row["question"], tuple((a["start"], a["start"] + len(a["text"])) for a in row["answers"]))
