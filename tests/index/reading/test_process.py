import os
import random
import sys
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from index.documents import About, Block, Document, Passage, Place, Sentence
from index.errors import SeedError
from index.reading import rtf
from index.reading.formats import FORMATS
from index.reading.plain import plain_document
from index.reading.process import ReadingProcess
from tests.pdfs import pdf

ASKED = "import sys; sys.stdin.buffer.read(1)"  # what answers before it is asked may be gone when it is


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingProcess]:
    with ReadingProcess() as process:
        yield process


def ended(script: str, *, deadline: float = 20.0) -> str:
    """What is said of a source whose reading process does this when it is asked."""
    command = (sys.executable, "-c", script)
    with ReadingProcess(deadline=deadline, command=command) as process, pytest.raises(SeedError) as caught:
        process.read(".txt", b"One.")
    return str(caught.value)


def test_a_source_is_read_in_another_process(reading: ReadingProcess) -> None:
    parsed = reading.read(".txt", "“One” 👩🏽‍🚀\u2028\x00 two.".encode())
    assert (parsed.text, parsed.about) == ("“One” 👩🏽‍🚀\u2028\x00 two.", About())
    assert parsed.blocks == (Block("paragraph", 0, len(parsed.text)),)
    assert reading.read(".md", b"# Two").blocks[0].kind == "title"


def test_it_leaves_no_bytecode_that_its_limits_may_have_cut_off() -> None:
    written = Path(cache_from_source(rtf.__file__))
    written.unlink(missing_ok=True)
    with ReadingProcess() as process:
        assert process.read(".rtf", rb"{\rtf1 One.}").text == "One."
    assert not written.exists()


def test_places_come_back_too(reading: ReadingProcess) -> None:
    parsed = reading.read(".pdf", pdf(["Hello there."]))
    assert parsed.places is not None
    assert [p.page for p in parsed.places.places(0, 5)] == [1]
    assert isinstance(parsed.places.places(0, 5)[0], Place)


def test_a_document_is_cut_by_the_rules_of_its_language(reading: ReadingProcess) -> None:
    text = "Sie ist seit dem 19. Juli da. “👩🏽‍🚀 kam.”"
    blocks = (Block("heading", 0, 29), Block("paragraph", 30, len(text), parent=0))
    german, french = (Document("a", About(language=code), text, blocks) for code in ("de", "fr"))
    assert reading.cut(german) == ([Sentence(0, 29), Sentence(30, len(text))], [Passage(0, 2)])
    assert reading.cut(french)[0] == [Sentence(0, 20), Sentence(21, 29), Sentence(30, len(text))]


def test_what_is_wrong_is_said_and_the_process_goes_on(reading: ReadingProcess) -> None:
    with pytest.raises(SeedError, match=r"^is not UTF-8: byte 0xe9 at position 3"):
        reading.read(".txt", b"caf\xe9!")
    assert reading.read(".txt", b"One.").text == "One."


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@pytest.mark.parametrize("data", [b"", b"\x00", random.Random(1).randbytes(5000), b"%PDF-1.7\n%%EOF", b"PK\x03\x04"])
def test_random_bytes_are_read_or_refused_under_every_ending(reading: ReadingProcess, suffix: str, data: bytes) -> None:
    try:
        said = reading.read(suffix, data).text
    except SeedError as error:
        said = str(error)
    assert "brought down" not in said


def test_a_process_that_is_killed_by_a_source_is_replaced() -> None:
    with ReadingProcess() as process:
        process.read(".txt", b"One.")
        assert process._process is not None
        first = process._process.pid
        os.kill(first, 9)
        process._process.wait()
        assert process.read(".txt", b"Two.").text == "Two."
        assert process._process.pid != first


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os; os.abort()", "(SIGABRT)"),
        ("raise KeyError('broken')", "(KeyError: 'broken')"),
        ("import sys; sys.exit(7)", "(exit code 7)"),
        (f"{ASKED}; print('x' * 100_000, flush=True)", "(its answer was none: another answer)"),
        (f"{ASKED}; print('pincite read 1'); print('x' * 100)", "(its answer was none: no frame)"),
        (
            f"{ASKED}; sys.stdout.buffer.write(b'pincite read 1\\n' + (2).to_bytes(8) + b'{{}}' + bytes(8))",
            "(its answer was none: 'text')",
        ),
    ],
)
def test_a_fallen_process_is_said_with_how_it_fell(script: str, words: str) -> None:
    assert ended(script) == f"brought down the process that read it {words}; it may be damaged."


def test_a_source_that_takes_too_long_is_stopped() -> None:
    said = ended("import time; time.sleep(60)", deadline=0.3)
    assert said == "took more than 0.3 seconds to read; it was stopped."


def test_a_text_whose_sentences_are_not_found_in_time_is_given_up_and_the_next_is_read() -> None:
    script = (
        "import time, index.reading.child as child, index.reading.sentences as sentences\n"
        "sentences.split_sentences = lambda *_, **__: time.sleep(60)\n"
        "child.main()"
    )
    with ReadingProcess(deadline=2.0, command=(sys.executable, "-c", script)) as process:
        with pytest.raises(SeedError, match=r"^took more than 2 seconds to read; it was stopped\.$"):
            process.cut(plain_document("a", About(), "One."))
        assert process.read(".txt", b"Two.").text == "Two."


def test_a_large_source_that_nobody_takes_is_stopped_too() -> None:
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    with ReadingProcess(deadline=0.3, command=command) as process, pytest.raises(SeedError, match="took more than"):
        process.read(".txt", b"x" * 5_000_000)


def test_a_source_that_wants_too_much_memory_is_refused() -> None:
    script = (
        "import index.reading.child as child, index.reading.formats as formats\n"
        "class Greedy:\n"
        "    def read(self, data): return bytearray(3 * 2**30)\n"
        "formats.FORMATS['.txt'] = Greedy()\n"
        "child.main()"
    )
    assert ended(script) == "needs more than 2 GB of memory to be read."


def test_what_a_library_prints_does_not_stand_among_the_answers() -> None:
    script = (
        "import os, index.reading.child as child, index.reading.formats as formats\n"
        "plain = formats.FORMATS['.txt']\n"
        "class Chatty:\n"
        "    def read(self, data): print('hello'); os.write(1, b'hello'); return plain.read(data)\n"
        "formats.FORMATS['.txt'] = Chatty()\n"
        "child.main()"
    )
    with ReadingProcess(command=(sys.executable, "-c", script)) as process:
        assert process.read(".txt", b"One.").text == "One."
