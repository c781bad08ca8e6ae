"""The further sets of the data folder, `more/` and `languages/`, as articles, split as the others are.

No paragraph is on both sides of the split: one that a set shares with SQuAD's is on the side where it is there, all
edits of one paragraph are on one side, and so are all translations of an article.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from qa.datasets.files import Row, read_json_lines
from qa.datasets.squad import Article, Asked, Paragraph, read_articles, read_official, read_test_titles
from qa.train.material import GROUP, HELD_OUT, Material, chosen, read_material

ONE_IN = 12  # articles are held out
FOREIGN = 0.5  # of the questions on parallel articles are asked in another language
REMEMBERED = 0.7  # of the questions of a conversation come after the one before

# What a question of each source is worth, next to the others'.
WEIGHTS = {
    "squad": 0.12,  # people's questions with exact answers: the centre
    "untitled": 0.10,
    "squad2": 0.10,  # the only near misses with all answers given, from dev articles
    "near misses": 0.20,  # people's, beside their paragraph: what refusal is learnt from
    "near misses, lower case": 0.02,  # tokenised text: little of it
    "near misses, sentence": 0.01,
    "squad, more": 0.04,  # no exact answers
    "reviews and posts": 0.07,  # other domains with answers
    "qamr": 0.03,  # short, plain; many to a sentence
    "condaqa": 0.05,  # negation
    "tales": 0.04,
    "conversations": 0.03,
    "policies": 0.03,
    "policies, dev": 0.02,
    "times": 0.02,
    "covid": 0.01,
    "reports": 0.01,
    "yes or no": 0.015,  # confidence alone
    "claims": 0.01,  # confidence alone
    "hotpot": 0.005,
    "plots": 0.005,
    "ja": 0.02,
    "zh-Hans": 0.02,
    "zh-Hant": 0.01,
    "ar": 0.01,
    "nb": 0.01,
    "th": 0.005,
    "es": 0.015,  # by machine, but with near misses
    "parallel": 0.11,  # twelve languages, half of it across two
}

_FILES = {
    "near misses": "more/squad2_train_unanswerable.jsonl",
    "near misses, lower case": "more/squad2_train_lowercased.jsonl",
    "near misses, sentence": "more/squad2_train_unanswerable_sentence.jsonl",
    "squad, more": "more/squad_train_more_answerable.jsonl",
    "tales": "more/fairytaleqa.jsonl",
    "conversations": "more/abg_coqa.jsonl",
    "policies": "more/policyqa_test.jsonl",
    "times": "more/timeqa_human.jsonl",
    "covid": "more/covidqa.jsonl",
    "reports": "more/tatqa_text.jsonl",
    "yes or no": "more/boolq_dev_and_part_of_train.jsonl",
    "claims": "more/claims.jsonl",
    "hotpot": "more/hotpotqa_samples.jsonl",
    "plots": "more/narrativeqa_summaries_part.jsonl",
    "ja": "languages/jaquad_train.jsonl",
    "zh-Hans": "languages/cmrc_dev.jsonl",
    "zh-Hant": "languages/drcd_dev.jsonl",
    "ar": "languages/arcd_train.jsonl",
    "nb": "languages/norquad.jsonl",
    "th": "languages/iapp_train.jsonl",
}


def read_all(data: Path) -> Material:
    """Every source that may be trained on, each split by article."""
    material = read_material(data)
    train, held_out = dict(material.train), dict(material.held_out)
    for sides in (train, held_out):
        sides["reviews and posts"] = sides.pop("shifts")
    known = {p.text: True for articles in held_out.values() for a in articles for p in a.paragraphs}
    known |= {p.text: False for articles in train.values() for a in articles for p in a.paragraphs}
    for name, file in _FILES.items():
        train[name], held_out[name] = _split(name, _paragraphs(read_json_lines(data / file)), known)
    train["condaqa"], held_out["condaqa"] = _condaqa(data)
    policies = read_articles(data / "policyqa/dev.json")
    train["policies, dev"] = [a for a in policies if not chosen(a.id, ONE_IN)]
    held_out["policies, dev"] = [a for a in policies if chosen(a.id, ONE_IN)]
    train["parallel"], held_out["parallel"] = _sides(_parallel(data))
    train["es"], held_out["es"] = read_spanish(data)
    return Material(train, held_out)


def _paragraphs(rows: Sequence[Row]) -> Iterator[tuple[str, str, Paragraph]]:
    """Title, language and paragraph, in the file's order."""
    asked: dict[str, list[Asked]] = defaultdict(list)
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["context"], row)
        asked[row["context"]].append(_asked(row))
    for text, questions in asked.items():
        row = first[text]
        ranges = tuple((a, b) for a, b in row.get("meta", {}).get("sentence_ranges", ()))
        title = (row["document_title"] or "").replace("_", " ")
        yield title, row.get("language", "en"), Paragraph(text, tuple(questions), ranges)


def _asked(row: Row) -> Asked:
    text = row["question"]
    if row.get("history") and _share(row["id"]) < REMEMBERED:
        text = f"{row['history'][-1]['question']} {text}"
    if row["source"].startswith("Fool Me Twice"):
        text = f"Is it true that {text[:1].lower()}{text[1:].rstrip('.')}?"
    answers = tuple(dict.fromkeys((a["start"], a["start"] + len(a["text"])) for a in row["answers"]))
    evidence = tuple((a, b) for a, b in row.get("evidence_sentences", ()))
    unknown = row["answerable"] and (row["source"].startswith("Fool Me Twice") or not (answers or evidence))
    return Asked(text, answers, () if unknown else evidence, anywhere=unknown)


def _split(
    name: str, paragraphs: Iterator[tuple[str, str, Paragraph]], known: dict[str, bool]
) -> tuple[list[Article], list[Article]]:
    """Articles to train on and articles held out: by title, else so many paragraphs together."""
    groups: dict[tuple[bool | None, str, str], list[Paragraph]] = defaultdict(list)
    for title, language, paragraph in paragraphs:
        groups[known.get(paragraph.text), title, language].append(paragraph)
    train: list[Article] = []
    held_out: list[Article] = []
    for (held, title, language), found in groups.items():
        size = len(found) if title else GROUP
        for start in range(0, len(found), size):
            article = Article(f"{name}.{title or start}", tuple(found[start : start + size]), title, language)
            (held_out if (chosen(article.id, ONE_IN) if held is None else held) else train).append(article)
    return train, held_out


def _condaqa(data: Path) -> tuple[list[Article], list[Article]]:
    """No two edits of one paragraph in one article: they contradict each other."""
    rows = read_json_lines(data / "more/condaqa.jsonl")
    edits: dict[tuple[bool, str], list[Row]] = defaultdict(list)
    for row in rows:
        paragraph = row["meta"]["group"].partition("-")[0]
        edits[chosen(f"condaqa.{paragraph}", ONE_IN), row["meta"]["edit"]].append(row)
    sides: tuple[list[Article], list[Article]] = [], []
    for (held, edit), found in edits.items():
        paragraphs = [p for _, _, p in _paragraphs(found)]
        for start in range(0, len(paragraphs), GROUP):
            sides[held].append(Article(f"condaqa.{edit}.{start}", tuple(paragraphs[start : start + GROUP])))
    return sides


def _sides(articles: Sequence[tuple[str, Article]]) -> tuple[list[Article], list[Article]]:
    """Split translations as the English article is."""
    held = {title for title, _ in articles if chosen(title, HELD_OUT["squad2"])}
    return [a for t, a in articles if t not in held], [a for t, a in articles if t in held]


def _parallel(data: Path) -> list[tuple[str, Article]]:
    """XQuAD's train side and its English articles; the questions of half of them in another language."""
    rows = read_json_lines(data / "languages/xquad_train_side.jsonl")
    rows += _english({row["id"] for row in rows}, data)
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        asked[row["id"]][row["language"]] = row["question"]
    found = []
    for (language, title), own in _grouped(rows, lambda row: (row["language"], row["document_title"])).items():
        foreign = [_in_another(row, asked[row["id"]]) for row in own]
        paragraphs = tuple(p for _, _, p in _paragraphs(foreign))
        found.append((title, Article(f"parallel.{language}.{title}", paragraphs, title.replace("_", " "), language)))
    return found


def _in_another(row: Row, questions: dict[str, str]) -> Row:
    chance = random.Random(f"{row['id']}/{row['language']}")
    if chance.random() >= FOREIGN:
        return row
    return row | {"question": chance.choice([q for language, q in questions.items() if language != row["language"]])}


def _english(ids: set[str], data: Path) -> list[Row]:
    tested = read_test_titles(data)
    return [
        {
            "source": "SQuAD",
            "id": asked["id"],
            "language": "en",
            "document_title": article["title"],
            "context": paragraph["context"],
            "question": asked["question"],
            "answerable": True,
            "answers": [{"text": a["text"], "start": a["answer_start"]} for a in asked["answers"]],
        }
        for article in read_official(data / "squad/dev-v1.1.json")
        if article["title"] not in tested
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
        if asked["id"] in ids
    ]


def read_spanish(data: Path) -> tuple[list[Article], list[Article]]:
    """SQuAD 2.0 in Spanish, to train on and held out."""
    english = {
        asked["id"]: article["title"]
        for article in read_official(data / "squad/dev-v2.0.json")
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
    }
    rows = read_json_lines(data / "languages/squad_es_dev.jsonl")
    return _sides(
        [
            (title, Article(f"es.{title}", tuple(p for _, _, p in _paragraphs(own)), title.replace("_", " "), "es"))
            for title, own in _grouped(rows, lambda row: english[row["id"]]).items()
        ]
    )


def _grouped(rows: Sequence[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _share(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32
