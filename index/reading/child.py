"""The process that reads sources and cuts their texts: `python -m index.reading.child`, a request on standard input, an
answer on standard output, until the input ends. A hostile source can bring down this process and no other.

A request is a frame with the ending of the source's name and one with its bytes; or one with `CUT` and one with a text
in JSON. An answer is `MAGIC`, a frame of JSON and one with the places; a frame is eight bytes of length, the first
highest, and as many bytes.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import IO, Any

from index.documents import About, Block, Document, Passage, Sentence
from index.errors import SeedError
from index.places import places_of
from index.reading.parsed import Parsed

MAGIC = b"pincite read 1\n"
MEMORY = 2 * 2**30  # bytes of address space
LONGEST = 2**30  # bytes of a frame
CUT = "cut"  # no ending of a name: those have a full stop

Cut = tuple[list[Sentence], list[Passage]]

_WRITTEN = 2**20  # bytes that it may write to a file: its last words


def write_frame(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(8))
    stream.write(data)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None where the stream has ended.

    Raises:
        ValueError: it ends inside the frame, or the frame is too long to be one.
    """
    head = stream.read(8)
    if not head:
        return None
    length = int.from_bytes(head)
    if len(head) < 8 or length > LONGEST:
        raise ValueError("no frame")
    data = stream.read(length)
    if len(data) < length:
        raise ValueError("a frame that is cut off")
    return data


def parsed_of(answer: bytes, places: bytes) -> Parsed:
    """What `_answer` wrote.

    Raises:
        SeedError: the source cannot be read; it says why.
        ValueError: it is no answer (KeyError and TypeError too).
    """
    found = _found(answer)
    return Parsed(
        str(found["text"]),
        _blocks(found["blocks"]),
        About(**found["about"]),
        found["markup"],
        places_of(places) if places else None,
        tuple(map(str, found["missing"])),
    )


def to_be_cut(document: Document) -> bytes:
    """What the process needs to know of a document to cut it."""
    return _json({"text": document.text, "blocks": _rows(document.blocks), "language": document.about.language or "en"})


def cut_of(answer: bytes) -> Cut:
    """Sentences and passages that the process found.

    Raises:
        SeedError: it found none; it says why.
        ValueError: it is no answer (KeyError and TypeError too).
    """
    found = _found(answer)
    return [Sentence(*row) for row in found["sentences"]], [Passage(*row) for row in found["passages"]]


def _found(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer)
    if "error" in found:
        raise SeedError(str(found["error"]))
    return found


def _json(found: dict[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


def _rows(blocks: Sequence[Block]) -> list[tuple[Any, ...]]:
    return [(b.kind, b.start, b.end, b.parent, b.speaker) for b in blocks]


def _blocks(rows: Iterable[Sequence[Any]]) -> tuple[Block, ...]:
    return tuple(Block(*row) for row in rows)


def _read(suffix: str, data: bytes) -> tuple[bytes, bytes]:
    from index.reading.formats import FORMATS

    parsed = FORMATS[suffix].read(data)
    found = {
        "text": parsed.text,
        "blocks": _rows(parsed.blocks),
        "about": asdict(parsed.about),
        "markup": parsed.markup,
        "missing": parsed.missing,
    }
    return _json(found), b"" if parsed.places is None else parsed.places.to_bytes()


def _cut(data: bytes) -> tuple[bytes, bytes]:
    from index.reading.passages import make_passages
    from index.reading.sentences import split_sentences

    given: dict[str, Any] = json.loads(data)
    text, blocks = given["text"], _blocks(given["blocks"])
    sentences = split_sentences(text, blocks, language=given["language"])
    passages = make_passages(text, sentences, blocks)
    rows = {"sentences": [(s.start, s.end) for s in sentences], "passages": [(p.first, p.stop) for p in passages]}
    return _json(rows), b""


def _answer(what: str, data: bytes) -> tuple[bytes, bytes]:
    try:
        return _cut(data) if what == CUT else _read(what, data)
    except SeedError as error:
        return json.dumps({"error": str(error)}).encode(), b""
    except MemoryError:
        return json.dumps({"error": f"needs more than {MEMORY // 2**30} GB of memory to be read."}).encode(), b""
    except RecursionError:
        return json.dumps({"error": "is nested too deeply to be read."}).encode(), b""


def _limit() -> None:
    """Bound what this process may take, where the system can: Windows cannot."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, _WRITTEN),
        ):
            hard = resource.getrlimit(what)[1]
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (bound, bound))


def main() -> None:
    # What a library prints shall not stand among the answers.
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit()
    while (what := read_frame(requests)) is not None:
        data = read_frame(requests)
        if data is None:
            return
        answer, places = _answer(what.decode(), data)
        answers.write(MAGIC)
        write_frame(answers, answer)
        write_frame(answers, places)
        answers.flush()


if __name__ == "__main__":
    main()
