"""The process that reads sources: `python -m index.reading.child`, a request on standard input, an answer on standard
output, until the input ends. A hostile source can bring down this process and no other.

A request is a frame with the ending of the source's name and one with its bytes. An answer is `MAGIC`, a frame of JSON
and one with the places; a frame is eight bytes of length, the first highest, and as many bytes.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import IO, Any

from index.documents import About, Block
from index.errors import SeedError
from index.places import places_of
from index.reading.parsed import Parsed

MAGIC = b"pincite read 1\n"
MEMORY = 2 * 2**30  # bytes of address space
LONGEST = 2**30  # bytes of a frame

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
    found: dict[str, Any] = json.loads(answer)
    if "error" in found:
        raise SeedError(str(found["error"]))
    return Parsed(
        str(found["text"]),
        tuple(Block(*row) for row in found["blocks"]),
        About(**found["about"]),
        found["markup"],
        places_of(places) if places else None,
        tuple(map(str, found["missing"])),
    )


def _answer(suffix: str, data: bytes) -> tuple[bytes, bytes]:
    from index.reading.formats import FORMATS

    try:
        parsed = FORMATS[suffix].read(data)
        found = {
            "text": parsed.text,
            "blocks": [(b.kind, b.start, b.end, b.parent, b.speaker) for b in parsed.blocks],
            "about": asdict(parsed.about),
            "markup": parsed.markup,
            "missing": parsed.missing,
        }
        places = b"" if parsed.places is None else parsed.places.to_bytes()
        return json.dumps(found, ensure_ascii=False).encode(), places
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
    while (suffix := read_frame(requests)) is not None:
        data = read_frame(requests)
        if data is None:
            return
        answer, places = _answer(suffix.decode(), data)
        answers.write(MAGIC)
        write_frame(answers, answer)
        write_frame(answers, places)
        answers.flush()


if __name__ == "__main__":
    main()
