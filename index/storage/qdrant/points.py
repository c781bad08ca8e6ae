"""What stands in a collection: the kinds of points, their ids, vectors and payloads.

    kind       id                       vectors                                    payload, beside its kind
    sentence   its key                  vector, tokens, sentence_bm25, shared      document, language, passage, quote
    passage    its number + PASSAGES    vector, passage_bm25                       document, language, first, stop, text
    document   of its name              -                                          number, entry, text, ranges, …
    part       of what it continues     -                                          data: more of a text, or of a source
    term       of the word              -                                          word, dimension, how many have it
    words      of a number              -                                          words, commonest first
    manifest   one                      -                                          manifest; it is written last

Sentences and passages have a dense vector of one name, and are told apart by their kind: the engine keeps room for
every dense vector at every point. Texts and what holds them are strings of JSON, so that what the engine refuses
(U+0000, lone surrogates) stands in them as an escape.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from index.documents import About, Block, PassageText, Place, Sentence
from index.store import Entry, Quote

KINDS = ("sentence", "passage", "document", "part", "term", "words", "manifest")

VECTOR, TOKENS = "vector", "tokens"
SENTENCE_BM25, PASSAGE_BM25, SHARED = "sentence_bm25", "passage_bm25", "shared"

LAYOUT = 1  # of all this; in the names of collections, so that a pincite with another one neither reads nor mixes them
PASSAGES = 1 << 40  # what is added to a passage's number; there are fewer sentences
PART = 1 << 20  # characters, or bytes of a source, in one point; a request takes 32 MiB
WORDS = 20_000  # in one point

_NAMES = UUID("9a2c3f0e-6f5b-4a56-9d0b-2f6f1f7a5c11")  # the space of pincite's names; any would do
_SURROGATE = re.compile("[\ud800-\udfff]")


def written(value: Any) -> str:
    """A value as JSON that every engine takes; `json.loads` gives it back."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isascii() else _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def id_of(kind: str, name: str | int = "") -> str:
    """The id of what has a name; the same wherever it is made."""
    return str(uuid5(_NAMES, f"{kind} {written(name)}"))


def entry_of(data: Mapping[str, Any]) -> Entry:
    return Entry(data["id"], About(**data["about"]), data["sentences"])


def quote_of(data: Mapping[str, Any]) -> Quote:
    """What `asdict` made of a quote."""
    block, place = data["block"], data["place"]
    return Quote(
        **{
            **data,
            "entry": entry_of(data["entry"]),
            "sentence": Sentence(**data["sentence"]),
            "block": None if block is None else Block(**block),
            "place": None if place is None else _place(place),
            **{name: tuple(data[name]) for name in ("headings", "below", "following")},
        }
    )


def passage_text_of(data: Mapping[str, Any]) -> PassageText:
    """What `asdict` made of a passage."""
    return PassageText(data["title"], data["before"], tuple(data["sentences"]))


def _place(data: Mapping[str, Any]) -> Place:
    seconds = data["seconds"]
    boxes = tuple((left, top, right, bottom) for left, top, right, bottom in data["boxes"])
    return Place(data["page"], boxes, None if seconds is None else (seconds[0], seconds[1]))
