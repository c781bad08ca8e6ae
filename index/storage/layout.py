"""The files of a segment, named in one place. Each part writes, opens and checks its own."""

from pathlib import Path

from index.errors import DamagedGeneration

TEXTS, DOCUMENTS = "texts.utf8", "documents.jsonl"
SENTENCES, PASSAGES, BLOCKS = "sentences.npy", "passages.npy", "blocks.npy"
QUOTED = (TEXTS, DOCUMENTS, SENTENCES, PASSAGES, BLOCKS)  # what a citation is made of

WORDS = "words.utf8"
PLACES = "places.bin"  # only where a source has places
TOKENS, TOKEN_STARTS = "tokens.npy", "token_starts.npy"

SEGMENTS, SOURCES = "segments", "sources"  # beside the generations, which share them
SHARDS = "shards"  # beside them too: folders of generations of parts of the sources

UNITS = ("sentences", "passages")  # each with its BM25 and its vectors


def vectors_of(unit: str) -> str:
    """The file of a unit's vectors."""
    return f"{unit}.faiss"


def lexical_of(unit: str) -> str:
    """The folder of a unit's BM25."""
    return f"{unit}.bm25"


def check_count(what: str, found: int, wanted: int, path: Path) -> None:
    """Raise DamagedGeneration unless a file has as many of something as it should."""
    if found != wanted:
        raise DamagedGeneration(f"{path} has {found} {what}, not {wanted}; run `pincite index rebuild`.")
