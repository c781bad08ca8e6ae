"""A tokenizer of a few words, so that pieces can be counted by hand."""

import json
from pathlib import Path

from qa.train.vocabulary import model

WORDS = ("Who", "spoke", "?", "She", "sang", ".", "Rome", "News", "Anna", ":", "old", "list", "a", "b", "c")


SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
VOCABULARY = [*((name, 0.0) for name in SPECIAL), ("▁", -3.0), *((f"▁{word}", -2.0) for word in WORDS)]


def tiny_tokenizer(folder: Path) -> Path:
    """Write a model of SentencePiece: special pieces 0 to 3, "▁" 4, then `WORDS`, a space before each, from 5 on."""
    path = folder / "tokenizer.model"
    path.write_bytes(model(VOCABULARY, b""))
    return path


def tiny_specification(folder: Path) -> Path:
    """Write the same as a `tokenizer.json`."""
    spec: dict[str, object] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": VOCABULARY, "byte_fallback": False},
    }
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return path


def number(word: str) -> int:
    """The number of one of `WORDS`."""
    return 5 + WORDS.index(word)
