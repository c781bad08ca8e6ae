"""A tokenizer of a few words, so that pieces can be counted by hand."""

import json
from pathlib import Path

WORDS = ("Who", "spoke", "?", "She", "sang", ".", "Rome", "News", "Anna", ":", "old", "list", "a", "b", "c")


def tiny_tokenizer(folder: Path) -> Path:
    """Write a `tokenizer.json`: special pieces 0 to 3, "▁" 4, then `WORDS` with a space before each, from 5 on."""
    words = [[f"▁{word}", -2.0] for word in WORDS]
    special = [[name, 0.0] for name in ("<s>", "<pad>", "</s>", "<unk>")]
    spec: dict[str, object] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [*special, ["▁", -3.0], *words], "byte_fallback": False},
    }
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return path


def number(word: str) -> int:
    """The number of one of `WORDS`."""
    return 5 + WORDS.index(word)
